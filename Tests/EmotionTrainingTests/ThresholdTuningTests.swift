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
