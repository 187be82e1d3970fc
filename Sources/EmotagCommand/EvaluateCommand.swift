internal import EmotionModel
internal import EmotionTraining

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
