/// What an input that is not NDJSON looks like, told by its first bytes, and how it becomes NDJSON.
struct InputFormat: Equatable {
  let name: String
  /// A shell command from stdin to stdout; nil if none is known.
  var conversion: String?

  /// What the first bytes of an input look like, of which the last line may be cut off; nil if that cannot be told, or if
  /// there is NDJSON among them.
  static func guess(_ beginning: [UInt8]) -> InputFormat? {
    if let unicode = wideCharacters(beginning) { return unicode }
    if beginning.contains(0) { return InputFormat(name: "binary data") }
    let text = String(decoding: beginning, as: UTF8.self).trimmingPrefix("\u{FEFF}")
      .trimmingPrefix(while: \.isWhitespace)
    let lines = text.split(whereSeparator: \.isNewline).map { String($0) }
    guard let first = lines.first else { return nil }
    switch first.unicodeScalars.first {
    case "[": return array(first)
    case "{": return object(first, rest: lines.dropFirst())
    case "\u{1E}": return InputFormat(name: "a JSON text sequence", conversion: #"tr -d '\036'"#)
    case "\"": return InputFormat(name: "JSON strings", conversion: "jq -c '{text: .}'")
    default: break
    }
    if lines.contains(where: { $0.hasPrefix("{\"") }) { return nil }
    return prefixed(first) ?? table(lines) ?? plainText(beginning, text)
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
    return encoding.map { InputFormat(name: $0, conversion: "iconv -f \($0) -t UTF-8") }
  }

  private static func array(_ first: String) -> InputFormat? {
    let element = first.dropFirst().drop(while: \.isWhitespace).first
    switch element {
    case nil, "{": return InputFormat(name: "a JSON array", conversion: "jq -c '.[]'")
    case "\"": return InputFormat(name: "a JSON array of strings", conversion: "jq -c '.[] | {text: .}'")
    // Such as a log line that begins with its time in brackets.
    default: return InputFormat(name: "plain text", conversion: plainTextConversion)
    }
  }

  private static func object(_ first: String, rest: ArraySlice<String>) -> InputFormat? {
    if first.dropFirst().drop(while: \.isWhitespace).first == "'" {
      return InputFormat(
        name: "Python dicts",
        conversion: "python3 -c 'import ast,json,sys; [print(json.dumps(ast.literal_eval(l))) for l in sys.stdin]'")
    }
    if first.hasSuffix("},") { return InputFormat(name: "JSON objects with commas", conversion: "sed 's/},$/}/'") }
    let isJoined = first.contains("}{") || first.contains("} {")
    // The only line may be cut off, and a broken line among whole ones says nothing of them.
    let isSpread = !first.hasSuffix("}") && !rest.isEmpty && !rest.contains { $0.hasPrefix("{\"") }
    guard isJoined || isSpread else { return nil }
    return InputFormat(name: "JSON that is not one object per line", conversion: "jq -c .")
  }

  /// JSON after something else on the same line.
  private static func prefixed(_ first: String) -> InputFormat? {
    if first.hasPrefix("data:") || first.hasPrefix("event:") {
      return InputFormat(name: "server-sent events", conversion: "sed -n 's/^data: *//p'")
    }
    let fields = first.split(separator: " ", maxSplits: 3)
    if fields.count == 4, ["stdout", "stderr"].contains(fields[1]), ["F", "P"].contains(fields[2]) {
      let isJSON = fields[3].hasPrefix("{")
      return InputFormat(
        name: "the CRI log format", conversion: "cut -d' ' -f4-" + (isJSON ? "" : " | \(plainTextConversion)"))
    }
    guard first.contains("{\"") else { return nil }
    return InputFormat(name: "JSON after other text on its line", conversion: "sed 's/^[^{]*//'")
  }

  /// CSV or TSV with a header: names, and as many columns in the next line.
  private static func table(_ lines: [String]) -> InputFormat? {
    let dialects: [(Character, String, String)] = [
      (",", "CSV", ""), (";", "CSV", #", delimiter=";""#), ("\t", "TSV", #", delimiter="\t""#),
    ]
    for (separator, name, dialect) in dialects {
      let columns = lines[0].split(separator: separator, omittingEmptySubsequences: false)
      let isHeader = columns.allSatisfy { column in
        !column.isEmpty && !column.hasPrefix(" ")
          && column.allSatisfy { $0.isLetter || $0.isNumber || "\"_- .".contains($0) }
      }
      guard columns.count > 1, isHeader, lines.count < 3 || lines[1].contains(separator) else { continue }
      return InputFormat(
        name: name,
        conversion:
          "python3 -c 'import csv,json,sys; [print(json.dumps(r)) for r in csv.DictReader(sys.stdin\(dialect))]'")
    }
    return nil
  }

  private static let plainTextConversion = "jq -cR '{text: .}'"

  private static func plainText(_ beginning: [UInt8], _ text: Substring) -> InputFormat? {
    let isReadable = text.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control || ["\t", "\r", "\n", "\u{1B}"].contains($0)
    }
    guard isReadable else { return InputFormat(name: "binary data") }
    // The last character may be cut off, before the LF that was added.
    let isUTF8 = (0..<5).contains { String(validating: beginning.dropLast($0), as: UTF8.self) != nil }
    return isUTF8
      ? InputFormat(name: "plain text", conversion: plainTextConversion)
      : InputFormat(
        name: "text that is not UTF-8", conversion: "iconv -f ISO-8859-1 -t UTF-8 | \(plainTextConversion)")
  }
}
