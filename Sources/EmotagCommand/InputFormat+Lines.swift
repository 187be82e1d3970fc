/// Lines of other formats.
extension InputFormat {
  /// JSON, or a message, after something else on the same line.
  static func prefixed(_ first: String) -> InputFormat? {
    if first.hasPrefix("data:") || first.hasPrefix("event:") {
      return InputFormat(name: "server-sent events", conversion: ["sed -n 's/^data: *//p'"])
    }
    let fields = first.split(separator: " ", maxSplits: 3)
    if fields.count == 4, ["stdout", "stderr"].contains(fields[1]), ["F", "P"].contains(fields[2]) {
      let isJSON = fields[3].hasPrefix("{")
      return InputFormat(
        name: "the CRI log format",
        conversion: [isJSON ? "cut -d' ' -f4-" : #"jq -cR '{text: sub("^([^ ]+ ){3}"; "")}'"#])
    }
    guard first.contains("{\"") else { return nil }
    return InputFormat(
      name: "JSON after other text on its line", conversion: [#"sed 's/^[^{]*{"/{"/'"#])
  }

  /// XML and HTML, but not a line of syslog, which begins with a number in angle brackets (RFC 5424).
  static func markup(_ first: String) -> InputFormat? {
    guard first.hasPrefix("<"), first.dropFirst().first?.isNumber == false else { return nil }
    return InputFormat(name: "XML or HTML")
  }

  /// CSV or TSV with a header: several names, and the same separator in the next line.
  static func table(_ lines: [String]) -> InputFormat? {
    let dialects: [(Character, String, String)] = [
      (",", "CSV", ""), (";", "CSV", #", delimiter=";""#), ("\t", "TSV", #", delimiter="\t""#),
    ]
    for (separator, name, dialect) in dialects {
      let columns = lines[0].split(separator: separator, omittingEmptySubsequences: false)
      guard columns.count > 1, columns.allSatisfy(isColumnName), lines.count < 3 || lines[1].contains(separator)
      else { continue }
      // A byte order mark is not part of the first name.
      let rows = #"csv.DictReader(open(0, newline="", encoding="utf-8-sig")\#(dialect))"#
      return InputFormat(
        name: name, conversion: ["python3 -c 'import csv,json; [print(json.dumps(r)) for r in \(rows)]'"])
    }
    return nil
  }

  /// Neither a number nor a sentence.
  private static func isColumnName(_ column: Substring) -> Bool {
    !column.isEmpty && !column.hasPrefix(" ") && column.count <= 40 && !column.allSatisfy(\.isNumber)
      && column.count { $0 == " " } <= 2
      && column.allSatisfy { $0.isLetter || $0.isNumber || "\"_- .".contains($0) }
  }
}
