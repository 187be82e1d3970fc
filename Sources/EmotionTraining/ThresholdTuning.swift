internal import Glibc

/// Chooses the score from which a label is a tag, so that its F1 is best on texts that the model was not fitted on.
///
/// The best threshold of a rare label hangs on a few rows, so it is averaged over resamples of the rows (bagging,
/// Breiman 1996), as log odds, where scores near 0 and 1 weigh the same.
///
/// Where the rows of a label are too few, or too much like all others, the best F1 is that of tagging nearly everything.
/// So a label must earn its threshold, as in SCutFBR (Yang 2001; Lewis, Yang, Rose and Li 2004): the rows that a resample
/// left out judge what the others chose, and below an F1 of `leastF1` it is a tag where that is likelier than not.
enum ThresholdTuning {
  private static let resampleCount = 50
  /// At this F1 a label is on at most 19 times as many rows as it should be: F1 is at most 2 · true / (tags + true).
  private static let leastF1 = 0.1
  private static let unearned: Float = 0.5

  /// One threshold a label; `scores` holds row after row, one score a label of `truth`.
  static func thresholds(scores: [Float], truth: LabelledTexts, seed: UInt64) -> [Float] {
    let width = truth.labels.count
    return (0..<width).map { label in
      var random = SplitMix64(seed: seed &+ UInt64(label))
      let rows = (0..<truth.rowCount)
        .map { (score: scores[$0 * width + label], isTrue: truth.hasLabel(label, row: $0)) }
        .sorted { $0.score > $1.score }
      guard rows.contains(where: \.isTrue) else { return unearned }
      var leftOut = Agreement()
      let odds = (0..<resampleCount).compactMap { _ -> Double? in
        var weights = [Int](repeating: 0, count: rows.count)
        for _ in rows { weights[Int.random(in: rows.indices, using: &random)] += 1 }
        guard let threshold = bestThreshold(rows, weights) else { return nil }
        for (row, weight) in zip(rows, weights) where weight == 0 {
          leftOut.add(isTag: Double(row.score) >= threshold, isTrue: row.isTrue)
        }
        return log(threshold / (1 - threshold))
      }
      guard !odds.isEmpty, leftOut.f1 >= leastF1 else { return unearned }
      return Float(1 / (1 + exp(-odds.reduce(0, +) / Double(odds.count))))
    }
  }

  /// How tags and the truth agree on some rows.
  private struct Agreement {
    private var (hits, tags, positives) = (0, 0, 0)

    mutating func add(isTag: Bool, isTrue: Bool) {
      if isTag { tags += 1 }
      if isTrue { positives += 1 }
      if isTag && isTrue { hits += 1 }
    }

    var f1: Double { hits == 0 ? 0 : 2 * Double(hits) / Double(tags + positives) }
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
