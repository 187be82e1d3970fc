/// How rows of files become texts with a fixed list of labels.
extension LabelledTexts {
  /// Adds the rows of a file.
  ///
  /// A label is written by its name, or by its number from 0 where `names` lists them. Spaces around names do not count.
  package mutating func append(_ file: LabelledRows, names: [String]?) throws(DataError) {
    let numbers = Dictionary(
      labels.enumerated().map { ($1.trimmed, $0) }, uniquingKeysWith: { first, _ in first })
    for row in file.rows {
      var present: [Int] = []
      for label in row.labels {
        let named = Int(label).flatMap { names?.indices.contains($0) == true ? names?[$0].trimmed : nil }
        guard let number = numbers[label] ?? named.flatMap({ numbers[$0] }) else {
          throw DataError(line: row.line, reason: "unknown label \"\(label)\"")
        }
        present.append(number)
      }
      append(row.text, labels: present)
    }
  }

  /// The names in a file with one a line, in order.
  package static func labelNames(reading file: [UInt8]) throws(DataError) -> [String] {
    var names: [String] = []
    for (index, line) in lines(of: file).enumerated() {
      guard let name = String(validating: line, as: UTF8.self)?.trimmed else {
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
}
