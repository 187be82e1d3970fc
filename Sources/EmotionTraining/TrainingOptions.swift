package import EmotionModel

/// Every size and rate of a fit.
package struct TrainingOptions: Sendable, Equatable {
  package var pattern = Tokenizer.Pattern.wordsAndSymbols
  package var ngramRange = 1...2
  package var isSublinear = true
  /// A term occurs in at least this many texts.
  package var minimumDocuments = 5
  /// At most this many terms, the most frequent; nil for all.
  package var termLimit: Int?

  /// Columns of TruncatedSVD.
  package var componentCount = 0

  /// Whether linear margins are fitted and count for the score.
  package var hasMargins = true
  /// How long the character n-grams inside words are; nil for none.
  package var characterNgramRange: ClosedRange<Int>? = 3...5
  package var characterMinimumDocuments = 10
  /// What a count of character n-grams weighs beside a term's tf-idf.
  package var characterScale = 0.07
  /// L2 penalty of the linear margins, divided by the number of rows as XGBoost's `reg_lambda` takes it.
  package var linearPenalty = 0.5
  package var linearRounds = 20
  package var linearEta = 0.5
  /// The training rows' own margins and scores come from fits without them, in this many parts.
  package var foldCount = 4

  package var treeCount = 30
  package var depth = 3
  package var eta = 0.1
  /// The least sum of second derivatives in a leaf, XGBoost's `min_child_weight`.
  package var minimumChildWeight = 10.0
  /// L2 penalty of the leaves, XGBoost's `reg_lambda`.
  package var treePenalty = 10.0

  package var storage = Projection.Storage.float16
  package var seed: UInt64 = 1

  /// What the embedded model is made with.
  package static let `default` = TrainingOptions()

  /// The pipeline that emotag replaces: TF-IDF, TruncatedSVD, one-vs-rest trees, with scikit-learn's defaults.
  package static let classic: TrainingOptions = {
    var options = TrainingOptions()
    options.pattern = .scikitLearn
    options.ngramRange = 1...1
    options.isSublinear = false
    options.minimumDocuments = 1
    options.termLimit = 10_000
    options.componentCount = 300
    options.hasMargins = false
    options.characterNgramRange = nil
    options.treeCount = 100
    options.depth = 6
    options.eta = 0.3
    options.minimumChildWeight = 1
    options.treePenalty = 1
    options.storage = .float32
    return options
  }()
}
