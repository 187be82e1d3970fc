internal import EmotionModel
internal import EmotionTraining
internal import ScikitLearnImport

/// `emotag import`: brings a scikit-learn pipeline over, without Python and without running any of its code.
struct ImportCommand {
  let settings: ImportSettings

  func run() throws -> ExitCode {
    guard settings.output != nil || settings.verified != nil else {
      throw CommandError(.usage, "import", "--output or --verify is needed")
    }
    guard settings.svd == nil || settings.missing == nil else {
      throw CommandError(.usage, "--missing", "with --svd no value is missing")
    }
    if let output = settings.output {
      try FileRole.check(reading: settings.readFiles, writing: [FileRole(name: "--output", path: output)])
      try checkReplaceable(output)
    }
    var sources: [String: String] = [:]
    let model = try readModel(&sources)
    if let path = settings.verified { try verify(model, path) }
    if let output = settings.output { try write(model, sources, output) }
    return .done
  }

  private func write(_ model: EmotionModel, _ sources: [String: String], _ output: String) throws {
    let width = model.projection.columnCount
    var options = ["threshold": "\(settings.threshold)"]
    options["missing"] = settings.missing?.rawValue
    let file = ModelFile(
      model: model, boosters: model.boosters.map { $0?.ubjson(featureCount: width) },
      provenance: ModelFile.Provenance(sources: sources, options: options, development: [:]),
      goldenExamples: GoldenTexts.examples(of: model))
    let bytes = try file.encode()
    do {
      // What cannot be read again is not written.
      try bytes.withUnsafeBytes { _ = try ModelFile(decoding: $0) }
    } catch let error as ModelError {
      throw CommandError(.badInput, "import", error.part, error.reason)
    }
    try replaceFile(output, with: bytes)
  }

  /// Compares with Python's scores, and fails if one differs by more than rounding explains.
  private func verify(_ model: EmotionModel, _ path: String) throws {
    let bytes = try readFile(path)
    let comparison = try readingData(path) { () throws(DataError) in try ScoreComparison(of: model, with: bytes) }
    try printOut(comparison.text)
    guard comparison.largestDifference <= ScoreComparison.tolerance else {
      throw CommandError(
        .badInput, path, "a score differs by \(comparison.largestDifference), more than \(ScoreComparison.tolerance)")
    }
  }
}
