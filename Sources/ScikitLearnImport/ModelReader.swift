/// Makes an `ImportedModel` of a pickled classifier.
struct ModelReader {
  private let values: PickledValues
  /// How many bytes of boosters may still be parsed: each is read once, so all of them are part of the file.
  private var bytesLeft: Int

  init(_ artefact: ScikitLearnArtefact) {
    values = artefact.values
    bytesLeft = artefact.size
  }

  mutating func read(_ value: PickleValue) throws(ArtefactError) -> ImportedModel {
    if let node = values.node(value), case .object(.xgbClassifier) = node.kind {
      return try readMultiLabelClassifier(value)
    }
    return try readOneVsRest(value)
  }

  private mutating func readOneVsRest(_ value: PickleValue) throws(ArtefactError) -> ImportedModel {
    var attributes = try PickledObject(value, of: .oneVsRestClassifier, in: values)
    let list = try attributes.take("estimators_")
    try checkBinarizer(attributes.take("label_binarizer_"))
    var featureCount: Int?
    if let value = attributes.takeIfPresent("n_features_in_") {
      guard case .integer(let count) = value, count > 0 else { throw attributes.unsupported("n_features_in_", value) }
      featureCount = Int(count)
    }
    // `estimator` is the unfitted pattern, `classes_` the columns' numbers, and the rest steers the fit.
    try attributes.finish(ignoring: [
      "estimator", "n_jobs", "verbose", "classes_", "feature_names_in_", "_sklearn_version", "_sklearn_output_config",
    ])
    guard let node = values.node(list), case .list = node.kind, !node.items.isEmpty else {
      throw ArtefactError("estimators_ is no list of estimators")
    }
    var labels: [ImportedModel.Label] = []
    for (index, estimator) in node.items.enumerated() {
      do throws(ArtefactError) {
        let label = try readEstimator(estimator, featureCount: &featureCount)
        labels.append(label)
      } catch {
        throw ArtefactError("estimator \(index): \(error.reason)")
      }
    }
    return ImportedModel(labels: labels, featureCount: featureCount)
  }

  /// With other targets than a matrix of labels, scikit-learn scales the scores of a row, so that they depend on each
  /// other.
  private func checkBinarizer(_ value: PickleValue) throws(ArtefactError) {
    var attributes = try PickledObject(value, of: .labelBinarizer, in: values)
    try attributes.require("y_type_", "multilabel-indicator")
    try attributes.finish(ignoring: [
      "neg_label", "pos_label", "sparse_output", "sparse_input_", "classes_", "_sklearn_version",
      "_sklearn_output_config",
    ])
  }

  private mutating func readEstimator(
    _ value: PickleValue, featureCount: inout Int?
  ) throws(ArtefactError) -> ImportedModel.Label {
    if let node = values.node(value), case .object(.constantPredictor) = node.kind { return try readConstant(value) }
    let booster = try readClassifier(value)
    guard booster.outputCount == 1 else { throw ArtefactError("it has \(booster.outputCount) outputs, not one") }
    guard featureCount ?? booster.featureCount == booster.featureCount else {
      throw ArtefactError("it has \(booster.featureCount) features, others \(featureCount ?? 0)")
    }
    featureCount = booster.featureCount
    return .trees(try booster.ensemble(0))
  }

  private func readConstant(_ value: PickleValue) throws(ArtefactError) -> ImportedModel.Label {
    var attributes = try PickledObject(value, of: .constantPredictor, in: values)
    let label = try attributes.take("y_")
    try attributes.finish(ignoring: ["n_features_in_", "feature_names_in_", "_sklearn_version"])
    guard let (array, _) = values.array(label), array.shape == [1], !array.type.isObject, !array.type.isText else {
      throw attributes.unsupported("y_", label)
    }
    switch try NumpyElements(type: array.type, bytes: values.bytes(array.data)).value(0) {
    case .integer(0), .float(0), .bool(false): return .constant(false)
    case .integer(1), .float(1), .bool(true): return .constant(true)
    case let other: throw attributes.unsupported("y_", other)
    }
  }

  private mutating func readMultiLabelClassifier(_ value: PickleValue) throws(ArtefactError) -> ImportedModel {
    let booster = try readClassifier(value)
    guard booster.outputCount <= 100_000 else { throw ArtefactError("it has \(booster.outputCount) outputs") }
    var labels: [ImportedModel.Label] = []
    for output in 0..<booster.outputCount { labels.append(.trees(try booster.ensemble(output))) }
    return ImportedModel(labels: labels, featureCount: booster.featureCount)
  }
}

// MARK: - XGBoost's objects

extension ModelReader {
  private mutating func readClassifier(_ value: PickleValue) throws(ArtefactError) -> BoosterModel {
    var attributes = try PickledObject(value, of: .xgbClassifier, in: values)
    let booster = try attributes.take("_Booster")
    try XGBClassifierSettings.check(&attributes)
    return try readBooster(booster)
  }

  private mutating func readBooster(_ value: PickleValue) throws(ArtefactError) -> BoosterModel {
    var attributes = try PickledObject(value, of: .booster, in: values)
    let handle = try attributes.take("handle")
    let best = attributes.takeIfPresent("best_iteration")
    // `best_ntree_limit` says the same in trees; names of features do not matter to rows that come as arrays.
    try attributes.finish(ignoring: [
      "best_ntree_limit", "best_score", "feature_names", "feature_types", "_feature_names", "_feature_types",
    ])
    guard case .bytes(let span) = handle else { throw attributes.unsupported("handle", handle) }
    let bytes = values.bytes(span)
    guard bytes.count <= bytesLeft else { throw ArtefactError("several boosters share their bytes") }
    bytesLeft -= bytes.count
    let document = try BoosterDocument(bytes, budget: values.budget)
    switch best {
    case nil: return try BoosterModel(document, bestIteration: document.bestIteration)
    case .integer(let best) where (0..<Int64(Int32.max)).contains(best):
      return try BoosterModel(document, bestIteration: Int(best))
    case let other?: throw attributes.unsupported("best_iteration", other)
    }
  }
}
