internal import EmotionModel
internal import RecordStream

/// `emotag check`: loads everything that the filter's options name, verifies the model, and exits.
struct CheckCommand {
  let settings: FilterSettings

  func run() throws -> ExitCode {
    try FileRole.check(reading: settings.readFiles, writing: settings.writtenFiles)
    let file = try loadModel(settings.model)
    _ = try Tagger(settings, model: file.model)
    let name = settings.model ?? "embedded model"
    try Self.checkGoldenExamples(file, name)
    let margins = try compareMargins(file, name)
    for template in [settings.outputFile, settings.rejects].compactMap({ $0 }) { try checkAppendable(template) }
    if let report = settings.report, report != "-" { try checkWritable(report) }
    if let metrics = settings.metrics { try checkReplaceable(metrics) }
    let examples = "\(file.goldenExamples.count) golden examples"
    try printOut(
      "\(name): "
        + (margins.map { "\(examples) and \($0) margins agree\n" } ?? "\(examples) agree, no margins compared\n"))
    return .done
  }

  /// The model must still give the scores that it gave when it was made.
  static func checkGoldenExamples(_ file: ModelFile, _ name: String) throws(CommandError) {
    let scores = GoldenTexts.scores(of: file.goldenExamples.map(\.text), by: file.model)
    for (example, (_, given)) in zip(file.goldenExamples, scores) {
      for (label, (expected, given)) in zip(example.scores, given).enumerated() where !(abs(expected - given) <= 1e-6) {
        throw CommandError(
          .configuration, name,
          "\(file.model.labels[label]) of \"\(example.text)\" is \(given), and was \(expected) when it was made")
      }
    }
  }

  /// How many margins agree with libxgboost's; nil where it cannot be loaded, which is said: tagging does not need it.
  private func compareMargins(_ file: ModelFile, _ name: String) throws -> Int? {
    if let reason = XGBoostReference.loadFailure {
      report("libxgboost: \(reason): compared with the golden examples only", as: .warning)
      return nil
    }
    return try checkBoosters(file, name)
  }

  /// Each booster must give the margins that libxgboost gives for it, to the last bit; returns how many were compared.
  private func checkBoosters(_ file: ModelFile, _ name: String) throws -> Int {
    var classifier = Classifier(file.model)
    for example in file.goldenExamples {
      var text = example.text
      text.withUTF8 { classifier.append($0) }
    }
    let width = file.model.projection.columnCount
    var compared = 0
    for (label, booster) in file.model.boosters.enumerated() {
      guard let booster, classifier.rowCount > 0 else { continue }
      let reference: [Float]
      do throws(ModelError) {
        reference = try XGBoostReference(booster, featureCount: width).margins(classifier.features, featureCount: width)
      } catch {
        throw CommandError(.configuration, name, "booster.\(label)", error.part, error.reason)
      }
      for (row, expected) in reference.enumerated() {
        let given = classifier.features[(row * width)...].withUnsafeBufferPointer { features in
          features.baseAddress.map { booster.margin($0) }
        }
        guard given?.bitPattern == expected.bitPattern else {
          throw CommandError(
            .configuration, name, "booster.\(label)", "a margin differs from libxgboost's \(expected)")
        }
        compared += 1
      }
    }
    return compared
  }
}
