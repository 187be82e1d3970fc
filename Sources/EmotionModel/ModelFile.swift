/// A model as it is kept: what runs, the boosters as XGBoost saved them, where it comes from, and examples that prove it.
package struct ModelFile {
  /// The versions of the layout that `ModelFile+Coding` reads; it writes the first one that can say all.
  ///
  /// The second one knows what only imported models have: see `VectorizerOptions` and `Projection.Storage`.
  static let formatVersions = ["1", "2"]

  package var model: EmotionModel
  /// UBJSON, one a label; nil for a label without trees.
  package var boosters: [[UInt8]?]
  package var provenance: Provenance
  package var goldenExamples: [GoldenExample]

  package init(
    model: EmotionModel, boosters: [[UInt8]?], provenance: Provenance, goldenExamples: [GoldenExample]
  ) {
    self.model = model
    self.boosters = boosters
    self.provenance = provenance
    self.goldenExamples = goldenExamples
  }

  /// What a model was made from.
  package struct Provenance: Codable, Equatable {
    /// SHA-256 of each file that was read, in hexadecimal, by what it was read as: `data`, `data 2`, `dev`, `labels`.
    package var sources: [String: String]
    /// The options of the fit, by their long names.
    package var options: [String: String]
    /// Figures on the development split at the model's thresholds, such as `macro_f1`.
    package var development: [String: Double]

    package init(sources: [String: String], options: [String: String], development: [String: Double]) {
      self.sources = sources
      self.options = options
      self.development = development
    }
  }

  /// A text and the scores that the model gave it when it was made, one a label.
  package struct GoldenExample: Codable, Equatable {
    package let text: String
    package let scores: [Float]

    package init(text: String, scores: [Float]) {
      self.text = text
      self.scores = scores
    }
  }
}
