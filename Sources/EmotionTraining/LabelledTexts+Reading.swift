internal import FoundationEssentials

/// Two formats, told by the first line: NDJSON objects with `text` and `labels`, or tab-separated text and labels.
extension LabelledTexts {
  /// Reads a whole file.
  ///
  /// A label is written by its name, or by its number from 0 where `names` lists them. What is read gets `labels` as
  /// its labels: those of a model, for instance; nil takes `names` or, without names, the names that the data uses, sorted.
  package init(reading file: [UInt8], names: [String]?, labels: [String]? = nil) throws(DataError) {
    let rows = try Self.rows(of: file)
    let names = names ?? labels
    let labels = labels ?? names ?? Set(rows.flatMap(\.labels)).sorted()
    guard !labels.isEmpty else { throw DataError(line: 0, reason: "no row has a label") }
    let numbers = Dictionary(labels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.init(labels: labels)
    for (index, row) in rows.enumerated() {
      var present: [Int] = []
      for label in row.labels {
        let named = Int(label).flatMap { names?.indices.contains($0) == true ? names?[$0] : nil }
        guard let number = numbers[label] ?? named.flatMap({ numbers[$0] }) else {
          throw DataError(line: index + 1, reason: "unknown label \"\(label)\"")
        }
        present.append(number)
        guard !label.isEmpty else { throw DataError(line: index + 1, reason: "an empty label") }
      }
      append(row.text, labels: present)
    }
  }

  /// The names in a file with one a line, in order.
  package static func labelNames(reading file: [UInt8]) throws(DataError) -> [String] {
    var names: [String] = []
    for (index, line) in lines(of: file).enumerated() {
      guard let name = String(validating: line, as: UTF8.self) else {
        throw DataError(line: index + 1, reason: "invalid UTF-8")
      }
      guard !name.isEmpty, !names.contains(name) else {
        throw DataError(line: index + 1, reason: name.isEmpty ? "empty" : "label \"\(name)\" is there twice")
      }
      names.append(name)
    }
    guard !names.isEmpty else { throw DataError(line: 0, reason: "no label") }
    return names
  }

  private struct Row {
    var text: [UInt8]
    var labels: [String]
  }

  private static func rows(of file: [UInt8]) throws(DataError) -> [Row] {
    let lines = lines(of: file)
    guard let first = lines.first else { throw DataError(line: 0, reason: "no rows") }
    let isJSON =
      first.first == UInt8(ascii: "{") && (!first.contains(UInt8(ascii: "\t")) || (try? jsonRow(first)) != nil)
    var rows: [Row] = []
    rows.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated() {
      do throws(LineError) {
        rows.append(try isJSON ? jsonRow(line) : tabRow(line))
      } catch {
        throw DataError(line: index + 1, reason: error.reason)
      }
    }
    return rows
  }

  private struct LineError: Error {
    let reason: String
  }

  /// `text TAB labels [TAB anything]`, the labels joined by commas; nothing is quoted.
  private static func tabRow(_ line: ArraySlice<UInt8>) throws(LineError) -> Row {
    let columns = line.split(separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
    guard columns.count >= 2 else { throw LineError(reason: "no tab") }
    guard String(validating: columns[0], as: UTF8.self) != nil,
      let labels = String(validating: columns[1], as: UTF8.self)
    else { throw LineError(reason: "invalid UTF-8") }
    return Row(text: Array(columns[0]), labels: labels.split(separator: ",").map(String.init))
  }

  private static func jsonRow(_ line: ArraySlice<UInt8>) throws(LineError) -> Row {
    guard String(validating: line, as: UTF8.self) != nil else { throw LineError(reason: "invalid UTF-8") }
    do {
      let row = try JSONDecoder().decode(JSONRow.self, from: Data(line))
      return Row(text: Array(row.text.utf8), labels: row.labels.map(\.name))
    } catch {
      throw LineError(reason: "no JSON object with a string \"text\" and a list \"labels\"")
    }
  }

  private struct JSONRow: Decodable {
    /// A name, or a number that stands for one.
    struct Label: Decodable {
      let name: String

      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Int.self) {
          name = String(number)
        } else {
          name = try value.decode(String.self)
        }
      }
    }

    let text: String
    let labels: [Label]
  }

  /// The lines without their LF or CR LF; the last one needs neither.
  private static func lines(of file: [UInt8]) -> [ArraySlice<UInt8>] {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let file = file.starts(with: byteOrderMark) ? file[byteOrderMark.count...] : file[...]
    var lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
  }
}
