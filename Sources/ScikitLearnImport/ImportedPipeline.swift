/// The four artefacts of one classifier, known to fit together.
package struct ImportedPipeline: Sendable, Equatable {
  package let vectorizer: ImportedVectorizer
  /// nil if the trees look at the terms themselves.
  ///
  /// Then a term that a text lacks is a missing value to the trees, not a zero: XGBoost takes what a sparse row does not
  /// hold for missing.
  package let svd: ImportedSVD?
  package let model: ImportedModel
  package let labelNames: ImportedLabelNames

  /// Fails if the numbers of terms, components, features or labels differ from one artefact to the next.
  package init(
    vectorizer: ImportedVectorizer, svd: ImportedSVD?, model: ImportedModel, labelNames: ImportedLabelNames
  ) throws(ArtefactError) {
    let terms = vectorizer.terms.count
    if let svd, svd.termCount != terms {
      throw ArtefactError("the vectorizer has \(terms) terms, the SVD expects \(svd.termCount)")
    }
    let features = svd?.componentCount ?? terms
    if let expected = model.featureCount, expected != features {
      throw ArtefactError(
        "the \(svd == nil ? "vectorizer" : "SVD") gives \(features) features, the model expects \(expected)")
    }
    guard model.labels.count == labelNames.names.count else {
      throw ArtefactError("there are \(labelNames.names.count) label names for \(model.labels.count) outputs")
    }
    (self.vectorizer, self.svd, self.model, self.labelNames) = (vectorizer, svd, model, labelNames)
  }
}
