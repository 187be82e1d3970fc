internal import EmotionModel

/// The forest against libxgboost with one thread on the same rows.
struct ForestRatio {
  private let model: EmotionModel
  private let features: [Float]
  private let references: [XGBoostReference]

  init(_ model: EmotionModel, features: [Float]) throws {
    self.model = model
    self.features = features
    references = try model.boosters.compactMap { booster in
      try booster.map { try XGBoostReference($0, featureCount: model.projection.columnCount) }
    }
  }

  /// How many times as fast, both measured in turn; one round before them is not counted.
  func measure(rounds: Int) throws -> String {
    let width = model.projection.columnCount
    let rowCount = Double(features.count / width)
    var scratch = EmotionModel.MarginScratch()
    var margins: [Float] = []
    var pairs: [(forest: Double, reference: Double)] = []
    for _ in 0...rounds {
      var watch = Stopwatch()
      model.margins(of: features, into: &margins, scratch: &scratch)
      let forest = watch.lap()
      for reference in references { _ = try reference.margins(features, featureCount: width) }
      pairs.append((forest * 1e9 / rowCount, watch.lap() * 1e9 / rowCount))
    }
    pairs.removeFirst()
    let ratio = Measurement(pairs.map { $0.reference / $0.forest })
    return "\(Measurement(pairs.map(\.forest)).text) ns a row; libxgboost, one thread: "
      + "\(Measurement(pairs.map(\.reference)).text) ns; ratio \(ratio.text)"
  }
}
