internal import CKernels

/// What the tree kernels read: the trees of all boosters, one after the other, by ranks instead of thresholds.
struct CompiledTrees: Sendable {
  /// How a rank and a leaf's number are kept.
  enum Lane {
    case byte, word

    /// How many values there are, and so how many leaves a tree may have.
    fileprivate var count: Int { self == .byte ? 1 << 8 : 1 << 16 }
    /// What makes a rank a signed number, the only kind that all processors compare.
    fileprivate var bias: Int { count / 2 }
  }

  private(set) var features: [forest_feature] = []
  private(set) var thresholds: [Float] = []
  private(set) var splits: [forest_split] = []
  private(set) var values: [Float] = []
  private(set) var trees: [forest_tree] = []
  /// The nodes of all trees, for walks.
  private(set) var nodes: [forest_node] = []
  /// Which trees are whose, one range a booster.
  private(set) var ranges: [Range<Int>] = []
  private(set) var baseMargins: [Float] = []
  /// How many splits there are at most from a root to a leaf.
  private(set) var depth: UInt32 = 0

  /// The kernels read whole vectors of values, and may look at so many behind a tree's own.
  private static let valuePadding = 64
  /// Thresholds are counted sixteen at a time.
  private static let thresholdGroup = 16

  /// Nil if there are more features, thresholds or leaves than fit.
  init?(_ boosters: [Booster?], lane: Lane) {
    let used = Self.thresholdsByColumn(of: boosters)
    guard used.allSatisfy({ $0.count < lane.count }), used.count(where: { !$0.isEmpty }) <= 1 << 16,
      boosters.allSatisfy({ $0?.trees.allSatisfy { ($0.nodeCount + 1) / 2 <= lane.count } ?? true })
    else { return nil }
    // Where the features of the columns are; that of a column that nothing asks for is not looked at.
    var places: [Int] = []
    for (column, thresholds) in used.enumerated() {
      places.append(features.count)
      if !thresholds.isEmpty { append(column: column, thresholds) }
    }
    for booster in boosters {
      let first = trees.count
      for tree in booster?.trees ?? [] {
        appendNodes(tree)
        append(tree) { node in
          let column = Int(node.feature)
          return (places[column], Self.index(of: node.value, in: used[column]) + 1 - lane.bias)
        }
      }
      ranges.append(first..<trees.count)
      baseMargins.append(booster?.baseMargin ?? 0)
    }
    values += Array(repeating: 0, count: Self.valuePadding)
  }

  /// The thresholds that each column is compared with, ascending, each once, up to the last column that a tree asks for.
  private static func thresholdsByColumn(of boosters: [Booster?]) -> [[Float]] {
    var all: [[Float]] = []
    for booster in boosters {
      for tree in booster?.trees ?? [] {
        for node in tree.nodes where node.feature >= 0 {
          let column = Int(node.feature)
          if column >= all.count { all += Array(repeating: [], count: column + 1 - all.count) }
          all[column].append(node.value)
        }
      }
    }
    return all.map { values in
      var distinct: [Float] = []
      for value in values.sorted() where distinct.last != value { distinct.append(value) }
      return distinct
    }
  }

  private static func index(of threshold: Float, in thresholds: [Float]) -> Int {
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] < threshold { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func append(column: Int, _ thresholds: [Float]) {
    var feature = forest_feature()
    feature.column = UInt32(column)
    feature.threshold = UInt32(self.thresholds.count)
    feature.threshold_count = UInt32(thresholds.count)
    let group = Self.thresholdGroup
    withUnsafeMutableBytes(of: &feature.pivots) { bytes in
      let pivots = bytes.bindMemory(to: Float.self)
      for i in pivots.indices { pivots[i] = i * group < thresholds.count ? thresholds[i * group] : .infinity }
    }
    features.append(feature)
    self.thresholds += thresholds
    self.thresholds += Array(repeating: .infinity, count: (group - thresholds.count % group) % group)
  }

  /// Appends the nodes of a tree as they are.
  private mutating func appendNodes(_ tree: DecisionTree) {
    let first = Int32(truncatingIfNeeded: nodes.count)
    for (index, node) in tree.nodes.enumerated() {
      let isSplit = node.feature >= 0
      let own = Int32(truncatingIfNeeded: index)
      let (left, right) = (first + (isSplit ? node.left : own), first + (isSplit ? node.right : own))
      nodes.append(
        forest_node(
          value: node.value, column: UInt32(max(node.feature, 0)), children: (UInt32(left), UInt32(right))))
    }
  }

  /// Appends a tree in preorder; `place` gives a node's feature and the least rank that goes right.
  private mutating func append(_ tree: DecisionTree, place: (DecisionTree.Node) -> (feature: Int, rank: Int)) {
    enum Step {
      case enter(Int32, depth: UInt32)
      /// All leaves on the left of that split have their numbers.
      case turn(Int)
    }
    let (firstSplit, firstValue) = (splits.count, values.count)
    var pending = [Step.enter(0, depth: 0)]
    while let step = pending.popLast() {
      let leafCount = values.count - firstValue
      switch step {
      case .turn(let split):
        splits[split].step = Int16(truncatingIfNeeded: leafCount - Int(UInt16(bitPattern: splits[split].leaf)))
      case .enter(let index, let own):
        depth = max(depth, own)
        let node = tree.nodes[Int(index)]
        guard node.feature >= 0 else {
          values.append(node.value)
          continue
        }
        pending.append(.enter(node.right, depth: own + 1))
        pending.append(.turn(splits.count))
        pending.append(.enter(node.left, depth: own + 1))
        let (feature, rank) = place(node)
        splits.append(
          forest_split(
            feature: UInt16(feature), rank: Int16(rank), leaf: Int16(truncatingIfNeeded: leafCount), step: 0))
      }
    }
    trees.append(
      forest_tree(
        split: UInt32(firstSplit), split_count: UInt32(splits.count - firstSplit), value: UInt32(firstValue),
        root: UInt32(nodes.count - tree.nodeCount)))
  }
}
