/// How the lines that this program writes to a file are told from those of others.
enum OwnRecord: Sendable {
  /// A record's last member has this name: as JSON, with the colon.
  case withMember([UInt8])
  /// Every line begins so.
  case beginning([UInt8])

  /// Whether a line that is cut off somewhere is the beginning of one of them; `before` are whole lines that precede it, of
  /// which the first may lack its beginning.
  func mayBegin(with line: [UInt8], after before: [UInt8]) -> Bool {
    let lines = before.split(separator: 0x0A)
    switch self {
    case .beginning(let beginning):
      let isLike = zip(line, beginning).allSatisfy { $0 == $1 }
      // A few bytes may be the beginning of anything.
      return isLike && (line.count >= beginning.count || lines.last?.starts(with: beginning) == true)
    case .withMember(let name):
      return Self.hasBegun(name, in: line) || lines.contains { Self.isLast(name, in: Array($0)) }
    }
  }

  /// Whether a whole line is an object whose last member has that name.
  private static func isLast(_ name: [UInt8], in line: [UInt8]) -> Bool {
    // The name is looked for first, for most lines of others lack it.
    guard let member = lastMember(name, in: line), line.last(where: { !isWhiteSpace($0) }) == UInt8(ascii: "}")
    else { return false }
    return isObject(line) && isObject(Array(line[..<member]) + [UInt8(ascii: "}")])
  }

  /// Whether the last member that has begun in a line has that name, at the top level.
  private static func hasBegun(_ name: [UInt8], in line: [UInt8]) -> Bool {
    guard let member = lastMember(name, in: line) else { return false }
    return isObject(Array(line[..<member]) + [UInt8(ascii: "}")])
  }

  /// Where the last member of that name begins, with the comma before it if there is one.
  ///
  /// Within a JSON string a quote is escaped, so a quote after a comma or brace is the beginning of a string.
  private static func lastMember(_ name: [UInt8], in line: [UInt8]) -> Int? {
    if name.isEmpty { return nil }
    var start = line.count - name.count
    while start > 0 {
      if line[start] == name[0] && line[start..<(start + name.count)].elementsEqual(name) {
        if line[start - 1] == UInt8(ascii: ",") { return start - 1 }
        if line[start - 1] == UInt8(ascii: "{") { return start }
      }
      start -= 1
    }
    return nil
  }

  /// JSON's white space (RFC 8259, 2).
  static func isWhiteSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  private static func isObject(_ line: [UInt8]) -> Bool {
    var scanner = RecordScanner(paths: [], addedMember: "")
    return line.first(where: { !isWhiteSpace($0) }) == UInt8(ascii: "{")
      && line.withUnsafeBufferPointer { (try? scanner.scan($0)) != nil }
  }
}
