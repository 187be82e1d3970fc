/// Sets rows aside for thresholds.
extension LabelledTexts {
  /// The rows in two sets, each in order: about a tenth, chosen by `seed`, and the rest.
  ///
  /// Rows of the same text stay together, or one set would hold the other's answers.
  package func parted(seed: UInt64) -> (rest: LabelledTexts, tenth: LabelledTexts) {
    var numbers: [[UInt8]: Int] = [:]
    var rowsOfText: [[Int]] = []
    for (row, text) in texts.enumerated() {
      let number = numbers[text, default: rowsOfText.count]
      if number == rowsOfText.count {
        numbers[text] = number
        rowsOfText.append([])
      }
      rowsOfText[number].append(row)
    }
    var random = SplitMix64(seed: seed)
    var chosen: Set<Int> = []
    for rows in rowsOfText.shuffled(using: &random) where chosen.count + rows.count <= rowCount / 10 {
      chosen.formUnion(rows)
    }
    return (rows { !chosen.contains($0) }, rows(where: chosen.contains))
  }

  private func rows(where isTaken: (Int) -> Bool) -> LabelledTexts {
    var taken = LabelledTexts(labels: labels)
    for row in 0..<rowCount where isTaken(row) {
      taken.append(texts[row], labels: labels.indices.filter { hasLabel($0, row: row) })
    }
    return taken
  }
}
