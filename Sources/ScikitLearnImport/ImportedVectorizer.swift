/// A fitted `TfidfVectorizer` that cuts texts into words with scikit-learn's default pattern, as far as `transform`
/// depends on it.
package struct ImportedVectorizer: Sendable, Equatable {
  /// What a row is divided by.
  package enum Norm: String, Sendable {
    case l1, l2
  }

  package let terms: ImportedTerms
  /// How many words an n-gram has, within 1...100.
  package let ngramRange: ClosedRange<Int>
  /// Whether a text is lowercased, as Python does, before it is cut up.
  package let isLowercased: Bool
  /// Words that are left out before n-grams are made; they compare with what the pattern found, after lowercasing.
  package let stopWords: [String]?
  /// Whether every count is 1.
  package let isBinary: Bool
  /// Whether a count becomes `ln(count) + 1`.
  package let isSublinear: Bool
  /// What a count is multiplied by, one finite number a term; nil if it is not.
  package let idf: [Double]?
  /// nil if a row is left as it is.
  package let norm: Norm?
  /// Whether scikit-learn counts and weighs in float32.
  package let isFloat32: Bool
  /// Whether scikit-learn sums a row's norm and its projection in descending order of the columns.
  ///
  /// Up to 1.4 it multiplies by a sparse diagonal matrix, which turns the order of a row around. This may change last
  /// bits, before features are rounded to float32.
  package let isSummedBackwards: Bool

  /// Reads a joblib file; a setting that is not honoured is an error that names it.
  package init(joblib file: UnsafeRawBufferPointer) throws(ArtefactError) {
    self = try ScikitLearnArtefact.read(file) { artefact throws(ArtefactError) in
      try ImportedVectorizer(artefact.root, in: artefact.values)
    }
  }

  private init(_ value: PickleValue, in values: PickledValues) throws(ArtefactError) {
    var attributes = try PickledObject(value, of: .tfidfVectorizer, in: values)
    try Self.requireDefaultAnalysis(&attributes)
    isLowercased = try attributes.takeBool("lowercase")
    isBinary = try attributes.takeBool("binary")
    ngramRange = try Self.ngramRange(&attributes)
    stopWords = try Self.stopWords(&attributes)
    isFloat32 = try Self.isFloat32(&attributes)
    terms = try ImportedTerms(vocabulary: attributes.take("vocabulary_"), in: values)
    let weights = try TfidfWeights(attributes.take("_tfidf"), termCount: terms.count, in: values)
    try attributes.finish(ignoring: Self.unusedAttributes)
    isSublinear = weights.isSublinear
    idf = weights.idf
    norm = weights.norm
    isSummedBackwards = weights.idf != nil && weights.isMatrix
  }

  /// What `transform` does not look at.
  ///
  /// `encoding` and `decode_error` matter only for texts that come as bytes; the effect of `max_df`, `min_df`,
  /// `max_features` and a given `vocabulary` is in `vocabulary_`; the weights are those of `_tfidf`.
  private static let unusedAttributes: Set<String> = [
    "encoding", "decode_error", "max_df", "min_df", "max_features", "vocabulary", "fixed_vocabulary_", "stop_words_",
    "_stop_words_id", "norm", "use_idf", "smooth_idf", "sublinear_tf", "_sklearn_version", "_sklearn_output_config",
  ]

  private static func requireDefaultAnalysis(_ attributes: inout PickledObject) throws(ArtefactError) {
    try attributes.require("input", "content")
    try attributes.require("analyzer", "word")
    try attributes.require("token_pattern", #"(?u)\b\w\w+\b"#)
    for name in ["strip_accents", "preprocessor", "tokenizer"] { try attributes.requireNone(name) }
  }

  private static func ngramRange(_ attributes: inout PickledObject) throws(ArtefactError) -> ClosedRange<Int> {
    let value = try attributes.take("ngram_range")
    guard let node = attributes.values.node(value), node.items.count == 2, case .integer(let low) = node.items[0],
      case .integer(let high) = node.items[1], low >= 1, low <= high, high <= 100
    else { throw attributes.unsupported("ngram_range", value) }
    return Int(low)...Int(high)
  }

  private static func stopWords(_ attributes: inout PickledObject) throws(ArtefactError) -> [String]? {
    let value = try attributes.take("stop_words")
    if case .none = value { return nil }
    if attributes.values.isText(value, "english") { return EnglishStopWords.words }
    guard let words = try attributes.values.strings(value) else { throw attributes.unsupported("stop_words", value) }
    return words
  }

  private static func isFloat32(_ attributes: inout PickledObject) throws(ArtefactError) -> Bool {
    let value = try attributes.take("dtype")
    switch value {
    // scikit-learn takes float64 for anything but numpy's own types.
    case .global(.float64), .global(.pythonFloat): return false
    case .global(.float32): return true
    default: throw attributes.unsupported("dtype", value)
    }
  }
}
