import EmotionModel

/// A model that a test can check by hand: three terms, two components and two margins, two labels, one booster.
enum TinyModel {
  static let terms = ["bad", "good", "so"]
  static let idf = [1.5, 1.25, 2]
  static let projection: [Float] = [
    0.5, -0.25, -1, 2,
    1, 0.75, 1.5, -0.5,
    -0.125, 0.1, 0.25, 0.3,
  ]
  static let ngrams = [" ba", "bad", "goo"]
  static let ngramWeights: [Float] = [-0.1, 0.2, -0.3, 0.4, 0.5, -0.6]
  static let bias: [Float] = [-0.5, 0.25]
  static let marginWeight: Float = 0.75

  static func model(booster: Booster?, storage: Projection.Storage = .float16) -> EmotionModel {
    EmotionModel(
      labels: ["joy", "anger"], thresholds: [0.4, 0.6],
      vectorizer: TfidfVectorizer(
        tokenizer: Tokenizer(pattern: .wordsAndSymbols), ngramRange: 1...2, isSublinear: true,
        vocabulary: Terms(of: terms), idf: idf),
      projection: Projection(storage: storage, columnCount: 4, values: projection), componentCount: 2,
      characterNgrams: CharacterNgrams(
        range: 3...5, vocabulary: Vocabulary(of: ngrams),
        weights: Projection(storage: storage, columnCount: 2, values: ngramWeights)),
      bias: bias, marginWeight: marginWeight, boosters: [booster, nil])
  }

  /// With the booster of the fixture for its first label, or with none.
  static func file(hasBooster: Bool = true, storage: Projection.Storage = .float16) throws -> ModelFile {
    let bytes = hasBooster ? try Fixtures.bytes("booster.ubj") : nil
    let booster = try bytes.map { try Booster($0, featureCount: 4) }
    return ModelFile(
      model: model(booster: booster, storage: storage), boosters: [bytes, nil],
      provenance: ModelFile.Provenance(
        sources: ["data": "ab12"], options: ["trees": "10"], development: ["macro_f1": 0.1 + 0.2]),
      goldenExamples: [ModelFile.GoldenExample(text: "so \"good\"/\u{1F600}\n", scores: [0.1, 0.7])])
  }
}

extension ModelFile {
  init(_ file: [UInt8]) throws {
    self = try file.withUnsafeBytes { try ModelFile(decoding: $0) }
  }
}

extension Terms {
  init(of terms: some Sequence<String>) {
    self.init()
    for term in terms { Array(term.utf8).withUnsafeBufferPointer { append($0) } }
  }
}

extension Classifier {
  /// The scores of some texts as one batch, row after row.
  mutating func scores(_ texts: [[UInt8]]) -> [Float] {
    var scores: [Float] = []
    for text in texts { text.withUnsafeBufferPointer { append($0) } }
    takeScores(into: &scores)
    return scores
  }
}
