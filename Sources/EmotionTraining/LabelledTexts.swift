/// Texts and, for each, which of a fixed list of labels it has.
package struct LabelledTexts: Sendable {
  package let labels: [String]
  /// UTF-8, one a row.
  package private(set) var texts: [[UInt8]] = []
  /// Row after row, one byte a label, 1 where the row has it.
  private var targets: [UInt8] = []

  package init(labels: [String]) {
    self.labels = labels
  }

  package var rowCount: Int { texts.count }

  package func hasLabel(_ label: Int, row: Int) -> Bool {
    targets[row * labels.count + label] != 0
  }

  /// The label's column as 0 and 1, one a row.
  package func target(_ label: Int) -> [Float] {
    (0..<rowCount).map { Float(targets[$0 * labels.count + label]) }
  }

  /// How many rows have each label.
  package var support: [Int] {
    labels.indices.map { label in (0..<rowCount).count { hasLabel(label, row: $0) } }
  }

  /// Adds the rows of another set with the same labels.
  mutating func append(contentsOf other: LabelledTexts) {
    texts += other.texts
    targets += other.targets
  }

  package mutating func append(_ text: [UInt8], labels present: [Int]) {
    texts.append(text)
    let first = targets.count
    targets.append(contentsOf: repeatElement(0, count: labels.count))
    for label in present { targets[first + label] = 1 }
  }
}

/// A line of training data that cannot be used.
package struct DataError: Error, Equatable {
  /// From 1; 0 where the whole file is meant.
  package let line: Int
  package let reason: String

  package init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }
}
