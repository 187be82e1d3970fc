internal import Glibc

extension EmotionModel {
  /// Memory that is used anew for each call.
  package struct MarginScratch: Sendable {
    fileprivate var tile = Forest.Tile()
    fileprivate var treeMargins = [Float](repeating: 0, count: Forest.rowsPerTile)

    package init() {}
  }

  /// With fewer rows than this, walking from node to node is faster than comparing all splits.
  private static let fewRows = 6

  /// Replaces `margins` by those of rows of features, row after row, one a label; a score is the sigmoid of a margin.
  ///
  /// Each row has `projection.columnCount` features, as the projection orders them.
  package func margins(of features: [Float], into margins: inout [Float], scratch: inout MarginScratch) {
    let width = projection.columnCount
    let rowCount = features.count / width
    margins.removeAll(keepingCapacity: true)
    margins.append(contentsOf: repeatElement(0, count: rowCount * labels.count))
    features.withUnsafeBufferPointer { features in
      margins.withUnsafeMutableBufferPointer { margins in
        guard let features = features.baseAddress, let margins = margins.baseAddress else { return }
        for first in stride(from: 0, to: rowCount, by: Forest.rowsPerTile) {
          let count = min(Forest.rowsPerTile, rowCount - first)
          addMargins(features + first * width, count, to: margins + first * labels.count, &scratch)
        }
      }
    }
  }

  /// The score that a margin is.
  ///
  /// Computed in float64 and rounded once, so that processors on which `exp` differs in its last bit agree.
  package static func score(ofMargin margin: Float) -> Float {
    Float(1 / (1 + exp(-Double(margin))))
  }

  /// The least margin whose score is at least `threshold`; infinity if there is none.
  ///
  /// A score rises with its margin, so comparing margins gives what comparing scores would, without their `exp`.
  package static func leastMargin(ofScore threshold: Float) -> Float {
    // The bits of floats that are not negative ascend as they do.
    func number(_ rank: Int64) -> Float {
      rank < 0 ? -Float(bitPattern: UInt32(-rank)) : Float(bitPattern: UInt32(rank))
    }
    let infinity = Int64(Float.infinity.bitPattern)
    var (low, high) = (-infinity, infinity)
    while low < high {
      let middle = (low + high) >> 1
      if score(ofMargin: number(middle)) >= threshold { high = middle } else { low = middle + 1 }
    }
    return number(high)
  }

  private func addMargins(
    _ rows: UnsafePointer<Float>, _ count: Int, to margins: UnsafeMutablePointer<Float>, _ scratch: inout MarginScratch
  ) {
    let width = projection.columnCount
    guard count >= Self.fewRows, let forest, forest.fill(&scratch.tile, rows: rows, count: count, width: width) else {
      for row in 0..<count { addMargins(rows + row * width, to: margins + row * labels.count) }
      return
    }
    scratch.treeMargins.withUnsafeMutableBufferPointer { treeMargins in
      guard let trees = treeMargins.baseAddress else { return }
      for label in labels.indices {
        forest.margins(of: label, &scratch.tile, into: trees)
        for row in 0..<count {
          margins[row * labels.count + label] = margin(of: label, rows + row * width, trees: trees[row])
        }
      }
    }
  }

  /// The margins of one row, from node to node.
  private func addMargins(_ row: UnsafePointer<Float>, to margins: UnsafeMutablePointer<Float>) {
    if forest?.walk(row, into: margins) ?? false {
      for label in labels.indices { margins[label] = margin(of: label, row, trees: margins[label]) }
    } else {
      for label in labels.indices { margins[label] = margin(of: label, row, trees: boosters[label]?.margin(row) ?? 0) }
    }
  }

  @inline(__always)
  private func margin(of label: Int, _ features: UnsafePointer<Float>, trees: Float) -> Float {
    let linear = hasMargins ? marginWeight * features[componentCount + label] : 0
    return bias[label] + linear + trees
  }
}
