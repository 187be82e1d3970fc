import Testing

@testable import EmotionTraining

/// Thresholds are chosen for F1 on the development set.
@Suite struct ThresholdTuningTests {
  private static func truth(_ isTrue: [Bool]) -> LabelledTexts {
    var texts = LabelledTexts(labels: ["a"])
    for isTrue in isTrue { texts.append([], labels: isTrue ? [0] : []) }
    return texts
  }

  @Test func separableScoresAreParted() {
    let scores: [Float] = (0..<40).map { $0 % 2 == 0 ? 0.2 : 0.7 }
    let truth = Self.truth((0..<40).map { $0 % 2 == 1 })
    let threshold = ThresholdTuning.thresholds(scores: scores, truth: truth, seed: 1)[0]
    #expect(abs(threshold - 0.45) < 1e-6)
  }

  @Test func aLabelWithoutPositivesHasTheThresholdOfOneHalf() {
    let truth = Self.truth([false, false, false])
    #expect(ThresholdTuning.thresholds(scores: [0.1, 0.9, 0.2], truth: truth, seed: 1) == [0.5])
    #expect(ThresholdTuning.thresholds(scores: [], truth: Self.truth([]), seed: 1) == [0.5])
  }

  /// Scores below one half, those of the first `positives` rows drawn like all others.
  private static func unlearnt(_ positives: Int, of count: Int) -> (scores: [Float], truth: LabelledTexts) {
    var random = SplitMix64(seed: UInt64(positives))
    let scores = (0..<count).map { _ in Float.random(in: 0..<0.01, using: &random) }
    return (scores, truth((0..<count).map { $0 < positives }))
  }

  @Test(arguments: [1, 2, 3, 5, 10, 20])
  func aRareLabelThatScoresLikeAllOthersIsOnNoRow(_ positives: Int) {
    let (scores, truth) = Self.unlearnt(positives, of: 5000)
    #expect(ThresholdTuning.thresholds(scores: scores, truth: truth, seed: 1) == [0.5])
  }

  @Test(arguments: [3, 5, 10])
  func aRareLabelThatScoresAboveAllOthersIsOnItsRows(_ positives: Int) {
    var (scores, truth) = Self.unlearnt(positives, of: 5000)
    for row in 0..<positives { scores[row] = 0.02 + Float(row) / 1000 }
    let threshold = ThresholdTuning.thresholds(scores: scores, truth: truth, seed: 1)[0]
    #expect(threshold > 0.01 && threshold < 0.025)
  }

  @Test(arguments: 1...40)
  func aLabelIsOnAtMostTwentyTimesAsManyRowsAsHaveIt(_ positives: Int) {
    var (scores, truth) = Self.unlearnt(positives, of: 2000)
    // Some of its rows can be told, the others not.
    for row in stride(from: 0, to: positives, by: 3) { scores[row] += 0.007 }
    let threshold = ThresholdTuning.thresholds(scores: scores, truth: truth, seed: 1)[0]
    #expect(scores.count { $0 >= threshold } <= 20 * positives)
  }

  @Test(arguments: [[0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5]] as [[Float]])
  func thresholdsLieBetweenZeroAndOne(_ scores: [Float]) {
    for isTrue in [[true, true, true, true], [true, false, false, false]] {
      let threshold = ThresholdTuning.thresholds(scores: scores, truth: Self.truth(isTrue), seed: 1)[0]
      #expect(threshold > 0 && threshold < 1)
    }
  }

  @Test func aTunedThresholdIsAboutAsGoodAsTheBest() {
    var random = SplitMix64(seed: 4)
    let isTrue = (0..<400).map { _ in Int.random(in: 0..<5, using: &random) == 0 }
    let scores = isTrue.map { Float.random(in: 0..<1, using: &random) * ($0 ? 1 : 0.6) }
    let truth = Self.truth(isTrue)
    func f1(_ threshold: Float) -> Double {
      ClassificationReport(scores: scores, thresholds: [threshold], truth: truth).micro.f1
    }
    let best = scores.map(f1).max() ?? 1
    #expect(f1(ThresholdTuning.thresholds(scores: scores, truth: truth, seed: 1)[0]) > 0.93 * best)
  }

  @Test func theSameSeedGivesTheSameThresholds() {
    var random = SplitMix64(seed: 5)
    let scores = (0..<90).map { _ in Float.random(in: 0..<1, using: &random) }
    let truth = Self.truth((0..<90).map { $0 % 3 == 0 })
    let first = ThresholdTuning.thresholds(scores: scores, truth: truth, seed: 7)
    #expect(ThresholdTuning.thresholds(scores: scores, truth: truth, seed: 7) == first)
    #expect(ThresholdTuning.thresholds(scores: scores, truth: truth, seed: 8) != first)
  }
}
