import EmotionModel
import Testing

/// A file that somebody tampered with is refused, or it is a model whose scores are scores.
@Suite struct ModelFileMutationTests {
  private static let texts = ["", "so good good good bad!!! goodness", "x"].map { Array($0.utf8) }

  @Test(arguments: [true, false])
  func aMutatedFileIsAnErrorOrScoresBetweenZeroAndOne(_ hasBooster: Bool) throws {
    let bytes = try TinyModel.file(hasBooster: hasBooster).encode()
    var random = SeededRandom(hasBooster ? 1 : 2)
    let dataStart = try bytes.withUnsafeBytes { try 8 + Safetensors.headerSize(of: $0) }
    var accepted = 0
    for round in 0..<2500 {
      let mutated = random.mutation(of: bytes, from: round % 2 == 0 ? 0 : dataStart)
      guard let file = try? ModelFile(mutated) else { continue }
      accepted += 1
      if !Self.areScores(file.model) { Issue.record("round \(round)") }
    }
    #expect(accepted > 100 && accepted < 2000)
  }

  @Test func aFileCutAnywhereIsAnError() throws {
    let bytes = try TinyModel.file(hasBooster: false).encode()
    for count in bytes.indices where (try? ModelFile(Array(bytes[..<count]))) != nil {
      Issue.record("cut to \(count) bytes")
    }
  }

  /// Finite values that overflow once they are multiplied or added up.
  @Test(arguments: ["idf", "projection", "ngrams.weights", "bias and margins"])
  func hugeFiniteValuesAreAnErrorOrScoreBetweenZeroAndOne(_ part: String) throws {
    var file = try TinyModel.file(storage: .float32)
    let huge: Float = .greatestFiniteMagnitude
    switch part {
    case "idf": file.model.vectorizer.idf = [1.7e308, 1.7e308, 1.7e308]
    case "projection":
      file.model.projection = Projection(
        storage: .float32, columnCount: 4, values: [huge, huge, huge, huge] + TinyModel.projection[4...])
      file.model.bias = [-huge, -huge]
      file.model.marginWeight = huge
    case "ngrams.weights":
      file.model.characterNgrams = CharacterNgrams(
        range: 3...5, vocabulary: Vocabulary(of: TinyModel.ngrams),
        weights: Projection(storage: .float32, columnCount: 2, values: [huge, huge, huge, huge, -huge, -huge]))
    default:
      file.model.bias = [-huge, huge]
      file.model.marginWeight = -huge
    }
    guard let decoded = try? ModelFile(file.encode()) else { return }
    let areScores = Self.areScores(decoded.model)
    #expect(areScores)
  }

  private static func areScores(_ model: EmotionModel) -> Bool {
    var classifier = Classifier(model)
    let scores = classifier.scores(texts + ["bad bad good so good bad".utf8, "badge goo".utf8].map { Array($0) })
    return scores.count == 5 * model.labels.count && scores.allSatisfy { (0...1).contains($0) }
  }
}
