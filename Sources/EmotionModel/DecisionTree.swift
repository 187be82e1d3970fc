/// One regression tree of a booster, known to be sound: every walk from the root ends in a leaf.
package struct DecisionTree: Sendable {
  package struct Node: Sendable {
    /// XGBoost's `split_indices` of a node that it has pruned away and left in the file.
    static let deletedMarker = Int64(Int32.max)
    /// What `feature` is in such a node; no walk comes to it.
    static let deleted: Int32 = -2

    /// The feature that is compared, or -1 in a leaf.
    var feature: Int32
    /// The threshold, or a leaf's value.
    var value: Float
    var left: Int32 = -1
    var right: Int32 = -1
    /// Where a missing value goes: `left` or `right`.
    var missing: Int32 = -1

    /// A leaf.
    package init(value: Float) {
      self.init(feature: -1, value: value)
    }

    /// A split: left if the feature is below the value, and where it is missing if the left child is the default.
    package init(feature: Int32, value: Float, left: Int32, right: Int32, isDefaultLeft: Bool) {
      self.init(feature: feature, value: value)
      (self.left, self.right, missing) = (left, right, isDefaultLeft ? left : right)
    }

    init(feature: Int32, value: Float) {
      self.feature = feature
      self.value = value
    }
  }

  /// The root first.
  let nodes: [Node]

  /// How many nodes there are, leaves included.
  package var nodeCount: Int { nodes.count }

  /// The value of the leaf where a row ends: left if `feature < threshold` in float32, as XGBoost goes.
  ///
  /// `features` has room for every feature that the tree names; NaN is a missing value.
  @inline(__always)
  func leaf(_ features: UnsafePointer<Float>) -> Float {
    nodes.withUnsafeBufferPointer { nodes in
      var node = nodes[0]
      while node.feature >= 0 {
        let value = features[Int(node.feature)]
        let next = value < node.value ? node.left : value.isNaN ? node.missing : node.right
        node = nodes[Int(next)]
      }
      return node.value
    }
  }

  /// Checks what a walk relies on: children in range, every node but the deleted ones reached once, features in range,
  /// values that are finite and not too large.
  static func validate(_ nodes: [Node], featureCount: Int) throws(UBJSONError) {
    var isReached = [Bool](repeating: false, count: nodes.count)
    var reached = 0
    var pending: [Int32] = [0]
    while let index = pending.popLast() {
      guard index >= 0, Int(index) < nodes.count else { throw UBJSONError(reason: "child \(index) is no node") }
      guard !isReached[Int(index)] else { throw UBJSONError(reason: "node \(index) is reached twice") }
      isReached[Int(index)] = true
      reached += 1
      let node = nodes[Int(index)]
      guard node.feature != Node.deleted else { throw UBJSONError(reason: "node \(index) is deleted") }
      guard abs(node.value) <= (node.feature >= 0 ? .greatestFiniteMagnitude : EmotionModel.largestMagnitude) else {
        throw UBJSONError(reason: "node \(index) holds a value that is not finite or too large")
      }
      guard node.feature >= 0 else { continue }
      guard Int(node.feature) < featureCount else {
        throw UBJSONError(reason: "node \(index) asks for feature \(node.feature) of \(featureCount)")
      }
      pending.append(node.left)
      pending.append(node.right)
    }
    let living = nodes.count { $0.feature != Node.deleted }
    guard reached == living else {
      throw UBJSONError(reason: "\(living - reached) nodes are not reached from the root")
    }
  }
}
