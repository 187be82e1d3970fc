internal import EmotionModel
internal import EmotionTraining

/// `emotag evaluate`: scores a model on labelled texts.
struct EvaluateCommand {
  let settings: EvaluateSettings

  func run() throws -> ExitCode {
    guard !settings.data.isEmpty else { throw CommandError(.usage, "evaluate", "--data is needed") }
    try DataFile.refuseSecondStandardInput(settings.data + (settings.labelNames.map { [$0] } ?? []), "evaluate")
    let model = try loadModel(settings.filter.model).model
    let thresholds = try settings.filter.thresholds(for: model)
    let names = try LabelledTexts.labelNames(settings.labelNames.map { try DataFile($0) })
    let texts = try LabelledTexts(
      settings.data.map { try DataFile($0) }, names: names ?? model.labels, labels: model.labels)
    let report = ClassificationReport(
      scores: Classifier(model).scores(of: texts), thresholds: thresholds, truth: texts)
    try printOut(settings.isJSON ? try report.json : report.table)
    return .done
  }
}
