/// What a booster's predictions depend on, out of XGBoost's model schema (1.7 to 3.x).
struct BoosterDocument {
  private(set) var version: [Int32] = []
  private(set) var baseScores: [Float] = []
  private(set) var featureCount = 0
  /// How many values a row gets: one, or one a label.
  private(set) var outputCount = 1
  /// In the order in which their leaves are added.
  private(set) var trees: [ImportedTree] = []
  /// The output that each tree adds to.
  private(set) var treeOutputs: [Int32] = []
  /// Tree number `iterationStarts[i]` is the first of round `i`; one more than there are rounds, empty before 2.0.
  private(set) var iterationStarts: [Int32] = []
  private(set) var parallelTreeCount = 1
  /// The best round of early stopping as the model itself says.
  private(set) var bestIteration: Int?

  private let budget: MemoryBudget
  private var kind: String?
  private var objective: String?

  /// Reads the bytes of a pickled booster, or of a saved model.
  init(_ bytes: UnsafeRawBufferPointer, budget: MemoryBudget) throws(ArtefactError) {
    self.budget = budget
    guard bytes.count >= 2, bytes[0] == UInt8(ascii: "{") else {
      throw ArtefactError("it is neither UBJSON nor JSON; was it saved by XGBoost before 1.6?")
    }
    // After the brace comes the type of a key's length in UBJSON, a quote or space in JSON.
    if [UInt8(ascii: "L"), UInt8(ascii: "l"), UInt8(ascii: "I"), UInt8(ascii: "i"), UInt8(ascii: "U")].contains(
      bytes[1])
    {
      try parse(UBJSONDocument(bytes, budget: budget))
    } else {
      try parse(JSONDocument(bytes, budget: budget))
    }
    try check()
  }

  private mutating func parse(_ document: some DocumentReader) throws(ArtefactError) {
    var document = document
    try document.readObject { key, document throws(ArtefactError) in
      switch key {
      // A pickle holds the model beside the training's configuration, which no prediction depends on.
      case "Model":
        try document.readObject { key, document throws(ArtefactError) in try parseModel(key, &document) }
      default: try parseModel(key, &document)
      }
    }
    guard document.isAtEnd else { throw ArtefactError("bytes follow its end") }
  }

  private mutating func parseModel(_ key: String, _ document: inout some DocumentReader) throws(ArtefactError) {
    switch key {
    case "learner":
      try document.readObject { key, document throws(ArtefactError) in try parseLearner(key, &document) }
    case "version": version = try document.readIntegers()
    default: try document.skip()
    }
  }

  private mutating func parseLearner(_ key: String, _ document: inout some DocumentReader) throws(ArtefactError) {
    switch key {
    case "attributes":
      try document.readObject { key, document throws(ArtefactError) in
        if key == "best_iteration" { bestIteration = try number(key, &document) } else { try document.skip() }
      }
    case "gradient_booster":
      try document.readObject { key, document throws(ArtefactError) in try parseGradientBooster(key, &document) }
    case "learner_model_param":
      try document.readObject { key, document throws(ArtefactError) in try parseParameter(key, &document) }
    case "objective":
      try document.readObject { key, document throws(ArtefactError) in
        if key == "name" { objective = try document.readString() } else { try document.skip() }
      }
    default: try document.skip()
    }
  }

  private mutating func parseParameter(_ key: String, _ document: inout some DocumentReader) throws(ArtefactError) {
    switch key {
    case "base_score": baseScores = try Self.baseScores(document.readString())
    case "num_class":
      let count = try number(key, &document)
      guard count <= 1 else { throw ArtefactError("num_class=\(count) is not supported: one label of many is no tag") }
    case "num_feature": featureCount = try number(key, &document)
    case "num_target": outputCount = max(1, try number(key, &document))
    default: try document.skip()
    }
  }

  /// A number, or from XGBoost 3.1 on an array with one a label.
  private static func baseScores(_ text: String) throws(ArtefactError) -> [Float] {
    let isArray = text.hasPrefix("[") && text.hasSuffix("]")
    var scores: [Float] = []
    for part in (isArray ? text.dropFirst().dropLast() : text[...]).split(separator: ",") {
      guard let score = Float(part) else { throw ArtefactError("base_score is no number") }
      scores.append(score)
    }
    return scores
  }

  private func number(_ key: String, _ document: inout some DocumentReader) throws(ArtefactError) -> Int {
    guard let number = Int32(try document.readString()), number >= 0 else { throw ArtefactError("\(key) is no count") }
    return Int(number)
  }
}

// MARK: - Trees

extension BoosterDocument {
  private mutating func parseGradientBooster(
    _ key: String, _ document: inout some DocumentReader
  ) throws(ArtefactError) {
    switch key {
    case "name": kind = try document.readString()
    case "model":
      try document.readObject { key, document throws(ArtefactError) in try parseTreeModel(key, &document) }
    default: try document.skip()
    }
  }

  private mutating func parseTreeModel(_ key: String, _ document: inout some DocumentReader) throws(ArtefactError) {
    switch key {
    case "cats":
      try document.readObject { key, document throws(ArtefactError) in
        guard key == "enc" else { return try document.skip() }
        try document.readArray { _ throws(ArtefactError) in
          throw ArtefactError("categorical features are not supported")
        }
      }
    case "gbtree_model_param":
      try document.readObject { key, document throws(ArtefactError) in
        guard key == "num_parallel_tree" else { return try document.skip() }
        parallelTreeCount = try number(key, &document)
      }
    case "iteration_indptr": iterationStarts = try document.readIntegers()
    case "tree_info": treeOutputs = try document.readIntegers()
    case "trees":
      trees = []
      try document.readArray { document throws(ArtefactError) in
        do throws(ArtefactError) {
          trees.append(try parseTree(&document))
        } catch {
          throw ArtefactError("tree \(trees.count): \(error.reason)")
        }
      }
    default: try document.skip()
    }
  }

  private func parseTree(_ document: inout some DocumentReader) throws(ArtefactError) -> ImportedTree {
    var columns = TreeColumns()
    try document.readObject { key, document throws(ArtefactError) in
      switch key {
      case "left_children": columns.left = try document.readIntegers()
      case "right_children": columns.right = try document.readIntegers()
      case "split_indices": columns.features = try document.readIntegers()
      case "default_left": columns.isDefaultLeft = try document.readIntegers()
      case "split_type": columns.splitTypes = try document.readIntegers()
      case "split_conditions": columns.values = try document.readFloats()
      case "tree_param":
        try document.readObject { key, document throws(ArtefactError) in
          guard key == "size_leaf_vector" else { return try document.skip() }
          guard try number(key, &document) <= 1 else {
            throw ArtefactError("multi_strategy=multi_output_tree is not supported")
          }
        }
      default: try document.skip()
      }
    }
    try budget.charge(columns.left.count * (MemoryLayout<ImportedTree.Node>.stride + 3) + 128)
    let tree = try columns.tree()
    budget.release(columns.size)
    return tree
  }

  /// Checks what must fit together; the order of the keys in a file is not relied on.
  private func check() throws(ArtefactError) {
    guard kind == "gbtree" else { throw ArtefactError("booster=\(kind ?? "None") is not supported, only gbtree") }
    guard objective == "binary:logistic" else {
      throw ArtefactError("objective=\(objective ?? "None") is not supported, only binary:logistic")
    }
    guard version.count == 3 else { throw ArtefactError("it does not say which XGBoost saved it") }
    guard featureCount > 0 else { throw ArtefactError("num_feature is missing") }
    for (number, tree) in trees.enumerated() {
      guard tree.highestFeature < featureCount else {
        throw ArtefactError("tree \(number) asks for feature \(tree.highestFeature) of \(featureCount)")
      }
    }
    guard treeOutputs.count == trees.count, treeOutputs.allSatisfy({ (0..<Int32(outputCount)).contains($0) }) else {
      throw ArtefactError("tree_info does not fit its \(trees.count) trees and \(outputCount) outputs")
    }
    guard baseScores.count == 1 || baseScores.count == outputCount else {
      throw ArtefactError("base_score has \(baseScores.count) values for \(outputCount) outputs")
    }
  }
}
