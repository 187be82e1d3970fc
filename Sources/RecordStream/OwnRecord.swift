/// How the lines that this program writes to a file are told from those of others.
enum OwnRecord: Sendable {
  /// A record has this member: its name as JSON, and the colon.
  case withMember([UInt8])
  /// Every line begins so.
  case beginning([UInt8])

  /// Whether a line that is cut off somewhere can only be the beginning of one of them.
  func mayBegin(with line: [UInt8]) -> Bool {
    switch self {
    case .withMember: isIn(line)
    case .beginning(let beginning): zip(line, beginning).allSatisfy { $0 == $1 }
    }
  }

  /// Whether a record with that member is among these bytes; never for lines that are known by their beginning.
  ///
  /// Within a JSON string a quote is escaped, so a quote after a comma or brace is the beginning of a string.
  func isIn(_ bytes: [UInt8]) -> Bool {
    guard case .withMember(let name) = self, !name.isEmpty else { return false }
    return [UInt8(ascii: ","), UInt8(ascii: "{")].contains { bytes.firstRange(of: [$0] + name) != nil }
  }
}
