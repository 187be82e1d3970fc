internal import EmotionModel
internal import EmotionTraining

/// `emotag train`: fits a model on labelled texts.
struct TrainCommand {
  let settings: TrainSettings

  func run() throws -> ExitCode {
    guard !settings.data.isEmpty, let output = settings.output else {
      throw CommandError(.usage, "train", "--data and --output are needed")
    }
    let read = (settings.data + settings.development).map { FileRole.input($0) }
    let names = settings.labelNames.map { FileRole.input($0, "--label-names") }
    try FileRole.check(reading: read + [names].compactMap { $0 }, writing: [FileRole(name: "--output", path: output)])
    try checkReplaceable(output)
    let options = settings.trainingOptions
    guard options.hasMargins || options.componentCount > 0 else {
      throw CommandError(.usage, "train", "without linear margins it needs --components")
    }
    let data = try TrainingData(settings)
    let progress = StageProgress()
    let training = Training(data.texts, development: data.development, options: options) { progress.update($0, $1) }
    let (report, bytes) = try fit(training, data)
    progress.finish()
    try replaceFile(output, with: bytes)
    try printOut(report.table)
    return .done
  }

  /// The report on the development set and the bytes of the model's file.
  private func fit(_ training: Training, _ data: TrainingData) throws -> (ClassificationReport, [UInt8]) {
    do {
      let (model, boosters, report) = try training.fit()
      let development = Dictionary(uniqueKeysWithValues: report.figures)
      let file = ModelFile(
        model: model, boosters: boosters,
        provenance: ModelFile.Provenance(sources: data.sources, options: settings.given, development: development),
        goldenExamples: GoldenTexts.examples(of: model))
      let bytes = try file.encode()
      try bytes.withUnsafeBytes { _ = try ModelFile(decoding: $0) }
      return (report, bytes)
    } catch XGBoostError.notLoaded(let reason) {
      throw CommandError(.configuration, "libxgboost", reason)
    } catch XGBoostError.failed(let reason) {
      throw CommandError(.usage, "libxgboost", reason)
    } catch let error as DataError {
      throw CommandError(.badInput, data.name, error.reason)
    } catch is EncodingError {
      throw CommandError(.badInput, data.name, "the fit has diverged; a lower --eta or --linear-eta may help")
    } catch let error as ModelError {
      throw CommandError(
        .badInput, data.name, "the fit has diverged; a lower --eta or --linear-eta may help", error.description)
    }
  }
}
