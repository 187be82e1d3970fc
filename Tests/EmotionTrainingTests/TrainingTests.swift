import EmotionModel
import FoundationEssentials
import Synchronization
import Testing

@testable import EmotionTraining

/// A whole fit, on texts whose labels hang on single words.
@Suite struct TrainingTests {
  private static let labels = ["joy", "anger", "fear", "never", "always"]
  private static let words = [["happy", "glad", "joyful"], ["furious", "hateful"], ["scared", "afraid"]]
  private static let fillers = ["today", "we", "went", "home", "the", "dog", "and", "rain", "was", "very", ",", "!"]

  private static let small: TrainingOptions = {
    var options = TrainingOptions()
    options.minimumDocuments = 2
    options.characterMinimumDocuments = 4
    options.componentCount = 4
    options.treeCount = 8
    options.linearRounds = 10
    options.foldCount = 3
    return options
  }()

  private static let classic: TrainingOptions = {
    var options = TrainingOptions.classic
    options.componentCount = 17
    options.treeCount = 30
    return options
  }()

  private static func texts(_ count: Int, seed: UInt64) -> LabelledTexts {
    var random = SplitMix64(seed: seed)
    var texts = LabelledTexts(labels: labels)
    for _ in 0..<count {
      var text = (0..<Int.random(in: 3...9, using: &random)).compactMap { _ in fillers.randomElement(using: &random) }
      let present = (0..<3).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
      for label in present {
        let word = words[label].randomElement(using: &random) ?? ""
        text.insert(word, at: Int.random(in: 0...text.count, using: &random))
      }
      texts.append(Array(text.joined(separator: " ").utf8), labels: present + [4])
    }
    return texts
  }

  private static func training(_ options: TrainingOptions) -> Training {
    Training(texts(300, seed: 1), development: texts(100, seed: 2), options: options) { _, _ in }
  }

  private typealias Fit = (model: EmotionModel, boosters: [[UInt8]?], report: ClassificationReport)

  private static func encode(_ fit: Fit) throws -> [UInt8] {
    let provenance = ModelFile.Provenance(sources: [:], options: [:], development: [:])
    return try ModelFile(model: fit.model, boosters: fit.boosters, provenance: provenance, goldenExamples: []).encode()
  }

  private static func scores(_ model: EmotionModel, _ text: String) -> [Float] {
    var classifier = Classifier(model)
    var scores: [Float] = []
    Array(text.utf8).withUnsafeBufferPointer { classifier.append($0) }
    classifier.takeScores(into: &scores)
    return scores
  }

  @Test(arguments: [small, classic])
  func twoFitsGiveTheSameBytes(_ options: TrainingOptions) throws {
    #expect(try Self.encode(Self.training(options).fit()) == Self.encode(Self.training(options).fit()))
  }

  @Test func obviousTextsAreTagged() throws {
    let (model, _, report) = try Self.training(Self.small).fit()
    let obvious = [
      ("we went home happy", ["joy"]), ("the furious dog was home", ["anger"]), ("afraid we went", ["fear"]),
      ("glad and scared today", ["joy", "fear"]), ("the dog went home", []),
      ("hateful , joyful and afraid", Self.labels.dropLast(2)),
    ]
    for (text, expected) in obvious {
      let scores = Self.scores(model, text)
      let tags = (0..<3).filter { scores[$0] >= model.thresholds[$0] }.map { Self.labels[$0] }
      #expect(tags == expected, "\(text): \(scores) at \(model.thresholds)")
    }
    #expect(report.labels[..<3].allSatisfy { $0.figures.f1 > 0.9 && $0.averagePrecision > 0.95 })
  }

  @Test func theClassicPipelineRanksTextsByTheirLabels() throws {
    let (model, _, report) = try Self.training(Self.classic).fit()
    #expect(report.labels[..<3].allSatisfy { $0.figures.f1 > 0.8 && $0.averagePrecision > 0.9 })
    let without = Self.scores(model, "the dog went home today")
    for (label, words) in Self.words.enumerated() {
      for word in words { #expect(Self.scores(model, "the dog went home \(word)")[label] > without[label], "\(word)") }
    }
  }

  @Test(arguments: [small, classic])
  func aLabelThatTellsNothingApartIsReportedAndScoresTheSameForAll(_ options: TrainingOptions) throws {
    let training = Self.training(options)
    #expect(training.constantLabels.map(\.label) == ["never", "always"])
    let (model, boosters, _) = try training.fit()
    let scores = ["", "happy", "we went home furious and afraid !", "unknown"].map { Self.scores(model, $0) }
    #expect(Set(scores.map { $0[3] }).count == 1 && Set(scores.map { $0[4] }).count == 1)
    #expect(scores[0][3] < 0.01 && scores[0][4] > 0.99 && boosters[3] == nil && boosters[4] == nil)
    #expect(Set(scores.map { $0[0] }).count > 1 && boosters[0] != nil)
  }

  @Test(arguments: [small, classic])
  func theModelThatIsReadAgainScoresTheSame(_ options: TrainingOptions) throws {
    let fit = try Self.training(options).fit()
    let decoded = try Self.encode(fit).withUnsafeBytes { try ModelFile(decoding: $0) }
    let development = Self.texts(100, seed: 3)
    let before = Classifier(fit.model).scores(of: development)
    let after = Classifier(decoded.model).scores(of: development)
    #expect(before == after && before.count == 500)
  }

  @Test func theReportIsThatOfTheModelAtItsThresholds() throws {
    let (model, _, report) = try Self.training(Self.small).fit()
    let development = Self.texts(100, seed: 2)
    let again = ClassificationReport(
      scores: Classifier(model).scores(of: development), thresholds: model.thresholds, truth: development)
    #expect(report.micro.f1 == again.micro.f1 && report.meanAveragePrecision == again.meanAveragePrecision)
  }

  @Test func aFitWithoutFrequentCharacterNgramsCanBeReadAgain() throws {
    var options = Self.small
    options.characterMinimumDocuments = 10_000
    let bytes = try Self.encode(Self.training(options).fit())
    #expect(throws: Never.self) { try bytes.withUnsafeBytes { _ = try ModelFile(decoding: $0) } }
  }

  @Test func textsWithoutAFrequentTermAreAnError() {
    var options = Self.small
    options.minimumDocuments = 301
    #expect(throws: DataError.self) { _ = try Self.training(options).fit() }
  }

  @Test func progressEndsAtOneInEveryStage() throws {
    let last = Mutex([String: Double]())
    let (texts, development) = (Self.texts(60, seed: 1), Self.texts(20, seed: 2))
    let training = Training(texts, development: development, options: Self.small) { stage, share in
      last.withLock { $0[stage] = max($0[stage] ?? 0, share) }
    }
    _ = try training.fit()
    let shares = last.withLock { $0 }
    for stage in ["components", "margins", "trees", "thresholds"] { #expect(shares[stage] == 1, "\(stage)") }
  }
}
