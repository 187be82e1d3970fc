/// What a split does where a row has no value for its feature.
extension ImportedModel {
  /// Whether there are splits and each sends a missing value to the same side, left or right.
  ///
  /// XGBoost chooses the side by the missing values that it saw; after a fit without any, such as on a dense array, it
  /// is the same one everywhere.
  package var hasOneDefaultSide: Bool {
    var sides: Set<Bool> = []
    for case .trees(let ensemble) in labels {
      for tree in ensemble.trees {
        for node in tree.nodes where node.left != -1 { sides.insert(node.isDefaultLeft) }
      }
    }
    return sides.count == 1
  }

  /// The model that gives a row with missing values the scores that this one gives it with zeros there.
  package func takingMissingAsZero() -> ImportedModel {
    let labels = labels.map { label in
      guard case .trees(let ensemble) = label else { return label }
      return Label.trees(
        Ensemble(
          baseScore: ensemble.baseScore, baseMargin: ensemble.baseMargin,
          trees: ensemble.trees.map { $0.takingMissingAsZero() }))
    }
    return ImportedModel(labels: labels, featureCount: featureCount)
  }
}
