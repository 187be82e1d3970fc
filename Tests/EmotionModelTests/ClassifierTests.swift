import EmotionModel
import Glibc
import Testing

/// How a score comes about.
@Suite struct ClassifierTests {
  @Test func aBatchScoresAsItsTextsDoOneByOne() throws {
    let model = try TinyModel.file().model
    var random = SeededRandom(3)
    let words = ["so", "good", "bad", "!!", "goods", "badly", "é", "\u{1F600}", "İ", "a_b", ",", "\u{3000}"]
    let texts = (0..<200).map { _ in
      (0..<random.index(12)).map { _ in words[random.index(words.count)] }.joined(separator: " ")
    }.map { Array($0.utf8) }
    var batch = Classifier(model)
    var single = Classifier(model)
    let together = batch.scores(texts)
    #expect(together.map(\.bitPattern) == texts.flatMap { single.scores([$0]) }.map(\.bitPattern))
    #expect(Set(together).count > 50)
    #expect(batch.rowCount == 0 && batch.scores(texts) == together)
  }

  @Test func aScoreIsTheSigmoidOfBiasAndWeighedMarginAndTrees() throws {
    let model = try TinyModel.file().model
    let (p, n) = (model.projection.values, try #require(model.characterNgrams).weights.values)
    // "bad" twice, "good" and "so" once; logarithm, idf and length in float64, then float32.
    let weighed = [(log(2.0) + 1) * 1.5, 1.25, 2]
    let length = (weighed[0] * weighed[0] + weighed[1] * weighed[1] + weighed[2] * weighed[2]).squareRoot()
    let (bad, good, so) = (Float(weighed[0] / length), Float(weighed[1] / length), Float(weighed[2] / length))
    var features = (0..<4).map { bad * p[$0] + good * p[4 + $0] + so * p[8 + $0] }
    // Word by word: "so" has none of the n-grams, "good" has "goo", "bad" has " ba" and "bad".
    for label in 0..<2 {
      features[2 + label] += n[4 + label]
      features[2 + label] += n[label] + n[2 + label]
      features[2 + label] += n[label] + n[2 + label]
    }
    let trees = try #require(model.boosters[0]).margin(features)
    let margins = [-0.5 + 0.75 * features[2] + trees, 0.25 + 0.75 * features[3]]
    let expected = margins.map { Float(1 / (1 + exp(-Double($0)))) }

    var classifier = Classifier(model)
    let text = Array("So good, BAD bad!".utf8)
    text.withUnsafeBufferPointer { classifier.append($0) }
    #expect(classifier.features == features)
    classifier.removeAll()
    #expect(classifier.scores([text]) == expected)
  }

  /// More of them than are added at once.
  @Test func everyUnknownWordAddsItsOwnCharacters() throws {
    let model = try TinyModel.file(hasBooster: false).model
    let n = try #require(model.characterNgrams).weights.values
    let words = (0..<100).map { ["goods", "badly", "xyz"][$0 % 3] }
    // "goods" has "goo"; "badly" has " ba" and "bad".
    var margins: [Float] = [0, 0]
    for word in words {
      for label in 0..<2 {
        if word == "goods" { margins[label] += n[4 + label] }
        if word == "badly" { margins[label] += n[label] + n[2 + label] }
      }
    }
    var classifier = Classifier(model)
    Array(words.joined(separator: " ").utf8).withUnsafeBufferPointer { classifier.append($0) }
    #expect(classifier.features == [0, 0] + margins)
  }

  @Test func aTextWithoutTermsScoresItsBiasAndTheTreesOfZeros() throws {
    let model = try TinyModel.file().model
    let trees = try #require(model.boosters[0]).margin([0, 0, 0, 0])
    var classifier = Classifier(model)
    let expected = [-0.5 + trees, 0.25].map { Float(1 / (1 + exp(-Double($0)))) }
    #expect(classifier.scores([[], Array(" \n".utf8), Array("xyz".utf8)]) == expected + expected + expected)
  }

  @Test func aWordThatNoVocabularyKnowsScoresByItsCharacters() throws {
    var classifier = Classifier(try TinyModel.file(hasBooster: false).model)
    let unknown = classifier.scores([Array("goodness".utf8), Array("xyz".utf8)])
    #expect(unknown[0] > unknown[2] && unknown[1] < unknown[3])
  }

  @Test func forgottenRowsAreNotScored() throws {
    var classifier = Classifier(try TinyModel.file().model)
    let text = Array("good".utf8)
    text.withUnsafeBufferPointer { classifier.append($0) }
    classifier.removeAll()
    #expect(classifier.scores([]) == [])
  }
}
