internal import Glibc

extension EmotionModel {
  /// Appends the scores of rows of features, row after row, one score a label.
  ///
  /// Each row has `projection.columnCount` features, as the projection orders them.
  package func appendScores(of features: [Float], to scores: inout [Float]) {
    features.withUnsafeBufferPointer { features in
      guard let base = features.baseAddress else { return }
      for first in stride(from: 0, to: features.count, by: projection.columnCount) {
        for label in labels.indices { scores.append(Self.sigmoid(margin(of: label, base + first))) }
      }
    }
  }

  private func margin(of label: Int, _ features: UnsafePointer<Float>) -> Float {
    var margin = bias[label]
    if hasMargins { margin += marginWeight * features[componentCount + label] }
    if let booster = boosters[label] { margin += booster.margin(features) }
    return margin
  }

  /// Computed in float64 and rounded once, so that processors on which `exp` differs in its last bit agree.
  private static func sigmoid(_ margin: Float) -> Float {
    Float(1 / (1 + exp(-Double(margin))))
  }
}
