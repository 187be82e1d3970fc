/// How well tags agree with the truth, in scikit-learn's figures.
///
/// Every mean over labels is over all labels; a ratio with nothing below the line is 0, as with `zero_division=0`.
package struct ClassificationReport: Sendable {
  package struct Figures: Sendable {
    package let precision: Double
    package let recall: Double
    package let f1: Double

    init(truePositives: Int, falsePositives: Int, falseNegatives: Int) {
      func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
      precision = ratio(truePositives, truePositives + falsePositives)
      recall = ratio(truePositives, truePositives + falseNegatives)
      f1 = ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives)
    }

    fileprivate init(precision: Double, recall: Double, f1: Double) {
      self.precision = precision
      self.recall = recall
      self.f1 = f1
    }
  }

  package struct Label: Sendable {
    package let name: String
    package let figures: Figures
    package let averagePrecision: Double
    /// How many rows have the label.
    package let support: Int
    package let threshold: Float
  }

  package let rowCount: Int
  package let labels: [Label]
  /// Means over the labels.
  package let macro: Figures
  /// Of all tags of all labels together.
  package let micro: Figures
  package let meanAveragePrecision: Double

  /// `scores` holds row after row, one score a label of `truth`; a score of at least its label's threshold is a tag.
  package init(scores: [Float], thresholds: [Float], truth: LabelledTexts) {
    let width = truth.labels.count
    var labels: [Label] = []
    var total = (0, 0, 0)
    for label in 0..<width {
      let column = (0..<truth.rowCount).map { scores[$0 * width + label] }
      let isTrue = (0..<truth.rowCount).map { truth.hasLabel(label, row: $0) }
      var counts = (0, 0, 0)
      for (score, isTrue) in zip(column, isTrue) {
        let isTag = score >= thresholds[label]
        if isTag && isTrue { counts.0 += 1 }
        if isTag && !isTrue { counts.1 += 1 }
        if !isTag && isTrue { counts.2 += 1 }
      }
      total = (total.0 + counts.0, total.1 + counts.1, total.2 + counts.2)
      labels.append(
        Label(
          name: truth.labels[label],
          figures: Figures(truePositives: counts.0, falsePositives: counts.1, falseNegatives: counts.2),
          averagePrecision: Self.averagePrecision(column, isTrue), support: counts.0 + counts.2,
          threshold: thresholds[label]))
    }
    func mean(_ value: (Label) -> Double) -> Double { labels.map(value).reduce(0, +) / Double(max(width, 1)) }
    rowCount = truth.rowCount
    self.labels = labels
    macro = Figures(
      precision: mean(\.figures.precision), recall: mean(\.figures.recall), f1: mean(\.figures.f1))
    micro = Figures(truePositives: total.0, falsePositives: total.1, falseNegatives: total.2)
    meanAveragePrecision = mean(\.averagePrecision)
  }

  /// scikit-learn's `average_precision_score`: Σ (recall step) · precision over the distinct scores from the top; 0
  /// where nothing is true.
  static func averagePrecision(_ scores: [Float], _ isTrue: [Bool]) -> Double {
    let positives = isTrue.count { $0 }
    guard positives > 0 else { return 0 }
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var sum = 0.0
    var hits = 0
    var countedHits = 0
    for (rank, row) in order.enumerated() {
      if isTrue[row] { hits += 1 }
      let isLastOfScore = rank + 1 == order.count || scores[order[rank + 1]] != scores[row]
      guard isLastOfScore else { continue }
      sum += Double(hits - countedHits) / Double(positives) * Double(hits) / Double(rank + 1)
      countedHits = hits
    }
    return sum
  }
}
