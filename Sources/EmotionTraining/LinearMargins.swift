internal import EmotionModel

/// One linear model a label, fitted by XGBoost's `gblinear` on sparse rows.
struct LinearMargins {
  /// One row a feature, one column a label.
  let weights: [Float]
  /// One a label.
  let bias: [Float]
  let labelCount: Int

  /// Fits the labels that `isConstant` does not exclude, side by side; `done` is called after each.
  init(
    fitting matrix: SparseMatrix, targets: [[Float]], isConstant: [Bool], options: TrainingOptions,
    done: @escaping @Sendable () -> Void
  ) throws {
    // With more rows the penalty weighs less, as XGBoost multiplies it by their number.
    let parameters = [
      "booster": "gblinear", "updater": "coord_descent", "feature_selector": "cyclic",
      "objective": "binary:logistic", "base_score": "0.5", "eta": "\(options.linearEta)",
      "reg_lambda": "\(options.linearPenalty / Double(matrix.rowCount))",
    ]
    let featureCount = matrix.columnCount
    let columns = try concurrentMap(targets.count, context: { try DMatrix(matrix) }) { data, label in
      defer { done() }
      if isConstant[label] { return [Float](repeating: 0, count: featureCount + 1) }
      try data.setTarget(targets[label])
      let booster = try XGBooster(fitting: data, parameters: parameters, rounds: options.linearRounds)
      return try LinearBooster(ubjson: booster.ubjson()).weights
    }
    labelCount = targets.count
    bias = columns.map { $0[featureCount] }
    var weights = [Float](repeating: 0, count: featureCount * columns.count)
    for (label, column) in columns.enumerated() {
      for feature in 0..<featureCount { weights[feature * columns.count + label] = column[feature] }
    }
    self.weights = weights
  }

  /// Each row's margins without the bias, row after row, one a label.
  func margins(_ matrix: SparseMatrix) -> [Float] {
    var margins = [Float](repeating: 0, count: matrix.rowCount * labelCount)
    for row in 0..<matrix.rowCount {
      for entry in matrix.rowOffsets[row]..<matrix.rowOffsets[row + 1] {
        let first = Int(matrix.columns[entry]) * labelCount
        for label in 0..<labelCount {
          margins[row * labelCount + label] += matrix.values[entry] * weights[first + label]
        }
      }
    }
    return margins
  }

  /// The margins of rows by models that did not see them: what trees may learn from without learning to trust
  /// margins that know the answer.
  ///
  /// Row `i` is in fold `i % foldCount`. Row after row, one a label, without the bias.
  static func outOfFold(
    _ matrix: SparseMatrix, targets: [[Float]], isConstant: [Bool], options: TrainingOptions,
    done: @escaping @Sendable () -> Void
  ) throws -> [Float] {
    var margins = [Float](repeating: 0, count: matrix.rowCount * targets.count)
    for fold in 0..<options.foldCount {
      let seen = (0..<matrix.rowCount).filter { $0 % options.foldCount != fold }
      let held = (0..<matrix.rowCount).filter { $0 % options.foldCount == fold }
      let fit = try LinearMargins(
        fitting: matrix.rows(seen), targets: targets.map { target in seen.map { target[$0] } },
        isConstant: isConstant, options: options, done: done)
      let heldMargins = fit.margins(matrix.rows(held))
      for (index, row) in held.enumerated() {
        for label in targets.indices {
          margins[row * targets.count + label] = heldMargins[index * targets.count + label]
        }
      }
    }
    return margins
  }
}
