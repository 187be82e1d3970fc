internal import EmotionModel
internal import EmotionTraining
internal import ScikitLearnImport

/// Reads the files that scikit-learn's pipeline is kept in.
extension ImportCommand {
  /// Notes in `sources` the SHA-256 of each artefact by what it is.
  func readModel(_ sources: inout [String: String]) throws -> EmotionModel {
    guard let vectorizer = settings.vectorizer, let model = settings.model, let names = settings.labelNames else {
      throw CommandError(.usage, "import", "--vectorizer, --model and --label-names are needed")
    }
    let parts = (
      vectorizer: try read(vectorizer, "vectorizer", &sources) { try ImportedVectorizer(joblib: $0) },
      svd: try settings.svd.map { try read($0, "svd", &sources) { try ImportedSVD(joblib: $0) } },
      model: try read(model, "model", &sources) { try ImportedModel(joblib: $0) },
      names: try readNames(names, &sources)
    )
    do {
      return try ImportedPipeline(
        vectorizer: parts.vectorizer, svd: parts.svd, model: honouringMissing(parts.model, model),
        labelNames: parts.names
      ).model(threshold: settings.threshold)
    } catch let error as ArtefactError {
      throw CommandError(.badInput, "import", error.reason)
    } catch let error as ModelError {
      throw CommandError(.badInput, "import", error.part, error.reason)
    }
  }

  private func read<Artefact>(
    _ path: String, _ role: String, _ sources: inout [String: String],
    _ parse: (UnsafeRawBufferPointer) throws -> Artefact
  ) throws -> Artefact {
    let bytes = try readFile(path)
    sources[role] = SHA256.hexadecimal(of: bytes)
    do {
      return try bytes.withUnsafeBytes { try parse($0) }
    } catch let error as ArtefactError {
      throw CommandError(.badInput, path, error.reason)
    } catch let error as DataError {
      throw CommandError(.badInput, path, "line \(error.line)", error.reason)
    }
  }

  /// The names in a joblib file, or in a text, one name per line.
  private func readNames(_ path: String, _ sources: inout [String: String]) throws -> ImportedLabelNames {
    try read(path, "labels", &sources) { bytes in
      guard ImportedLabelNames.isText(bytes) else { return try ImportedLabelNames(joblib: bytes) }
      return try ImportedLabelNames(LabelledTexts.labelNames(reading: Array(bytes)))
    }
  }

  /// The model that goes by `--missing`; says so where the model itself makes its default doubtful.
  private func honouringMissing(_ model: ImportedModel, _ path: String) -> ImportedModel {
    if settings.missing == .zero { return model.takingMissingAsZero() }
    if settings.missing == nil && settings.svd == nil && model.hasOneDefaultSide {
      report(
        "\(path): every split sends a missing value to the same side, as after a fit on a dense array; "
          + "if it was one, give --missing zero, and if not, --missing nan", as: .warning)
    }
    return model
  }
}
