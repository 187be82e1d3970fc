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
    if let output = settings.output { try checkReplaceable(output) }
    var sources: [String: String] = [:]
    let model = try readModel(&sources)
    if let path = settings.verified { try verify(model, path) }
    if let output = settings.output { try write(model, sources, output) }
    return .done
  }

  /// Notes in `sources` the SHA-256 of each artefact by what it is.
  private func readModel(_ sources: inout [String: String]) throws -> EmotionModel {
    guard let vectorizer = settings.vectorizer, let model = settings.model, let names = settings.labelNames else {
      throw CommandError(.usage, "import", "--vectorizer, --model and --label-names are needed")
    }
    // A closure that throws one type only has to say so itself.
    let parts = (
      vectorizer: try read(vectorizer, "vectorizer", &sources) { bytes throws(ArtefactError) in
        try ImportedVectorizer(joblib: bytes)
      },
      svd: try settings.svd.map { path in
        try read(path, "svd", &sources) { bytes throws(ArtefactError) in try ImportedSVD(joblib: bytes) }
      },
      model: try read(model, "model", &sources) { bytes throws(ArtefactError) in try ImportedModel(joblib: bytes) },
      names: try read(names, "labels", &sources) { bytes throws(ArtefactError) in
        try ImportedLabelNames(joblib: bytes)
      }
    )
    do {
      return try ImportedPipeline(
        vectorizer: parts.vectorizer, svd: parts.svd, model: parts.model, labelNames: parts.names
      ).model(threshold: settings.threshold)
    } catch let error as ArtefactError {
      throw CommandError(.badInput, "import", error.reason)
    } catch let error as ModelError {
      throw CommandError(.badInput, "import", error.part, error.reason)
    }
  }

  private func read<Artefact>(
    _ path: String, _ role: String, _ sources: inout [String: String],
    _ parse: (UnsafeRawBufferPointer) throws(ArtefactError) -> Artefact
  ) throws -> Artefact {
    let bytes = try readFile(path)
    sources[role] = SHA256.hexadecimal(of: bytes)
    do {
      return try bytes.withUnsafeBytes { try parse($0) }
    } catch let error as ArtefactError {
      throw CommandError(.badInput, path, error.reason)
    }
  }

  private func write(_ model: EmotionModel, _ sources: [String: String], _ output: String) throws {
    let width = model.projection.columnCount
    let file = ModelFile(
      model: model, boosters: model.boosters.map { $0?.ubjson(featureCount: width) },
      provenance: ModelFile.Provenance(
        sources: sources, options: ["threshold": "\(settings.threshold)"], development: [:]),
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
