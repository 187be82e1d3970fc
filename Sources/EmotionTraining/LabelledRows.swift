/// The rows of one file of labelled texts, with their labels as they are written there.
///
/// Two formats, told by the first line: NDJSON objects with `text` and `labels`, or tab-separated text and labels.
package struct LabelledRows: Sendable {
  struct Row {
    let line: Int
    let text: [UInt8]
    /// Without the spaces around them.
    let labels: [String]
  }

  private(set) var rows: [Row] = []
  /// The label column's name, if the first line was skipped because it names the columns.
  package private(set) var header: String?

  /// What a label column is called.
  private static let columnNames: Set = [
    "label", "labels", "emotion", "emotions", "class", "classes", "tag", "tags", "category", "categories", "sentiment",
    "target",
  ]

  /// Reads a whole file; `names` are the labels, as far as they are known beforehand.
  ///
  /// The first line of tab-separated rows is a header if its label is what such a column is called, is none of `names`,
  /// and is on no other line.
  package init(reading file: [UInt8], names: [String]?) throws(DataError) {
    let lines = lines(of: file)
    guard let first = lines.first else { throw DataError(line: 0, reason: "no rows") }
    let isJSON =
      first.first == UInt8(ascii: "{") && (!first.contains(UInt8(ascii: "\t")) || (try? Self.jsonRow(first, 1)) != nil)
    rows.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated() {
      rows.append(try isJSON ? Self.jsonRow(line, index + 1) : Self.tabRow(line, index + 1))
    }
    guard !isJSON, let name = rows[0].labels.first, rows[0].labels.count == 1,
      Self.columnNames.contains(name.lowercased()), names?.contains(where: { $0.trimmed == name }) != true,
      !rows.dropFirst().contains(where: { $0.labels.contains(name) })
    else { return }
    header = name
    rows.removeFirst()
    guard !rows.isEmpty else { throw DataError(line: 0, reason: "no rows after the header") }
  }

  /// The names that the files use, sorted.
  package static func labels(of files: [LabelledRows]) -> [String] {
    Set(files.flatMap { $0.rows.flatMap(\.labels) }).sorted()
  }

  /// `text TAB labels [TAB anything]`, the labels joined by commas; nothing is quoted.
  private static func tabRow(_ line: ArraySlice<UInt8>, _ number: Int) throws(DataError) -> Row {
    let columns = line.split(separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
    guard columns.count >= 2 else { throw DataError(line: number, reason: "no tab") }
    guard String(validating: columns[0], as: UTF8.self) != nil,
      let labels = String(validating: columns[1], as: UTF8.self)
    else { throw DataError(line: number, reason: "invalid UTF-8") }
    return Row(
      line: number, text: Array(columns[0]),
      labels: labels.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty })
  }
}
