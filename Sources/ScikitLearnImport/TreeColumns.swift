/// One tree as XGBoost saves it, an array for each property of its nodes.
struct TreeColumns {
  /// XGBoost's `split_indices` of a node that it has pruned away.
  private static let deletedMarker = Int32.max

  var left: [Int32] = []
  var right: [Int32] = []
  var features: [Int32] = []
  var isDefaultLeft: [Int32] = []
  var splitTypes: [Int32] = []
  var values: [Float] = []

  /// What the arrays take, in bytes.
  var size: Int {
    4 * (left.count + right.count + features.count + isDefaultLeft.count + splitTypes.count + values.count)
  }

  func tree() throws(ArtefactError) -> ImportedTree {
    let count = left.count
    guard count > 0 else { throw ArtefactError("no nodes") }
    for (name, other) in [
      ("right_children", right.count), ("split_indices", features.count), ("default_left", isDefaultLeft.count),
      ("split_conditions", values.count),
    ] where other != count {
      throw ArtefactError("\(name) has \(other) elements for \(count) nodes")
    }
    guard splitTypes.allSatisfy({ $0 == 0 }) else { throw ArtefactError("categorical splits are not supported") }
    var nodes: [ImportedTree.Node] = []
    nodes.reserveCapacity(count)
    for index in 0..<count {
      var node = ImportedTree.Node(value: values[index])
      if left[index] != -1 {
        (node.left, node.right) = (left[index], right[index])
        (node.feature, node.isDefaultLeft) = (features[index], isDefaultLeft[index] != 0)
      }
      nodes.append(node)
    }
    return try ImportedTree(nodes, isDeleted: features.map { $0 == Self.deletedMarker })
  }
}
