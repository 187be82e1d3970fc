/// Writes a booster as XGBoost 1.7 saves it, with nothing in it but what a prediction depends on.
enum UBJSONWriter {
  static func booster(_ booster: Booster, featureCount: Int) -> [UInt8] {
    let model = object([
      (
        "gbtree_model_param",
        strings(["num_parallel_tree": 1, "num_trees": booster.trees.count, "size_leaf_vector": 0])
      ),
      ("tree_info", list(booster.trees.map { _ in [UInt8(ascii: "i"), 0] })),
      ("trees", list(booster.trees.indices.map { tree(booster.trees[$0], number: $0, featureCount) })),
    ])
    let learner = object([
      ("attributes", object([])), ("feature_names", list([])), ("feature_types", list([])),
      ("gradient_booster", object([("model", model), ("name", string("gbtree"))])),
      (
        "learner_model_param",
        object([
          ("base_score", string("\(booster.baseScore)")), ("boost_from_average", string("0")),
          ("num_class", string("0")),
          ("num_feature", string("\(featureCount)")), ("num_target", string("1")),
        ])
      ),
      (
        "objective",
        object([
          ("name", string("binary:logistic")), ("reg_loss_param", object([("scale_pos_weight", string("1"))])),
        ])
      ),
    ])
    return object([("learner", learner), ("version", list([1, 7, 4].map { [UInt8(ascii: "i"), $0] }))])
  }

  private static func tree(_ tree: DecisionTree, number: Int, _ featureCount: Int) -> [UInt8] {
    let nodes = tree.nodes
    var parents = [Int32](repeating: .max, count: nodes.count)
    for (index, node) in nodes.enumerated() where node.feature >= 0 {
      parents[Int(node.left)] = Int32(index)
      parents[Int(node.right)] = Int32(index)
    }
    let zeros = nodes.map { _ in Float(0) }
    return object([
      ("base_weights", floats(zeros)), ("categories", integers([])), ("categories_nodes", integers([])),
      ("categories_segments", array("L", [])), ("categories_sizes", array("L", [])),
      ("default_left", array("U", nodes.map { [$0.feature >= 0 && $0.missing == $0.left ? 1 : 0] })),
      ("id", [UInt8(ascii: "l")] + bigEndian(Int32(number))),
      ("left_children", integers(nodes.map(\.left))), ("loss_changes", floats(zeros)), ("parents", integers(parents)),
      ("right_children", integers(nodes.map(\.right))), ("split_conditions", floats(nodes.map(\.value))),
      ("split_indices", integers(nodes.map { max($0.feature, 0) })), ("split_type", array("U", nodes.map { _ in [0] })),
      ("sum_hessian", floats(zeros)),
      (
        "tree_param",
        strings(["num_deleted": 0, "num_feature": featureCount, "num_nodes": nodes.count, "size_leaf_vector": 0])
      ),
    ])
  }

  private static func object(_ members: [(String, [UInt8])]) -> [UInt8] {
    Array("{".utf8) + members.flatMap { text($0) + $1 } + Array("}".utf8)
  }

  private static func strings(_ members: [String: Int]) -> [UInt8] {
    object(members.sorted { $0.key < $1.key }.map { ($0, string("\($1)")) })
  }

  private static func list(_ elements: [[UInt8]]) -> [UInt8] {
    Array("[#".utf8) + count(elements.count) + elements.joined()
  }

  private static func integers(_ values: [Int32]) -> [UInt8] { array("l", values.map { bigEndian($0) }) }

  private static func floats(_ values: [Float]) -> [UInt8] { array("d", values.map { bigEndian($0.bitPattern) }) }

  private static func array(_ type: String, _ elements: [[UInt8]]) -> [UInt8] {
    Array("[$\(type)#".utf8) + count(elements.count) + elements.joined()
  }

  private static func string(_ value: String) -> [UInt8] { Array("S".utf8) + text(value) }

  private static func text(_ value: String) -> [UInt8] { count(value.utf8.count) + Array(value.utf8) }

  private static func count(_ value: Int) -> [UInt8] { Array("L".utf8) + bigEndian(Int64(value)) }

  private static func bigEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
