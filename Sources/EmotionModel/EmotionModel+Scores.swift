internal import Glibc

extension EmotionModel {
  /// Appends the scores of rows of features, row after row, one score a label.
  ///
  /// Each row has `projection.columnCount` features, as the projection orders them.
  package func appendScores(of features: [Float], to scores: inout [Float]) {
    let width = projection.columnCount
    let rows = features.count / width
    let first = scores.count
    scores.append(contentsOf: repeatElement(0, count: rows * labels.count))
    features.withUnsafeBufferPointer { features in
      scores.withUnsafeMutableBufferPointer { scores in
        guard let base = features.baseAddress else { return }
        // Label by label, so that one label's trees stay in the cache for all rows.
        for label in labels.indices {
          for row in 0..<rows {
            scores[first + row * labels.count + label] = Self.sigmoid(margin(of: label, base + row * width))
          }
        }
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
