internal import EmotionModel
internal import EmotionTraining
internal import FoundationEssentials

/// What `emotag evaluate` is asked to do.
struct EvaluateSettings {
  var data: String?
  var labelNames: String?
  var isJSON = false
  /// The model and thresholds, which it shares with the filter.
  var filter = FilterSettings()

  static let options: [Option<EvaluateSettings>] =
    [
      Option(
        long: "data", value: "FILE", help: "labelled texts: TSV (text, labels), or NDJSON with \"text\" and \"labels\""
      ) { $0.data = $1 },
      Option(
        long: "label-names", value: "FILE", fallback: "the model's",
        help: "the labels that numbers in the data stand for, one a line"
      ) { $0.labelNames = $1 },
      Option(long: "json", help: "write one JSON object instead of a table") { settings, _ in settings.isJSON = true },
    ]
    + FilterSettings.options.filter { ["model", "threshold"].contains($0.long) }.map { $0.lifted(to: \.filter) }
}

/// `emotag evaluate`: scores a model on labelled texts.
struct EvaluateCommand {
  let settings: EvaluateSettings

  func run() throws -> ExitCode {
    guard let data = settings.data else { throw CommandError(.usage, "evaluate", "--data is needed") }
    let model = try loadModel(settings.filter.model).model
    let thresholds = try settings.filter.thresholds(for: model)
    let names = try settings.labelNames.map { path in
      let bytes = try readFile(path)
      return try readingData(path) { () throws(DataError) in try LabelledTexts.labelNames(reading: bytes) }
    }
    let bytes = try readFile(data)
    let texts = try readingData(data) { () throws(DataError) in
      try LabelledTexts(reading: bytes, names: names, labels: model.labels)
    }
    let report = ClassificationReport(
      scores: Classifier(model).scores(of: texts), thresholds: thresholds, truth: texts)
    try printOut(settings.isJSON ? try report.json : report.table)
    return .done
  }
}
