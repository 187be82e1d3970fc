internal import FoundationEssentials

/// The layout: tensors for what is large, `__metadata__` (JSON in strings) for what a person would want to read.
///
/// | tensor | type, shape | |
/// |---|---|---|
/// | `vocabulary.bytes`, `vocabulary.offsets` | U8 [n], U32 [terms + 1] | term `i` is `bytes[offsets[i] ..< offsets[i + 1]]` |
/// | `idf` | F64 [terms] | |
/// | `projection` | F16, F32 or F64 [terms, components + margins] | absent if the terms themselves are the features |
/// | `ngrams.bytes`, `ngrams.offsets`, `ngrams.weights` | as above, F16 or F32 [n-grams, labels] | absent without character n-grams |
/// | `bias` | F32 [labels] | |
/// | `booster.0` … | U8 [n] | XGBoost's UBJSON; absent for a label without trees |
extension ModelFile {
  /// By scikit-learn's names; what has a default is written only where it departs from it.
  private struct VectorizerOptions: Codable {
    var token_pattern: String
    var ngram_range: [Int]
    var sublinear_tf: Bool
    var char_ngram_range: [Int]?
    var lowercase: Bool?
    var stop_words: [String]?
    var binary: Bool?
    /// `l1` or `none` instead of `l2`.
    var norm: String?
    /// Whether rows are summed from the last column to the first.
    var summed_backwards: Bool?

    var isImported: Bool {
      lowercase != nil || stop_words != nil || binary != nil || norm != nil || summed_backwards != nil
    }
  }

  private struct ScoreOptions: Codable {
    var components: Int
    var margin_weight: Float
  }

  /// The bytes of the file; equal models give equal bytes.
  package func encode() throws -> [UInt8] {
    let vectorizer = model.vectorizer
    var tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])] = []
    tensors.append(("idf", "F64", [vectorizer.idf.count], Self.bytes(of: vectorizer.idf)))
    tensors += Self.tensors(of: vectorizer.vocabulary, named: "vocabulary")
    if model.projection.storage != .none { tensors.append(Self.tensor(of: model.projection, named: "projection")) }
    let ngrams = model.characterNgrams.flatMap { $0.vocabulary.count == 0 ? nil : $0 }
    if let ngrams {
      tensors += Self.tensors(of: ngrams.vocabulary.terms, named: "ngrams")
      tensors.append(Self.tensor(of: ngrams.weights, named: "ngrams.weights"))
    }
    tensors.append(("bias", "F32", [model.bias.count], Self.bytes(of: model.bias)))
    for (label, bytes) in boosters.enumerated() {
      if let bytes { tensors.append(("booster.\(label)", "U8", [bytes.count], bytes)) }
    }
    let options = Self.options(of: vectorizer, ngrams)
    let isImported = options.isImported || [.float64, .none].contains(model.projection.storage)
    let metadata = [
      "format": "emotag",
      "format_version": Self.formatVersions[isImported ? 1 : 0],
      "labels": try Self.json(model.labels),
      "thresholds": try Self.json(model.thresholds),
      "vectorizer": try Self.json(options),
      "score": try Self.json(ScoreOptions(components: model.componentCount, margin_weight: model.marginWeight)),
      "provenance": try Self.json(provenance),
      "golden_examples": try Self.json(goldenExamples),
    ]
    return try Safetensors.encode(metadata: metadata, tensors: tensors)
  }

  /// Reads a whole file that lies in memory; nothing of it is kept but copies.
  package init(decoding file: UnsafeRawBufferPointer) throws(ModelError) {
    let reader = TensorReader(try Safetensors(file))
    guard try reader.metadata("format") == "emotag" else { throw ModelError("key \"format\"", "not a model of emotag") }
    let version = try reader.metadata("format_version")
    guard Self.formatVersions.contains(version) else {
      throw ModelError(
        "key \"format_version\"", "\(version), and this emotag reads \(Self.formatVersions.joined(separator: ", "))")
    }
    let labels = try reader.metadata("labels", as: [String].self)
    guard !labels.isEmpty, Set(labels).count == labels.count, !labels.contains("") else {
      throw ModelError("key \"labels\"", "empty, or a label twice")
    }
    let thresholds = try reader.metadata("thresholds", as: [Float].self)
    guard thresholds.count == labels.count, thresholds.allSatisfy(\.isFinite) else {
      throw ModelError("key \"thresholds\"", "not one finite number for each of \(labels.count) labels")
    }
    let options = try reader.metadata("vectorizer", as: VectorizerOptions.self)
    let vectorizer = try Self.vectorizer(options, reader)
    let score = try reader.metadata("score", as: ScoreOptions.self)
    let terms = vectorizer.vocabulary.count
    let isSparse = version != Self.formatVersions[0] && !reader.has("projection")
    let projection = isSparse ? Projection(termCount: terms) : try reader.matrix("projection", rows: terms)
    guard score.components >= 0, abs(score.margin_weight) <= EmotionModel.largestMagnitude,
      projection.columnCount == score.components
        || (!isSparse && projection.columnCount - labels.count == score.components)
    else {
      throw ModelError(
        "tensor \"projection\"",
        "\(projection.columnCount) columns are not \(score.components) components and \(labels.count) or no margins")
    }
    let hasMargins = projection.columnCount > score.components
    let ngrams = try options.char_ngram_range.map { bounds throws(ModelError) in
      try Self.characterNgrams(bounds, labels: labels.count, hasMargins: hasMargins, reader)
    }
    var boosters: [UnsafeRawBufferPointer?] = []
    for label in labels.indices { boosters.append(try reader.bytes("booster.\(label)")) }
    model = EmotionModel(
      labels: labels, thresholds: thresholds, vectorizer: vectorizer, projection: projection,
      componentCount: score.components, characterNgrams: ngrams,
      bias: try reader.floats("bias", count: labels.count), marginWeight: score.margin_weight,
      boosters: try Self.parse(boosters, featureCount: projection.columnCount))
    self.boosters = boosters.map { $0.map { [UInt8]($0) } }
    provenance = try reader.metadata("provenance", as: Provenance.self)
    goldenExamples = try reader.metadata("golden_examples", as: [GoldenExample].self)
    guard goldenExamples.allSatisfy({ $0.scores.count == labels.count }) else {
      throw ModelError("key \"golden_examples\"", "an example without one score a label")
    }
  }

  private static func vectorizer(
    _ options: VectorizerOptions, _ reader: TensorReader
  ) throws(ModelError) -> TfidfVectorizer {
    guard let pattern = Tokenizer.Pattern(rawValue: options.token_pattern) else {
      throw ModelError("key \"vectorizer\"", "token_pattern \(options.token_pattern) is not known")
    }
    let vocabulary = try reader.terms("vocabulary")
    let vectorizer = TfidfVectorizer(
      tokenizer: Tokenizer(pattern: pattern, isLowercasing: options.lowercase ?? true),
      stopWords: options.stop_words.map { Vocabulary(of: $0) }, ngramRange: try range(options.ngram_range),
      isBinary: options.binary ?? false, isSublinear: options.sublinear_tf, norm: try norm(options.norm),
      isSummedBackwards: options.summed_backwards ?? false, vocabulary: vocabulary,
      idf: try reader.doubles("idf", count: vocabulary.count))
    try TensorReader.check("vocabulary", repeatedTerm: vectorizer.trie.repeatedTerm)
    return vectorizer
  }

  private static func norm(_ name: String?) throws(ModelError) -> TfidfVectorizer.Norm? {
    if name == "none" { return nil }
    guard let norm = TfidfVectorizer.Norm(rawValue: name ?? "l2") else {
      throw ModelError("key \"vectorizer\"", "norm \(name ?? "") is not known")
    }
    return norm
  }

  private static func options(of vectorizer: TfidfVectorizer, _ ngrams: CharacterNgrams?) -> VectorizerOptions {
    VectorizerOptions(
      token_pattern: vectorizer.tokenizer.pattern.rawValue,
      ngram_range: [vectorizer.ngramRange.lowerBound, vectorizer.ngramRange.upperBound],
      sublinear_tf: vectorizer.isSublinear,
      char_ngram_range: ngrams.map { [$0.range.lowerBound, $0.range.upperBound] },
      lowercase: vectorizer.tokenizer.isLowercasing ? nil : false,
      stop_words: vectorizer.stopWords.map { words in
        (0..<words.count).map { String(decoding: words.terms[$0], as: UTF8.self) }
      },
      binary: vectorizer.isBinary ? true : nil,
      norm: vectorizer.norm == .l2 ? nil : vectorizer.norm?.rawValue ?? "none",
      summed_backwards: vectorizer.isSummedBackwards ? true : nil)
  }

  private static func characterNgrams(
    _ bounds: [Int], labels: Int, hasMargins: Bool, _ reader: TensorReader
  ) throws(ModelError) -> CharacterNgrams {
    guard hasMargins else { throw ModelError("key \"vectorizer\"", "character n-grams without linear margins") }
    let vocabulary = Vocabulary(try reader.terms("ngrams"))
    try TensorReader.check("ngrams", repeatedTerm: vocabulary.repeatedTerm)
    let weights = try reader.matrix("ngrams.weights", rows: vocabulary.count)
    guard [.float16, .float32].contains(weights.storage) else {
      throw ModelError("tensor \"ngrams.weights\"", "type \(weights.storage.rawValue) is neither F16 nor F32")
    }
    guard weights.columnCount == labels else {
      throw ModelError("tensor \"ngrams.weights\"", "\(weights.columnCount) columns for \(labels) labels")
    }
    return CharacterNgrams(range: try range(bounds), vocabulary: vocabulary, weights: weights)
  }

  private static func range(_ bounds: [Int]) throws(ModelError) -> ClosedRange<Int> {
    guard bounds.count == 2, bounds[0] >= 1, bounds[1] >= bounds[0], bounds[1] <= 100 else {
      throw ModelError("key \"vectorizer\"", "n-gram range \(bounds) is not within 1 to 100")
    }
    return bounds[0]...bounds[1]
  }

  private static func parse(
    _ boosters: [UnsafeRawBufferPointer?], featureCount: Int
  ) throws(ModelError) -> [Booster?] {
    var parsed: [Booster?] = []
    for (label, bytes) in boosters.enumerated() {
      do throws(ModelError) {
        parsed.append(
          try bytes.map { bytes throws(ModelError) in
            try Booster(ubjson: bytes, featureCount: featureCount)
          })
      } catch {
        throw ModelError("tensor \"booster.\(label)\"", error.reason)
      }
    }
    return parsed
  }

  private static func tensors(
    of terms: Terms, named name: String
  ) -> [(name: String, type: String, shape: [Int], bytes: [UInt8])] {
    [
      ("\(name).offsets", "U32", [terms.offsets.count], bytes(of: terms.offsets)),
      ("\(name).bytes", "U8", [terms.bytes.count], terms.bytes),
    ]
  }

  private static func tensor(
    of matrix: Projection, named name: String
  ) -> (name: String, type: String, shape: [Int], bytes: [UInt8]) {
    let bytes =
      switch matrix.storage {
      case .float16: bytes(of: matrix.values.map { Float16($0) })
      case .float32, .none: bytes(of: matrix.values)
      case .float64: bytes(of: matrix.wideValues)
      }
    return (name, matrix.storage.rawValue, [matrix.rowCount, matrix.columnCount], bytes)
  }

  /// The values as a little-endian machine holds them, the only kind that Swift runs on.
  private static func bytes<Number: BitwiseCopyable>(of values: [Number]) -> [UInt8] {
    values.withUnsafeBytes { [UInt8]($0) }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
