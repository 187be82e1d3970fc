import EmotionModel
import Testing

/// What `encode` writes, `init(decoding:)` reads as the same model.
@Suite struct ModelFileRoundTripTests {
  @Test(arguments: [true, false], [Projection.Storage.float16, .float32])
  func aModelThatIsReadIsTheOneThatWasWritten(_ hasBooster: Bool, _ storage: Projection.Storage) throws {
    let original = try TinyModel.file(hasBooster: hasBooster, storage: storage)
    let bytes = try original.encode()
    let decoded = try ModelFile(bytes)
    let (model, expected) = (decoded.model, original.model)
    #expect(model.labels == expected.labels && model.thresholds == expected.thresholds)
    #expect(model.vectorizer.vocabulary.bytes == expected.vectorizer.vocabulary.bytes)
    #expect(model.vectorizer.vocabulary.offsets == expected.vectorizer.vocabulary.offsets)
    #expect(model.vectorizer.idf == expected.vectorizer.idf && model.vectorizer.ngramRange == 1...2)
    #expect(model.vectorizer.tokenizer == expected.vectorizer.tokenizer && model.vectorizer.isSublinear)
    #expect(model.projection.values == expected.projection.values && model.projection.storage == storage)
    #expect(model.characterNgrams?.weights.values == expected.characterNgrams?.weights.values)
    #expect(model.characterNgrams?.vocabulary.terms.bytes == expected.characterNgrams?.vocabulary.terms.bytes)
    #expect(model.characterNgrams?.range == 3...5 && model.componentCount == 2 && model.hasMargins)
    #expect(model.bias == expected.bias && model.marginWeight == expected.marginWeight)
    #expect(model.boosters[0]?.trees.count == (hasBooster ? 10 : nil) && model.boosters[1] == nil)
    #expect(decoded.boosters == original.boosters && decoded.provenance == original.provenance)
    #expect(decoded.goldenExamples == original.goldenExamples)
    #expect(try decoded.encode() == bytes)
  }

  @Test func aModelThatIsReadScoresAsTheOneThatWasWritten() throws {
    let original = try TinyModel.file()
    let texts = ["so good", "bad bad bad!", "goodness me", ""].map { Array($0.utf8) }
    var before = Classifier(original.model)
    var after = try Classifier(ModelFile(original.encode()).model)
    #expect(before.scores(texts) == after.scores(texts))
  }

  @Test func everyThresholdKeepsItsBits() throws {
    var random = SeededRandom(5)
    var file = try TinyModel.file(hasBooster: false)
    for _ in 0..<300 {
      file.model.thresholds = (0..<2).map { _ in
        let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
        return value.isFinite ? value : 0.5
      }
      file.model.marginWeight = Float.random(in: 0...1, using: &random)
      let decoded = try ModelFile(file.encode())
      #expect(decoded.model.thresholds == file.model.thresholds)
      #expect(decoded.model.marginWeight == file.model.marginWeight)
    }
  }

  @Test func aModelWithoutCharacterNgramsOrMarginsIsRead() throws {
    var file = try TinyModel.file()
    file.model.characterNgrams = nil
    file.model.componentCount = 4
    file.model.marginWeight = 0
    let decoded = try ModelFile(file.encode())
    #expect(decoded.model.characterNgrams == nil && !decoded.model.hasMargins)
  }

  @Test func aModelWhoseCharacterNgramsAreNoneIsReadAsOneWithout() throws {
    var file = try TinyModel.file()
    file.model.characterNgrams = CharacterNgrams(
      range: 3...5, vocabulary: Vocabulary(),
      weights: Projection(storage: .float16, columnCount: 2, values: []))
    let bytes = try file.encode()
    #expect(throws: Never.self) { _ = try ModelFile(bytes) }
  }
}
