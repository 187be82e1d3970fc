/// What `emotag import` is asked to do.
struct ImportSettings {
  /// What a term that a text lacks is to the trees.
  enum Missing: String, CaseIterable {
    case zero, nan
  }

  var vectorizer: String?
  var svd: String?
  var model: String?
  var labelNames: String?
  /// nil if the option was not given, which means `nan`.
  var missing: Missing?
  var threshold: Float = 0.5
  var output: String?
  var verified: String?

  /// The files that are read.
  var readFiles: [FileRole] {
    [
      ("--vectorizer", vectorizer), ("--svd", svd), ("--model", model), ("--label-names", labelNames),
      ("--verify", verified),
    ].compactMap { name, path in path.map { FileRole(name: name, path: $0) } }
  }

  static let options: [Option<ImportSettings>] = [
    Option(long: "vectorizer", value: "FILE", help: "the TfidfVectorizer, as joblib saved it") { $0.vectorizer = $1 },
    Option(
      long: "svd", value: "FILE", fallback: "none", help: "the TruncatedSVD; without one the trees look at the terms"
    ) { $0.svd = $1 },
    Option(
      long: "model", value: "FILE",
      help: "the OneVsRestClassifier of XGBClassifiers, or one XGBClassifier of all labels"
    ) { $0.model = $1 },
    Option(
      long: "label-names", value: "FILE",
      help: "the names of the labels, in their order: joblib, or text, one name per line"
    ) { $0.labelNames = $1 },
    Option(
      long: "missing", value: "zero|nan", fallback: "nan",
      help:
        "without --svd, what a term that a text lacks was in the fit: zero (a dense array) or missing (a sparse one)"
    ) { settings, text throws(UsageError) in settings.missing = try choice(text) },
    Option(
      long: "threshold", value: "T", fallback: "0.5", help: "a label is a tag if its score is at least T, from 0 to 1"
    ) { settings, text throws(UsageError) in settings.threshold = try score(text) },
    Option(short: "o", long: "output", value: "FILE", help: "the model to write") {
      settings, text throws(UsageError) in settings.output = try filePath(text)
    },
    Option(
      long: "verify", value: "FILE", fallback: "none",
      help: "compare with the scores of NDJSON that Python wrote, a \"text\" and \"emotions\" {LABEL: SCORE} a line"
    ) { $0.verified = $1 },
  ]
}
