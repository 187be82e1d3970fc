internal import EmotionModel
internal import EmotionTraining

/// What `emotag train` is asked to do.
struct TrainSettings {
  enum Preset: String, CaseIterable {
    case `default`, classic
  }

  enum Tokens: String, CaseIterable {
    case words = "scikit-learn"
    case wordsAndSymbols = "words-and-symbols"
  }

  enum Precision: String, CaseIterable {
    case float16, float32
  }

  var data: [String] = []
  var development: [String] = []
  var labelNames: String?
  var output: String?
  var preset = Preset.default
  /// What departs from the preset, in the order given.
  var changes: [@Sendable (inout TrainingOptions) -> Void] = []
  /// The same for the model's provenance: long names and arguments as they were given.
  var given: [String: String] = [:]

  var trainingOptions: TrainingOptions {
    var options = preset == .classic ? TrainingOptions.classic : .default
    for change in changes { change(&options) }
    return options
  }

  static let options: [Option<TrainSettings>] = [
    Option(
      long: "data", value: "FILE",
      help: "labelled texts: TSV (text, labels) or NDJSON (\"text\", \"labels\"), plain or gzip; -: stdin; repeatable",
      isRepeatable: true
    ) { $0.data.append($1) },
    Option(
      long: "dev", value: "FILE", fallback: "a tenth of --data",
      help: "labelled texts that thresholds are tuned on; repeatable", isRepeatable: true
    ) { $0.development.append($1) },
    Option(
      long: "label-names", value: "FILE", fallback: "as in the data",
      help: "the labels, one a line; the data may name them by number, from 0"
    ) { $0.labelNames = $1 },
    Option(short: "o", long: "output", value: "FILE", help: "the model to write") {
      settings, text throws(UsageError) in settings.output = try filePath(text)
    },
    Option(
      long: "preset", value: "default|classic", fallback: "default",
      help: "where the options below begin: emotag's own model, or TF-IDF, TruncatedSVD and trees alone"
    ) { settings, text throws(UsageError) in
      settings.preset = try choice(text)
      settings.given["preset"] = text
    },
    Option(
      long: "tokens", value: "PATTERN", fallback: "words-and-symbols",
      help: "scikit-learn (its default token_pattern) or words-and-symbols"
    ) { settings, text throws(UsageError) in
      let tokens: Tokens = try choice(text)
      settings.change("tokens", text) { $0.pattern = tokens == .words ? .scikitLearn : .wordsAndSymbols }
    },
    range("ngrams", "1-2", "how many tokens a term has", atLeast: 1) { $0.ngramRange = $1 },
    number("min-df", "5", "a term occurs in at least N texts", atLeast: 1) { $0.minimumDocuments = $1 },
    number("terms", "all", "at most N terms, the most frequent", atLeast: 1) { $0.termLimit = $1 },
    flag("no-sublinear", "count terms as they are, instead of ln(count) + 1") { $0.isSublinear = false },
    number("components", "0", "columns of TruncatedSVD", atMost: 10_000) { $0.componentCount = $1 },
    flag("no-margins", "no linear margins") {
      $0.hasMargins = false
      $0.characterNgramRange = nil
    },
    range("char-ngrams", "3-5", "how long the character n-grams inside words are; 0-0 for none", atLeast: 0) {
      $0.characterNgramRange = $1.upperBound == 0 ? nil : max(1, $1.lowerBound)...$1.upperBound
    },
    number("char-min-df", "10", "a character n-gram occurs in at least N texts", atLeast: 1) {
      $0.characterMinimumDocuments = $1
    },
    rate("char-scale", "0.07", "what a character n-gram weighs beside a term") { $0.characterScale = $1 },
    rate("linear-penalty", "0.5", "L2 penalty of the linear margins") { $0.linearPenalty = $1 },
    number("linear-rounds", "20", "rounds of gblinear", atLeast: 1, atMost: 100_000) { $0.linearRounds = $1 },
    rate("linear-eta", "0.5", "learning rate of gblinear") { $0.linearEta = $1 },
    number("folds", "4", "parts for out-of-fold margins and scores", atLeast: 2, atMost: 100) { $0.foldCount = $1 },
    number("trees", "30", "trees a label", atMost: 100_000) { $0.treeCount = $1 },
    number("depth", "3", "depth of a tree", atLeast: 1, atMost: 64) { $0.depth = $1 },
    rate("eta", "0.1", "learning rate of the trees") { $0.eta = $1 },
    rate("min-child-weight", "10", "XGBoost's min_child_weight for the trees") { $0.minimumChildWeight = $1 },
    rate("lambda", "10", "XGBoost's reg_lambda for the trees") { $0.treePenalty = $1 },
    Option(
      long: "precision", value: "float16|float32", fallback: "float16", help: "how the projection is stored"
    ) { settings, text throws(UsageError) in
      let precision: Precision = try choice(text)
      settings.change("precision", text) { $0.storage = precision == .float16 ? .float16 : .float32 }
    },
    number("seed", "1", "seed of all random choices") { $0.seed = UInt64($1) },
  ]

  private mutating func change(
    _ name: String, _ text: String, _ change: @escaping @Sendable (inout TrainingOptions) -> Void
  ) {
    changes.append(change)
    given[name] = text
  }

  private static func number(
    _ name: String, _ fallback: String, _ help: String, atLeast minimum: Int = 0, atMost maximum: Int = 1 << 31,
    _ change: @escaping @Sendable (inout TrainingOptions, Int) -> Void
  ) -> Option<TrainSettings> {
    Option(long: name, value: "N", fallback: fallback, help: help) { settings, text throws(UsageError) in
      let number = try wholeNumber(text, atLeast: minimum, atMost: maximum)
      settings.change(name, text) { change(&$0, number) }
    }
  }

  private static func rate(
    _ name: String, _ fallback: String, _ help: String,
    _ change: @escaping @Sendable (inout TrainingOptions, Double) -> Void
  ) -> Option<TrainSettings> {
    Option(long: name, value: "X", fallback: fallback, help: help) { settings, text throws(UsageError) in
      let number = try finiteNumber(text)
      guard number >= 0 else { throw UsageError(reason: "\"\(text)\" is negative") }
      settings.change(name, text) { change(&$0, number) }
    }
  }

  private static func range(
    _ name: String, _ fallback: String, _ help: String, atLeast minimum: Int,
    _ change: @escaping @Sendable (inout TrainingOptions, ClosedRange<Int>) -> Void
  ) -> Option<TrainSettings> {
    Option(long: name, value: "M-N", fallback: fallback, help: help) { settings, text throws(UsageError) in
      let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low >= minimum, high >= low, high <= 16
      else { throw UsageError(reason: "\"\(text)\" is no range M-N within \(minimum) to 16") }
      settings.change(name, text) { change(&$0, low...high) }
    }
  }

  private static func flag(
    _ name: String, _ help: String, _ change: @escaping @Sendable (inout TrainingOptions) -> Void
  ) -> Option<TrainSettings> {
    Option(long: name, help: help) { settings, _ in settings.change(name, "", change) }
  }
}
