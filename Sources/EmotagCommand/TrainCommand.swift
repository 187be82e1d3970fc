internal import EmotionModel
internal import EmotionTraining

/// `emotag train`: fits a model on labelled texts.
struct TrainCommand {
  let settings: TrainSettings

  func run() throws -> ExitCode {
    guard let data = settings.data, let dev = settings.development, let output = settings.output else {
      throw CommandError(.usage, "train", "--data, --dev and --output are needed")
    }
    let options = settings.trainingOptions
    guard options.hasMargins || options.componentCount > 0 else {
      throw CommandError(.usage, "train", "without linear margins it needs --components")
    }
    var sources: [String: String] = [:]
    var names: [String]?
    if let path = settings.labelNames {
      let bytes = try readFile(path)
      sources["labels"] = SHA256.hexadecimal(of: bytes)
      names = try readingData(path) { () throws(DataError) in try LabelledTexts.labelNames(reading: bytes) }
    }
    let (dataBytes, devBytes) = (try readFile(data), try readFile(dev))
    sources["data"] = SHA256.hexadecimal(of: dataBytes)
    sources["dev"] = SHA256.hexadecimal(of: devBytes)
    let texts = try readingData(data) { () throws(DataError) in
      try LabelledTexts(reading: dataBytes, names: names)
    }
    let developmentTexts = try readingData(dev) { () throws(DataError) in
      try LabelledTexts(reading: devBytes, names: names, labels: texts.labels)
    }
    let progress = StageProgress()
    let training = Training(texts, development: developmentTexts, options: options) { progress.update($0, $1) }
    for label in training.constantLabels {
      report("\(data): label \"\(label)\" has no row that differs; its score will be constant")
    }
    let fit: (model: EmotionModel, boosters: [[UInt8]?], report: ClassificationReport)
    do {
      fit = try training.fit()
    } catch let error as XGBoostError {
      throw CommandError(.usage, "libxgboost", error.reason)
    } catch let error as DataError {
      throw CommandError(.badInput, data, error.reason)
    }
    progress.finish()
    let development = Dictionary(uniqueKeysWithValues: fit.report.figures)
    let file = ModelFile(
      model: fit.model, boosters: fit.boosters,
      provenance: ModelFile.Provenance(sources: sources, options: settings.given, development: development),
      goldenExamples: GoldenTexts.examples(of: fit.model))
    let bytes = try file.encode()
    do {
      try bytes.withUnsafeBytes { _ = try ModelFile(decoding: $0) }
    } catch let error as ModelError {
      throw CommandError(.badInput, data, "the model that these options give cannot be kept", error.description)
    }
    try replaceFile(output, with: bytes)
    try printOut(fit.report.table)
    return .done
  }
}

/// Turns what is wrong with a line of a data file into an error that names the file.
func readingData<Result>(_ path: String, _ read: () throws(DataError) -> Result) throws(CommandError) -> Result {
  do throws(DataError) {
    return try read()
  } catch {
    throw error.line == 0
      ? CommandError(.badInput, path, error.reason) : CommandError(.badInput, path, "line \(error.line)", error.reason)
  }
}
