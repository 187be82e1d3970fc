/// One regression tree, known to be sound: every walk from the root ends in a leaf, every node lies on one walk.
package struct ImportedTree: Sendable, Equatable {
  package struct Node: Sendable, Equatable {
    /// The children, each a node of the tree; -1 in a leaf.
    package var left: Int32 = -1
    package var right: Int32 = -1
    /// The feature that is compared; 0 in a leaf.
    package var feature: Int32 = 0
    /// Where a missing value goes: left, or else right.
    package var isDefaultLeft = false
    /// The threshold, left if `feature < value` in float32; or a leaf's value; finite.
    package var value: Float
  }

  /// The root first.
  package private(set) var nodes: [Node]

  /// The highest feature that a node asks for; 0 if there is only a leaf.
  package var highestFeature: Int32 { nodes.reduce(0) { max($0, $1.feature) } }

  /// Checks what a walk relies on: children in range, no node reached twice, no negative feature, finite values.
  ///
  /// Nodes that XGBoost has pruned away and left in the file are left out.
  init(_ nodes: [Node], isDeleted: [Bool]) throws(ArtefactError) {
    var isReached = [Bool](repeating: false, count: nodes.count)
    var pending: [Int32] = [0]
    while let index = pending.popLast() {
      guard index >= 0, index < nodes.count, !isDeleted[Int(index)] else {
        throw ArtefactError("child \(index) is no node")
      }
      guard !isReached[Int(index)] else { throw ArtefactError("node \(index) is reached twice") }
      isReached[Int(index)] = true
      let node = nodes[Int(index)]
      guard node.value.isFinite else { throw ArtefactError("node \(index) holds a value that is not finite") }
      guard node.left != -1 else { continue }
      guard node.feature >= 0 else { throw ArtefactError("node \(index) asks for feature \(node.feature)") }
      pending.append(node.right)
      pending.append(node.left)
    }
    guard zip(isReached, isDeleted).allSatisfy({ $0 != $1 }) else {
      throw ArtefactError("some nodes are not reached from the root")
    }
    self.nodes = isDeleted.contains(true) ? Self.compact(nodes, isDeleted) : nodes
  }

  /// The tree whose splits send a missing value where they send a zero.
  func takingMissingAsZero() -> ImportedTree {
    var tree = self
    for index in nodes.indices where nodes[index].left != -1 {
      tree.nodes[index].isDefaultLeft = 0 < nodes[index].value
    }
    return tree
  }

  private static func compact(_ nodes: [Node], _ isDeleted: [Bool]) -> [Node] {
    var numbers: [Int32] = []
    var count: Int32 = 0
    for flag in isDeleted {
      numbers.append(count)
      if !flag { count += 1 }
    }
    return zip(nodes, isDeleted).filter { !$0.1 }.map { node, _ in
      var node = node
      if node.left != -1 { (node.left, node.right) = (numbers[Int(node.left)], numbers[Int(node.right)]) }
      return node
    }
  }
}
