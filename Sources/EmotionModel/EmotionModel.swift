/// A classifier that gives a text one score a label.
///
/// `score = sigmoid(bias + marginWeight · margin + Σ trees)`, where one sparse row times the projection gives all that
/// margins and trees are made of:
///
///     text ─ Tokenizer ─ TfidfVectorizer ─ Projection ─▶ TruncatedSVD components ┐
///              └──────── CharacterNgrams ──────────────▶ + linear margins ───────┴─▶ Booster, one a label
///
/// A model never changes once it is made, so any number of classifiers may share it.
package struct EmotionModel: Sendable {
  /// No weight, idf or leaf of a model may be larger, so that no sum of them overflows.
  package static let largestMagnitude: Float = 1e6

  package var labels: [String]
  /// A label is a tag of a text if its score is at least this; one a label.
  package var thresholds: [Float]
  package var vectorizer: TfidfVectorizer
  /// `componentCount` columns of TruncatedSVD, then one column a label if there are linear margins.
  package var projection: Projection
  package var componentCount: Int
  package var characterNgrams: CharacterNgrams? {
    didSet { wordMargins = Self.wordMargins(characterNgrams, vectorizer) }
  }
  /// What words add to the margins by their characters.
  package private(set) var wordMargins: WordMargins?
  /// Log odds, one a label; all that a label without a booster and without margins has.
  package var bias: [Float]
  /// What the linear margin counts for in the score; 0 where there are no linear margins.
  package var marginWeight: Float
  /// One a label, fitted on `projection.columnCount` features; nil for a label without trees.
  package var boosters: [Booster?] { didSet { forest = Forest(boosters) } }
  /// All boosters for many rows at once; nil if they are too large for that.
  private(set) var forest: Forest?

  package init(
    labels: [String], thresholds: [Float], vectorizer: TfidfVectorizer, projection: Projection, componentCount: Int,
    characterNgrams: CharacterNgrams?, bias: [Float], marginWeight: Float, boosters: [Booster?]
  ) {
    self.labels = labels
    self.thresholds = thresholds
    self.vectorizer = vectorizer
    self.projection = projection
    self.componentCount = componentCount
    self.characterNgrams = characterNgrams
    wordMargins = Self.wordMargins(characterNgrams, vectorizer)
    self.bias = bias
    self.marginWeight = marginWeight
    self.boosters = boosters
    forest = Forest(boosters)
  }

  private static func wordMargins(_ ngrams: CharacterNgrams?, _ vectorizer: TfidfVectorizer) -> WordMargins? {
    ngrams.map { WordMargins($0, tokens: vectorizer.trie.tokens) }
  }

  /// Whether the last columns of the projection are linear margins.
  package var hasMargins: Bool { projection.columnCount > componentCount }
}
