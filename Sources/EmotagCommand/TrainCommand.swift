internal import EmotionModel
internal import EmotionTraining

/// `emotag train`: fits a model on labelled texts.
struct TrainCommand {
  let settings: TrainSettings

  func run() throws -> ExitCode {
    guard let data = settings.data, let dev = settings.development, let output = settings.output else {
      throw CommandError(.usage, "train", "--data, --dev and --output are needed")
    }
    try checkReplaceable(output)
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
    for (label, hasRows) in training.constantLabels {
      report(
        "\(data): \(hasRows ? "every" : "no") row has label \"\(label)\"; its score will be constant", as: .warning)
    }
    let (report, bytes) = try fit(training, sources, data)
    progress.finish()
    try replaceFile(output, with: bytes)
    try printOut(report.table)
    return .done
  }

  /// The report on the development set and the bytes of the model's file.
  private func fit(
    _ training: Training, _ sources: [String: String], _ data: String
  ) throws -> (ClassificationReport, [UInt8]) {
    do {
      let (model, boosters, report) = try training.fit()
      let development = Dictionary(uniqueKeysWithValues: report.figures)
      let file = ModelFile(
        model: model, boosters: boosters,
        provenance: ModelFile.Provenance(sources: sources, options: settings.given, development: development),
        goldenExamples: GoldenTexts.examples(of: model))
      let bytes = try file.encode()
      try bytes.withUnsafeBytes { _ = try ModelFile(decoding: $0) }
      return (report, bytes)
    } catch XGBoostError.notLoaded(let reason) {
      throw CommandError(.configuration, "libxgboost", reason)
    } catch XGBoostError.failed(let reason) {
      throw CommandError(.usage, "libxgboost", reason)
    } catch let error as DataError {
      throw CommandError(.badInput, data, error.reason)
    } catch is EncodingError {
      throw CommandError(.badInput, data, "the fit has diverged; a lower --eta or --linear-eta may help")
    } catch let error as ModelError {
      throw CommandError(
        .badInput, data, "the fit has diverged; a lower --eta or --linear-eta may help", error.description)
    }
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
