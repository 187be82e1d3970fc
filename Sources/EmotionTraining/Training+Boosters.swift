internal import EmotionModel

/// The step that fits one booster a label, and what its scores are worth on rows that it did not see.
extension Training {
  /// The features that the model gives the training texts, except that `margins`, which are out-of-fold, stand in
  /// for the model's own.
  private func features(_ model: EmotionModel, _ margins: [Float]) -> [Float] {
    var features = Classifier(model).features(of: texts)
    guard model.hasMargins else { return features }
    let labels = targets.count
    for row in 0..<texts.rowCount {
      let first = row * model.projection.columnCount + model.componentCount
      for label in 0..<labels { features[first + label] = margins[row * labels + label] }
    }
    return features
  }

  /// One booster a label on the chosen rows; where there are margins, boosting starts from them.
  private func fitBoosters(
    _ model: EmotionModel, _ features: [Float], rows: [Int], done: @escaping @Sendable () -> Void
  ) throws -> [[UInt8]?] {
    let parameters = [
      "booster": "gbtree", "objective": "binary:logistic", "base_score": "0.5", "tree_method": "hist",
      "max_bin": "256", "max_depth": "\(options.depth)", "eta": "\(options.eta)",
      "min_child_weight": "\(options.minimumChildWeight)", "reg_lambda": "\(options.treePenalty)",
      "seed": "\(options.seed)",
    ]
    let width = model.projection.columnCount
    let chosen = rows.flatMap { features[($0 * width)..<(($0 + 1) * width)] }
    return try concurrentMap(
      targets.count, context: { try DMatrix(dense: chosen, columnCount: width) }
    ) { [targets, isConstant, options] data, label in
      defer { done() }
      if isConstant[label] { return nil }
      try data.setTarget(rows.map { targets[label][$0] })
      if model.hasMargins {
        let column = model.componentCount + label
        try data.setBaseMargin(
          rows.indices.map { model.bias[label] + model.marginWeight * chosen[$0 * width + column] })
      }
      return try XGBooster(fitting: data, parameters: parameters, rounds: options.treeCount).ubjson()
    }
  }

  /// The boosters fitted on all rows, and each row's scores by boosters that did not see it, row after row; without
  /// linear margins, no such scores.
  func fitBoosters(
    _ model: EmotionModel, _ margins: [Float]
  ) throws -> (boosters: [[UInt8]?], outOfFold: [Float]) {
    guard options.treeCount > 0 else { return (Array(repeating: nil, count: targets.count), []) }
    let folds = model.hasMargins ? options.foldCount : 0
    let done = counter("trees", of: targets.count * (folds + 1))
    let features = features(model, margins)
    let rows = 0..<texts.rowCount
    let boosters = try fitBoosters(model, features, rows: Array(rows), done: done)
    var outOfFold = [Float](repeating: 0, count: folds == 0 ? 0 : texts.rowCount * targets.count)
    for fold in 0..<folds {
      var foldModel = model
      foldModel.boosters = try Self.parse(
        try fitBoosters(model, features, rows: rows.filter { $0 % folds != fold }, done: done), of: model)
      let left = rows.filter { $0 % folds == fold }
      let width = model.projection.columnCount
      var (margins, scratch) = ([Float](), EmotionModel.MarginScratch())
      foldModel.margins(
        of: left.flatMap { features[($0 * width)..<(($0 + 1) * width)] }, into: &margins, scratch: &scratch)
      for (index, row) in left.enumerated() {
        let scores = margins[(index * targets.count)..<((index + 1) * targets.count)].map(EmotionModel.score)
        outOfFold.replaceSubrange((row * targets.count)..<((row + 1) * targets.count), with: scores)
      }
    }
    return (boosters, outOfFold)
  }

  static func parse(_ boosters: [[UInt8]?], of model: EmotionModel) throws -> [Booster?] {
    try boosters.map { bytes in
      try bytes?.withUnsafeBytes { try Booster(ubjson: $0, featureCount: model.projection.columnCount) }
    }
  }
}
