internal import Glibc

/// One label's gradient-boosted trees, read from the UBJSON that XGBoost saves.
package struct Booster: Sendable {
  /// XGBoost's `base_score`, a probability.
  let baseScore: Float
  /// What a margin starts from, the log odds of the base score.
  package let baseMargin: Float
  /// In the order in which their leaves are added.
  package let trees: [DecisionTree]

  /// Reads a `gbtree` booster with the objective `binary:logistic`; its trees must be sound and name only features
  /// below `featureCount`.
  package init(ubjson: UnsafeRawBufferPointer, featureCount: Int) throws(ModelError) {
    do throws(UBJSONError) {
      var parser = BoosterParser(featureCount: featureCount)
      try parser.parse(ubjson)
      baseScore = try parser.checkedBaseScore()
      // XGBoost's `ProbToMargin` of its logistic objectives, in float32.
      baseMargin = -logf(1 / baseScore - 1)
      trees = parser.trees
      guard baseMargin.isFinite else { throw UBJSONError(reason: "base_score is too near to 0 or 1") }
    } catch {
      throw ModelError("booster", error.reason)
    }
  }

  /// Takes trees, each its nodes with the root first, which must be sound.
  package init(baseScore: Float, trees: [[DecisionTree.Node]], featureCount: Int) throws(ModelError) {
    do throws(UBJSONError) {
      for nodes in trees { try DecisionTree.validate(nodes, featureCount: featureCount) }
    } catch {
      throw ModelError("booster", error.reason)
    }
    self.baseScore = baseScore
    baseMargin = -logf(1 / baseScore - 1)
    self.trees = trees.map { DecisionTree(nodes: $0) }
    guard baseMargin.isFinite else { throw ModelError("booster", "base_score is too near to 0 or 1") }
  }

  /// The booster as XGBoost 1.7 would save it.
  package func ubjson(featureCount: Int) -> [UInt8] {
    UBJSONWriter.booster(self, featureCount: featureCount)
  }

  /// The margin of one row: leaf after leaf added to the base margin in float32, as XGBoost adds them.
  @inline(__always)
  package func margin(_ features: UnsafePointer<Float>) -> Float {
    var margin = baseMargin
    for tree in trees { margin += tree.leaf(features) }
    return margin
  }
}

/// The part of XGBoost's model schema that a prediction depends on; all other keys are skipped.
private struct BoosterParser {
  let featureCount: Int
  private var name: String?
  private var objective: String?
  private var baseScore: String?
  private(set) var trees: [DecisionTree] = []

  init(featureCount: Int) {
    self.featureCount = featureCount
  }

  mutating func parse(_ bytes: UnsafeRawBufferPointer) throws(UBJSONError) {
    var reader = UBJSONReader(bytes)
    try reader.readObject { key, reader throws(UBJSONError) in
      if key == "learner" { try parseLearner(&reader) } else { try reader.skip() }
    }
    guard reader.isAtEnd else { throw reader.error("bytes after the end") }
    guard name == "gbtree" else { throw UBJSONError(reason: "its kind is \(name ?? "not given"), not gbtree") }
    guard objective == "binary:logistic" else {
      throw UBJSONError(reason: "its objective is \(objective ?? "not given"), not binary:logistic")
    }
  }

  func checkedBaseScore() throws(UBJSONError) -> Float {
    guard let score = baseScore.flatMap(Float.init), score > 0, score < 1 else {
      throw UBJSONError(reason: "base_score is not between 0 and 1")
    }
    return score
  }

  private mutating func parseLearner(_ reader: inout UBJSONReader) throws(UBJSONError) {
    try reader.readObject { key, reader throws(UBJSONError) in
      switch key {
      case "gradient_booster": try parseGradientBooster(&reader)
      case "learner_model_param": baseScore = try member("base_score", &reader)
      case "objective": objective = try member("name", &reader)
      default: try reader.skip()
      }
    }
  }

  /// The string under one key of an object whose other members are skipped.
  private func member(_ name: UBJSONReader.Key, _ reader: inout UBJSONReader) throws(UBJSONError) -> String? {
    var value: String?
    try reader.readObject { key, reader throws(UBJSONError) in
      if key == name { value = try reader.readString() } else { try reader.skip() }
    }
    return value
  }

  private mutating func parseGradientBooster(_ reader: inout UBJSONReader) throws(UBJSONError) {
    try reader.readObject { key, reader throws(UBJSONError) in
      switch key {
      case "name": name = try reader.readString()
      case "model": try parseModel(&reader)
      default: try reader.skip()
      }
    }
  }

  private mutating func parseModel(_ reader: inout UBJSONReader) throws(UBJSONError) {
    try reader.readObject { key, reader throws(UBJSONError) in
      guard key == "trees" else { return try reader.skip() }
      trees = []
      try reader.readArray { reader throws(UBJSONError) in
        do throws(UBJSONError) {
          trees.append(try parseTree(&reader))
        } catch {
          throw UBJSONError(reason: "tree \(trees.count): \(error.reason)")
        }
      }
    }
  }

  private func parseTree(_ reader: inout UBJSONReader) throws(UBJSONError) -> DecisionTree {
    var arrays = TreeArrays()
    try reader.readObject { key, reader throws(UBJSONError) in
      switch key {
      case "left_children": arrays.left = try reader.readNumbers()
      case "right_children": arrays.right = try reader.readNumbers()
      case "split_indices": arrays.features = try reader.readNumbers()
      case "split_conditions": arrays.values = try reader.readNumbers()
      case "default_left": arrays.isDefaultLeft = try reader.readNumbers()
      case "split_type": arrays.types = try reader.readNumbers()
      default: try reader.skip()
      }
    }
    let nodes = try nodes(of: arrays)
    try DecisionTree.validate(nodes, featureCount: featureCount)
    return DecisionTree(nodes: nodes)
  }

  /// The arrays of a tree that a prediction depends on, one element a node.
  private struct TreeArrays {
    var left, right, features, values, isDefaultLeft, types: UBJSONNumbers?
  }

  private func nodes(of arrays: TreeArrays) throws(UBJSONError) -> [DecisionTree.Node] {
    let count = arrays.left?.count ?? 0
    guard count > 0 else { throw UBJSONError(reason: "no nodes") }
    func checked(_ array: UBJSONNumbers?, _ name: String, isFloat: Bool = false) throws(UBJSONError) -> UBJSONNumbers {
      guard let array else { throw UBJSONError(reason: "no \(name)") }
      guard isFloat ? array.isFloat32 : array.isInteger else { throw UBJSONError(reason: "\(name) of another type") }
      guard array.count == count else {
        throw UBJSONError(reason: "\(name) has \(array.count) elements for \(count) nodes")
      }
      return array
    }
    let left = try checked(arrays.left, "left_children")
    let right = try checked(arrays.right, "right_children")
    let features = try checked(arrays.features, "split_indices")
    let values = try checked(arrays.values, "split_conditions", isFloat: true)
    let isDefaultLeft = try checked(arrays.isDefaultLeft, "default_left")
    let types = try checked(arrays.types, "split_type")
    var nodes: [DecisionTree.Node] = []
    nodes.reserveCapacity(count)
    for i in 0..<count {
      guard types.integer(i) == 0 else { throw UBJSONError(reason: "node \(i) is a categorical split") }
      var node = DecisionTree.Node(feature: -1, value: values.float(i))
      if features.integer(i) == DecisionTree.Node.deletedMarker {
        node.feature = DecisionTree.Node.deleted
      } else if left.integer(i) != -1 {
        guard let feature = Int32(exactly: features.integer(i)), feature >= 0,
          let leftChild = Int32(exactly: left.integer(i)), let rightChild = Int32(exactly: right.integer(i))
        else { throw UBJSONError(reason: "node \(i) has a number out of range") }
        node.feature = feature
        node.left = leftChild
        node.right = rightChild
        node.missing = isDefaultLeft.integer(i) != 0 ? leftChild : rightChild
      }
      nodes.append(node)
    }
    return nodes
  }
}
