/// A fitted `TruncatedSVD`: the projection of terms on components.
package struct ImportedSVD: Sendable, Equatable {
  package let componentCount: Int
  package let termCount: Int
  /// scikit-learn's `components_`, row after row: `componentCount` rows of `termCount` finite numbers.
  package let components: [Double]
  /// Whether the numbers were float32, which float64 holds exactly.
  package let isFloat32: Bool

  /// Reads a joblib file; what steers only the fit is passed over.
  package init(joblib file: UnsafeRawBufferPointer) throws(ArtefactError) {
    self = try ScikitLearnArtefact.read(file) { artefact throws(ArtefactError) in
      try ImportedSVD(artefact.root, in: artefact.values)
    }
  }

  private init(_ value: PickleValue, in values: PickledValues) throws(ArtefactError) {
    var attributes = try PickledObject(value, of: .truncatedSVD, in: values)
    let matrix = try attributes.take("components_")
    try attributes.finish(ignoring: Self.fitSettings)
    guard let (array, _) = values.array(matrix), array.shape.count == 2,
      let components = try values.doubles(matrix, shape: array.shape)
    else { throw ArtefactError("components_ is no matrix of float32 or float64") }
    guard array.count > 0 else { throw ArtefactError("components_ is empty") }
    guard components.allSatisfy(\.isFinite) else {
      throw ArtefactError("components_ holds a number that is not finite")
    }
    (componentCount, termCount) = (array.shape[0], array.shape[1])
    self.components = components
    isFloat32 = array.type.size == 4
  }

  /// What `transform` does not depend on: it is a product with `components_`.
  private static let fitSettings: Set<String> = [
    "algorithm", "n_components", "n_iter", "n_oversamples", "power_iteration_normalizer", "random_state", "tol",
    "n_features_in_", "feature_names_in_", "explained_variance_", "explained_variance_ratio_", "singular_values_",
    "_sklearn_version", "_sklearn_output_config",
  ]
}
