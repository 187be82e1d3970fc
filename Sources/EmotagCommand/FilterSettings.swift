internal import EmotionModel
internal import RecordStream

/// What the filter is asked to do.
struct FilterSettings {
  enum Format: String, CaseIterable {
    case labels, scores, all
  }

  var paths: [String] = []
  var tagField = "emotions"
  var model: String?
  var format = Format.labels
  /// For all labels.
  var threshold: Float?
  /// For single labels, by name.
  var thresholds: [String: Float] = [:]
  var labels: [String]?
  var top: Int?
  var output: String?
  var batch = 1024

  static let options: [Option<FilterSettings>] = [
    Option(
      short: "f", long: "field", value: "PATH", fallback: "text",
      help: "where the text is: a.b.c, or a JSON Pointer /a/b; repeat it, the first that holds text wins"
    ) { $0.paths.append($1) },
    Option(
      short: "t", long: "tag-field", value: "NAME", fallback: "emotions",
      help: "the member that is added; one of that name at the top level is replaced"
    ) { $0.tagField = $1 },
    Option(
      short: "m", long: "model", value: "FILE", fallback: "embedded", help: "the model"
    ) { $0.model = $1 },
    Option(
      long: "format", value: "labels|scores|all", fallback: "labels",
      help: "[\"joy\"], or {\"joy\":0.912} for the same labels, or all labels with their scores"
    ) { settings, text throws(UsageError) in settings.format = try choice(text) },
    Option(
      long: "threshold", value: "[LABEL=]T", fallback: "the model's",
      help: "the score from which a label is a tag, for all labels or for one; repeatable"
    ) { settings, text throws(UsageError) in try settings.setThreshold(text) },
    Option(
      long: "labels", value: "A,B", fallback: "all", help: "keep only these labels"
    ) { $0.labels = $1.split(separator: ",").map(String.init) },
    Option(
      long: "top", value: "N", fallback: "all", help: "at most N labels, best first"
    ) { settings, text throws(UsageError) in settings.top = try wholeNumber(text, atLeast: 1) },
    Option(
      short: "o", long: "output", value: "FILE", fallback: "stdout", help: "append to FILE"
    ) { $0.output = $1 },
    Option(
      long: "batch", value: "N", fallback: "1024", help: "most records that are classified together"
    ) { settings, text throws(UsageError) in settings.batch = try wholeNumber(text, atLeast: 1) },
  ]

  private mutating func setThreshold(_ text: String) throws(UsageError) {
    guard let equals = text.lastIndex(of: "=") else {
      threshold = Float(try finiteNumber(text))
      return
    }
    thresholds[String(text[..<equals])] = Float(try finiteNumber(String(text[text.index(after: equals)...])))
  }

  /// The paths to the text; none may lead into the member that is replaced.
  func fieldPaths() throws(CommandError) -> [FieldPath] {
    var parsed: [FieldPath] = []
    for text in paths.isEmpty ? ["text"] : paths {
      guard let path = FieldPath(text) else {
        throw CommandError(.usage, "--field", "\"\(text)\" is neither a.b.c nor a JSON Pointer")
      }
      guard path.topLevelName != Array(tagField.utf8) else {
        throw CommandError(.usage, "--tag-field", "\"\(tagField)\" would replace the text under --field \(text)")
      }
      parsed.append(path)
    }
    return parsed
  }

  /// The thresholds to go by, one a label of the model.
  func thresholds(for model: EmotionModel) throws(CommandError) -> [Float] {
    var all = threshold.map { Array(repeating: $0, count: model.labels.count) } ?? model.thresholds
    for (label, threshold) in thresholds { all[try index(of: label, in: model, "--threshold")] = threshold }
    return all
  }

  /// The labels that may be tags, as indices in the model's order.
  func labels(of model: EmotionModel) throws(CommandError) -> [Int] {
    guard let labels else { return Array(model.labels.indices) }
    var kept: Set<Int> = []
    for label in labels { kept.insert(try index(of: label, in: model, "--labels")) }
    return kept.sorted()
  }

  private func index(of label: String, in model: EmotionModel, _ option: String) throws(CommandError) -> Int {
    guard let index = model.labels.firstIndex(of: label) else {
      throw CommandError(.usage, option, "the model has no label \"\(label)\"")
    }
    return index
  }
}
