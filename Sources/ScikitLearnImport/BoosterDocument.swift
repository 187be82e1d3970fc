/// What a booster's predictions depend on, out of XGBoost's model schema (1.7 to 3.x).
struct BoosterDocument {
  private(set) var version: [Int32] = []
  private(set) var baseScores: [Float] = []
  private(set) var featureCount = 0
  /// How many values a row gets: one, or one a label.
  private(set) var outputCount = 1
  /// In the order in which their leaves are added.
  var trees: [ImportedTree] = []
  /// The output that each tree adds to.
  var treeOutputs: [Int32] = []
  /// Tree number `iterationStarts[i]` is the first of round `i`; one more than there are rounds, empty before 2.0.
  var iterationStarts: [Int32] = []
  var parallelTreeCount = 1
  /// The best round of early stopping as the model itself says.
  private(set) var bestIteration: Int?

  let budget: MemoryBudget
  /// XGBoost's name of the booster.
  var kind: String?
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

  func number(_ key: String, _ document: inout some DocumentReader) throws(ArtefactError) -> Int {
    guard let number = Int32(try document.readString()), number >= 0 else { throw ArtefactError("\(key) is no count") }
    return Int(number)
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
