internal import Glibc

/// Fitted boosted trees, one set a label: a `OneVsRestClassifier` of `XGBClassifier`s, or one `XGBClassifier` that was
/// fitted on a matrix of labels.
package struct ImportedModel: Sendable, Equatable {
  /// What decides one label.
  package enum Label: Sendable, Equatable {
    /// In training all rows had the label, or none: the score is always 1, or 0.
    case constant(Bool)
    /// The score is the logistic function of the margin.
    case trees(Ensemble)
  }

  /// Trees that are added up.
  package struct Ensemble: Sendable, Equatable {
    /// XGBoost's `base_score`, a probability.
    package let baseScore: Float
    /// What a margin starts from, the log odds of the base score.
    package let baseMargin: Float
    /// In the order in which their leaves are added in float32; those after the best round of early stopping are left
    /// out, as `XGBClassifier.predict_proba` leaves them out.
    package let trees: [ImportedTree]
  }

  /// In the order of the outputs, at least one.
  package let labels: [Label]
  /// How many features each row has; nil if all labels are constant and nothing says.
  package let featureCount: Int?

  /// Reads a joblib file; a setting or a kind of model that is not honoured is an error that names it.
  package init(joblib file: UnsafeRawBufferPointer) throws(ArtefactError) {
    self = try ScikitLearnArtefact.read(file) { artefact throws(ArtefactError) in
      var reader = ModelReader(artefact)
      return try reader.read(artefact.root)
    }
  }

  init(labels: [Label], featureCount: Int?) {
    self.labels = labels
    self.featureCount = featureCount
  }
}

extension ImportedModel.Ensemble {
  /// One label's share of a booster of the given version, without the trees that early stopping cut off.
  init(baseScore: Float, trees: [ImportedTree], version: [Int32]) throws(ArtefactError) {
    var score = baseScore
    // From 3.2 on XGBoost accepts a base score of 0 or 1, and keeps it this far from both when it is used (kRtEps).
    if !version.lexicographicallyPrecedes([3, 2]) { score = min(max(score, 1e-6), 1 - 1e-6) }
    guard score > 0, score < 1 else { throw ArtefactError("base_score=\(baseScore) is not between 0 and 1") }
    self.baseScore = score
    // XGBoost's `ProbToMargin` of its logistic objectives, in float32.
    baseMargin = -logf(1 / score - 1)
    self.trees = trees
    guard baseMargin.isFinite else { throw ArtefactError("base_score=\(baseScore) is too near to 0 or 1") }
  }
}
