/// What an output file that is there ends with, before anything is appended to it.
enum FileEnd: Equatable {
  /// With a whole line or gzip member, or the file is empty.
  case whole
  /// With a line that is JSON, and lacks nothing but its LF.
  case unterminated
  /// With something else that has no LF, and that must stay.
  case foreign
  /// From there on, with the beginning of a record, or of a gzip member, that this program wrote.
  case torn(from: Int)

  /// Why nothing may be appended to a file: a reader of the file would not find it.
  enum Refusal: String, Error {
    case isLocked = "another process holds its lock (flock)"
    case isUnreadable = "it may not be read, so that its end is unknown"
    case isGzip = "it is gzip; use --gzip"
    case isNotGzip = "it is not gzip"
    /// Another program wrote that member.
    case isTorn = "its last gzip member is torn and not emotag's"
    /// This program wrote that member, and there is no room for it elsewhere.
    case cannotBeKept = "its last gzip member is torn and cannot be kept elsewhere"
    case hasGarbage = "it has a torn gzip member, or something that is not gzip, before its end"
  }

  /// A line without LF that is longer is not looked at: it stays.
  private static let recordLimit = 16 << 20

  /// The end of a file of lines, of which some may be records of this program's own.
  static func ofLines(in contents: borrowing FileContents, _ own: OwnRecord) throws(Refusal) -> FileEnd {
    try checkIsPlain(contents)
    let start = beginningOfLastLine(in: contents)
    if start == contents.size { return .whole }
    guard contents.size - start <= recordLimit, let line = contents.bytes(start..<contents.size)
    else { return .foreign }
    switch completeness(of: line) {
    case .whole: return .unterminated
    case .beginning: return own.mayBegin(with: line, after: contents.piece(upTo: start)) ? .torn(from: start) : .foreign
    case .neither: return .foreign
    }
  }

  static func checkIsPlain(_ contents: borrowing FileContents) throws(Refusal) {
    if contents.bytes(0..<min(contents.size, 2)) == GzipMember.magic { throw .isGzip }
  }

  private static func beginningOfLastLine(in contents: borrowing FileContents) -> Int {
    var start = contents.size
    while start > 0 {
      let piece = contents.piece(upTo: start)
      if let newline = piece.lastIndex(of: 0x0A) { return start - piece.count + newline + 1 }
      // What cannot be read is taken for one long line.
      start = piece.isEmpty ? 0 : start - piece.count
    }
    return 0
  }

  private enum Completeness {
    case whole, beginning, neither
  }

  /// Whether a line is JSON, or an object could still become of it.
  private static func completeness(of line: [UInt8]) -> Completeness {
    var scanner = RecordScanner(paths: [], addedMember: "")
    return line.withUnsafeBufferPointer { line in
      do throws(MalformedRecord) {
        _ = try scanner.scan(line)
        return .whole
      } catch {
        let first = line.first { !OwnRecord.isWhiteSpace($0) }
        return first == UInt8(ascii: "{") && error.offset == line.count ? .beginning : .neither
      }
    }
  }
}
