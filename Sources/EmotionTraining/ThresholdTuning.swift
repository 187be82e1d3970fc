internal import Glibc

/// Chooses the score from which a label is a tag, so that its F1 is best on texts that the model was not fitted on.
///
/// The best threshold of a rare label hangs on a few rows, so it is averaged over resamples of the rows (bagging,
/// Breiman 1996), as log odds, where scores near 0 and 1 weigh the same.
enum ThresholdTuning {
  private static let resampleCount = 50

  /// One threshold a label; `scores` holds row after row, one score a label of `truth`.
  static func thresholds(scores: [Float], truth: LabelledTexts, seed: UInt64) -> [Float] {
    let width = truth.labels.count
    return (0..<width).map { label in
      var random = SplitMix64(seed: seed &+ UInt64(label))
      let rows = (0..<truth.rowCount)
        .map { (score: scores[$0 * width + label], isTrue: truth.hasLabel(label, row: $0)) }
        .sorted { $0.score > $1.score }
      guard rows.contains(where: \.isTrue) else { return 0.5 }
      let odds = (0..<resampleCount).compactMap { _ in
        var weights = [Int](repeating: 0, count: rows.count)
        for _ in rows { weights[Int.random(in: rows.indices, using: &random)] += 1 }
        return bestThreshold(rows, weights).map { log($0 / (1 - $0)) }
      }
      guard !odds.isEmpty else { return 0.5 }
      return Float(1 / (1 + exp(-odds.reduce(0, +) / Double(odds.count))))
    }
  }

  /// The middle between the two neighbouring scores where F1 of the weighted rows is best; nil if none is true.
  ///
  /// `rows` come by descending score.
  private static func bestThreshold(_ rows: [(score: Float, isTrue: Bool)], _ weights: [Int]) -> Double? {
    let positives = zip(rows, weights).reduce(0) { $0 + ($1.0.isTrue ? $1.1 : 0) }
    guard positives > 0 else { return nil }
    var best = (f1: -1.0, threshold: 0.5)
    var (hits, tags) = (0, 0)
    for (index, row) in rows.enumerated() {
      tags += weights[index]
      if row.isTrue { hits += weights[index] }
      let next = index + 1 < rows.count ? rows[index + 1].score : 0
      guard next < row.score else { continue }
      let f1 = 2 * Double(hits) / Double(tags + positives)
      if f1 > best.f1 { best = (f1, (Double(row.score) + Double(next)) / 2) }
    }
    return min(max(best.threshold, 1e-6), 1 - 1e-6)
  }
}
