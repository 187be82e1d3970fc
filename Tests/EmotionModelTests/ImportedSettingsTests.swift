import EmotionModel
import Testing

/// What only an imported model has comes back from its file, and a file without it stays of the first version.
@Suite struct ImportedSettingsTests {
  private static func model(_ vectorizer: TfidfVectorizer, _ projection: Projection) -> EmotionModel {
    EmotionModel(
      labels: ["joy", "anger"], thresholds: [0.5, 0.5], vectorizer: vectorizer, projection: projection,
      componentCount: projection.columnCount, characterNgrams: nil, bias: [0, 1e6], marginWeight: 0,
      boosters: [nil, nil])
  }

  private static func vectorizer(
    stopWords: [String]? = nil, isLowercasing: Bool = true, isBinary: Bool = false, norm: TfidfVectorizer.Norm? = .l2,
    isSummedBackwards: Bool = false
  ) -> TfidfVectorizer {
    TfidfVectorizer(
      tokenizer: Tokenizer(pattern: .scikitLearn, isLowercasing: isLowercasing),
      stopWords: stopWords.map { Vocabulary(of: $0) }, ngramRange: 1...2, isBinary: isBinary, isSublinear: false,
      norm: norm, isSummedBackwards: isSummedBackwards, vocabulary: Terms(of: ["bad day", "day", "good", "Good"]),
      idf: [1.5, 1.25, 2, 3])
  }

  private static func read(_ model: EmotionModel) throws -> (model: EmotionModel, version: String) {
    let bytes = try ModelFile(
      model: model, boosters: [nil, nil],
      provenance: ModelFile.Provenance(sources: [:], options: [:], development: [:]), goldenExamples: []
    ).encode()
    let text = String(decoding: bytes, as: UTF8.self)
    return (try ModelFile(bytes).model, text.contains(#""format_version":"1""#) ? "1" : "2")
  }

  private static let wide = Projection(columnCount: 1, values: [0.1, 1 / 3, -2, 4])

  @Test func settingsComeBack() throws {
    let settings = Self.vectorizer(
      stopWords: ["the", "a"], isLowercasing: false, isBinary: true, norm: .l1, isSummedBackwards: true)
    let (model, version) = try Self.read(Self.model(settings, Self.wide))
    #expect(
      version == "2" && model.projection.storage == .float64 && model.projection.wideValues == [0.1, 1 / 3, -2, 4])
    #expect(!model.vectorizer.tokenizer.isLowercasing && model.vectorizer.isBinary && model.vectorizer.norm == .l1)
    #expect(model.vectorizer.isSummedBackwards && model.vectorizer.stopWords?.count == 2)
    let (plain, _) = try Self.read(Self.model(Self.vectorizer(norm: nil), Projection(termCount: 4)))
    #expect(plain.vectorizer.norm == nil && plain.projection.storage == .none && plain.componentCount == 4)
  }

  @Test func everyColumnOfAFloat64ProjectionIsSummedInFloat64() {
    var random = SeededRandom(9)
    let (rows, columns) = (40, 35)
    let values = (0..<(rows * columns)).map { _ in Double(random.index(2_000_001)) / 1e6 - 1 }
    let projection = Projection(columnCount: columns, values: values)
    var row = SparseRow()
    row.columns = [3, 7, 8, 39]
    row.values = [0.1, -2, 1 / 3, 1e-9]
    var features = [Float](repeating: .nan, count: projection.width)
    projection.multiply(row, into: &features)
    let expected = (0..<columns).map { column in
      var sum = 0.0
      for (term, value) in zip(row.columns, row.values) {
        let product = value * values[Int(term) * columns + column]
        sum += product
      }
      return Float(sum)
    }
    #expect(Array(features.prefix(columns)) == expected)
  }

  /// Terms that a text lacks are missing, and no score can be made of what is missing.
  @Test func termsThatAreFeaturesAreNoMargins() {
    var model = Self.model(Self.vectorizer(), Projection(termCount: 4))
    model.componentCount = 2
    let error = #expect(throws: ModelError.self) { try Self.read(model) }
    #expect(error?.part == "tensor \"projection\"")
  }

  @Test func aModelWithoutThemIsOfTheFirstVersion() throws {
    let projection = Projection(storage: .float32, columnCount: 1, values: [1, 2, 3, 4])
    #expect(try Self.read(Self.model(Self.vectorizer(), projection)).version == "1")
    #expect(try Self.read(Self.model(Self.vectorizer(isBinary: true), projection)).version == "2")
  }

  /// By hand, in float64 and rounded once.
  @Test func featuresAreSummedInFloat64AndTermsThatAreFeaturesAreMissingWhereTheyAreNone() {
    let text = Array("the bad bad day, Good".utf8)
    func features(_ vectorizer: TfidfVectorizer, _ projection: Projection) -> [Float] {
      var classifier = Classifier(Self.model(vectorizer, projection))
      text.withUnsafeBufferPointer { classifier.append($0) }
      return classifier.features
    }
    // "bad day" and "day" and, lowered, "good", each once.
    let weights = [1.5, 1.25, 2.0]
    let length = (1.5 * 1.5 + 1.25 * 1.25 + 2 * 2.0).squareRoot()
    let sum = weights[0] / length * 0.1 + weights[1] / length * (1 / 3) + weights[2] / length * -2
    #expect(features(Self.vectorizer(), Self.wide) == [Float(sum)])
    let terms = features(Self.vectorizer(isLowercasing: false, norm: nil), Projection(termCount: 4))
    #expect(terms[0] == 1.5 && terms[1] == 1.25 && terms[2].isNaN && terms[3] == 3)
    // Without "day" no n-gram of it is left, and nothing comes in its place.
    let stopped = features(Self.vectorizer(stopWords: ["day"], norm: .l1), Projection(termCount: 4))
    #expect(stopped[0].isNaN && stopped[1].isNaN && stopped[2] == 1)
  }

  @Test func aBiasFarOutScoresExactlyOneOrNought() {
    #expect(EmotionModel.score(ofMargin: EmotionModel.largestMagnitude) == 1)
    #expect(EmotionModel.score(ofMargin: -EmotionModel.largestMagnitude) == 0)
  }

  @Test(arguments: [0, 1e-30, 0.1, 0.25, 0.5, 0.999, 1, 1.5] as [Float])
  func theLeastMarginOfAThresholdIsTheFirstThatReachesIt(_ threshold: Float) {
    let least = EmotionModel.leastMargin(ofScore: threshold)
    #expect(EmotionModel.score(ofMargin: least) >= threshold || least == .infinity)
    #expect(least == -.infinity || EmotionModel.score(ofMargin: least.nextDown) < threshold)
  }
}
