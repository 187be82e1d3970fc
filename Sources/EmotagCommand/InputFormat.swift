internal import RecordStream

/// What an input that is not NDJSON looks like, told by its first bytes, and how it becomes NDJSON.
struct InputFormat: Equatable {
  let name: String
  /// Commands of a pipeline from stdin to stdout; empty if none is known.
  var conversion: [String] = []

  static let plainText = InputFormat(name: "plain text", conversion: ["jq -cR '{text: .}'"])
  static let binary = InputFormat(name: "binary data")

  /// Whether it has no structure of its own.
  var isText: Bool { self == .plainText || self == .binary }

  /// The command line that tags an input; nil if no conversion is known.
  ///
  /// Without a file it reads stdin.
  func command(reading file: String?, isGzip: Bool = false) -> String? {
    if conversion.isEmpty { return nil }
    var commands = (isGzip ? ["gzip -dc"] : []) + conversion + ["emotag"]
    if let file { commands[0] += " < \(shellWord(file))" }
    return commands.joined(separator: " | ")
  }

  /// What the first bytes of an input look like, of which the last line may be cut off; nil if that cannot be told, or if
  /// there is NDJSON among them.
  static func guess(_ beginning: [UInt8]) -> InputFormat? {
    // The magic of a tar archive comes late (POSIX, ustar).
    if beginning.dropFirst(257).starts(with: "ustar".utf8) {
      return InputFormat(name: "a tar archive", conversion: ["tar -xO"])
    }
    let isSpreadArray =
      beginning.first(where: { !isWhiteSpace($0) }) == UInt8(ascii: "[") && isAlone("[", in: beginning)
    if !isSpreadArray && beginning.split(separator: 0x0A).contains(where: isRecord) { return nil }
    if let unicode = wideCharacters(beginning) { return unicode }
    if beginning.contains(0) { return .binary }
    let text = String(decoding: beginning, as: UTF8.self).trimmingPrefix("\u{FEFF}")
      .trimmingPrefix(while: \.isWhitespace)
    let lines = text.split(whereSeparator: \.isNewline).map { String($0) }
    guard let first = lines.first else { return nil }
    let isBrokenJSON = first.hasPrefix("{") || first.hasPrefix("[[")
    let format = json(first, lines.dropFirst()) ?? (isBrokenJSON ? nil : lined(lines, beginning))
    // Numbers and the like have no text, whatever is done to them.
    return format == .plainText && isJSON(first.utf8) ? nil : format
  }

  /// UTF-16 and UTF-32, with a byte order mark or told by the zeros beside ASCII.
  private static func wideCharacters(_ bytes: [UInt8]) -> InputFormat? {
    let marks: [([UInt8], String)] = [
      ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"),
      ([0xFE, 0xFF], "UTF-16"),
    ]
    let zeros = bytes.prefix(4).map { $0 == 0 }
    let encoding =
      marks.first { bytes.starts(with: $0.0) }?.1
      ?? (zeros == [false, true, false, true] ? "UTF-16LE" : zeros == [true, false, true, false] ? "UTF-16BE" : nil)
    return encoding.map { InputFormat(name: $0, conversion: ["iconv -f \($0) -t UTF-8"]) }
  }

  /// Lines without JSON from their beginning on.
  private static func lined(_ lines: [String], _ beginning: [UInt8]) -> InputFormat? {
    if let prefixed = prefixed(lines[0]) { return prefixed }
    let isReadable = lines.allSatisfy { line in
      line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control || $0 == "\t" || $0 == "\u{1B}" }
    }
    guard isReadable else { return .binary }
    let format = markup(lines[0]) ?? table(lines) ?? .plainText
    // Where the input is longer, the last character may be cut off, before the LF that was added.
    if (0..<(beginning.count > 512 ? 5 : 1)).contains(where: {
      String(validating: beginning.dropLast($0), as: UTF8.self) != nil
    }) {
      return format
    }
    return InputFormat(
      name: "\(format.name) that is not UTF-8", conversion: ["iconv -f ISO-8859-1 -t UTF-8"] + format.conversion)
  }

  static func isJSON(_ line: some Sequence<UInt8>) -> Bool {
    var scanner = RecordScanner(paths: [], addedMember: "")
    return Array(line).withUnsafeBufferPointer { (try? scanner.scan($0)) != nil }
  }

  private static func isRecord(_ line: ArraySlice<UInt8>) -> Bool {
    line.first(where: { !isWhiteSpace($0) }) == UInt8(ascii: "{") && isJSON(line)
  }

  /// Whether the first line holds nothing but that.
  private static func isAlone(_ text: String, in beginning: [UInt8]) -> Bool {
    beginning.prefix { $0 != 0x0A }.filter { !isWhiteSpace($0) } == Array(text.utf8)
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}

/// A text as one word of a shell's command line.
func shellWord(_ text: String) -> String {
  let isPlain = !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "/._-+,:@%".contains($0) }
  return isPlain ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
}
