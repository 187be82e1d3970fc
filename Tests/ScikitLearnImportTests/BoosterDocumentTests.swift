import Testing

@testable import ScikitLearnImport

/// A booster is read only if every walk through its trees ends in a leaf.
@Suite struct BoosterDocumentTests {
  /// One booster in XGBoost's JSON, with parts that a test changes.
  private struct Source {
    var left = "[1,-1,-1]"
    var right = "[2,-1,-1]"
    var features = "[1,0,0]"
    var values = "[5E-1,-1E0,2E0]"
    var defaults = "[1,0,0]"
    var types = "[0,0,0]"
    var baseScore = "5E-1"
    var kind = "gbtree"
    var objective = "binary:logistic"
    var featureCount = 2
    var classCount = 0
    var leafSize = 1
    var extra = ""
    var trailing = ""

    var text: String {
      """
      {"Config":{"a":[{"b":"\\"}"},NaN,-Infinity]},"Model":{"learner":{"attributes":{},"gradient_booster":{"model":{
      "gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},"iteration_indptr":[0,1],"tree_info":[0],"trees":[{
      "left_children":\(left),"right_children":\(right),"split_indices":\(features),"split_conditions":\(values),
      "default_left":\(defaults),"split_type":\(types),"tree_param":{"size_leaf_vector":"\(leafSize)"}}]\(extra)},
      "name":"\(kind)"},"learner_model_param":{"base_score":"\(baseScore)","num_class":"\(classCount)",
      "num_feature":"\(featureCount)","num_target":"1"},"objective":{"name":"\(objective)"}},"version":[2,1,4]}}\(trailing)
      """
    }
  }

  private static func document(_ text: String) throws -> BoosterDocument {
    try Array(text.utf8).withUnsafeBytes { bytes in
      try BoosterDocument(bytes, budget: MemoryBudget(fileSize: bytes.count))
    }
  }

  private static func reason(_ change: (inout Source) -> Void) -> String? {
    var source = Source()
    change(&source)
    return #expect(throws: ArtefactError.self) { try document(source.text) }?.reason
  }

  @Test func aBoosterInJSONIsRead() throws {
    let document = try Self.document(Source().text)
    #expect(
      document.trees.map(\.nodes) == [
        [
          .init(left: 1, right: 2, feature: 1, isDefaultLeft: true, value: 0.5), .init(value: -1), .init(value: 2),
        ]
      ])
    #expect(document.baseScores == [0.5] && document.featureCount == 2 && document.outputCount == 1)
    var source = Source()
    source.baseScore = "[2.5E-1]"
    source.defaults = "[true,false,false]"
    #expect(try Self.document(source.text).baseScores == [0.25])
    #expect(try Self.document(source.text).trees == document.trees)
  }

  @Test func prunedNodesAreLeftOut() throws {
    var source = Source()
    source.left = "[3,-1,-1,-1]"
    source.right = "[2,-1,-1,-1]"
    source.features = "[1,2147483647,0,0]"
    source.values = "[5E-1,0E0,-1E0,2E0]"
    source.defaults = "[0,0,0,0]"
    source.types = "[0,0,0,0]"
    #expect(
      try Self.document(source.text).trees[0].nodes == [
        .init(left: 2, right: 1, feature: 1, value: 0.5), .init(value: -1), .init(value: 2),
      ])
  }

  @Test func aTreeThatIsNoneIsAnError() {
    #expect(Self.reason { $0.left = "[0,-1,-1]" } == "tree 0: node 0 is reached twice")
    #expect(Self.reason { $0.left = "[2,-1,-1]" } == "tree 0: node 2 is reached twice")
    #expect(Self.reason { $0.left = "[3,-1,-1]" } == "tree 0: child 3 is no node")
    #expect(Self.reason { $0.right = "[-5,-1,-1]" } == "tree 0: child -5 is no node")
    #expect(Self.reason { $0.left = "[-1,-1,-1]" } == "tree 0: some nodes are not reached from the root")
    #expect(Self.reason { $0.left = "[]" } == "tree 0: no nodes")
    #expect(Self.reason { $0.right = "[2,-1]" } == "tree 0: right_children has 2 elements for 3 nodes")
    #expect(Self.reason { $0.features = "[2,0,0]" } == "tree 0 asks for feature 2 of 2")
    #expect(Self.reason { $0.features = "[-1,0,0]" } == "tree 0: node 0 asks for feature -1")
    #expect(Self.reason { $0.features = "[1,2147483647,0]" } == "tree 0: child 1 is no node")
    #expect(Self.reason { $0.values = "[5E-1,1E99,0]" } == "tree 0: node 1 holds a value that is not finite")
    #expect(Self.reason { $0.values = "[5E-1,NaN,0]" } == "tree 0: node 1 holds a value that is not finite")
    #expect(Self.reason { $0.types = "[1,0,0]" } == "tree 0: categorical splits are not supported")
    #expect(Self.reason { $0.leafSize = 3 } == "tree 0: multi_strategy=multi_output_tree is not supported")
  }

  @Test func anotherKindOfBoosterIsNamed() {
    #expect(Self.reason { $0.kind = "dart" } == "booster=dart is not supported, only gbtree")
    #expect(
      Self.reason { $0.objective = "reg:tweedie" } == "objective=reg:tweedie is not supported, only binary:logistic")
    #expect(Self.reason { $0.classCount = 3 }?.hasPrefix("num_class=3 is not supported") ?? false)
    #expect(Self.reason { $0.baseScore = "[0.5,0.5]" } == "base_score has 2 values for 1 outputs")
    #expect(Self.reason { $0.baseScore = "x" } == "base_score is no number")
    #expect(Self.reason { $0.featureCount = 0 } == "num_feature is missing")
    #expect(Self.reason { $0.extra = #","cats":{"enc":[{"a":1}]}"# } == "categorical features are not supported")
    #expect(Self.reason { $0.extra = #","tree_info":[1]"# } == "tree_info does not fit its 1 trees and 1 outputs")
    #expect(Self.reason { $0.trailing = "x" } == "bytes follow its end")
  }

  @Test func aRoundBeyondTheTreesIsAnError() throws {
    let document = try Self.document(Source().text)
    #expect(try BoosterModel(document, bestIteration: 0).ensemble(0).trees.count == 1)
    #expect(throws: ArtefactError.self) { try BoosterModel(document, bestIteration: 1) }
    #expect(throws: ArtefactError.self) { try BoosterModel(document, bestIteration: Int.max - 1) }
  }

  @Test func bytesThatAreNoDocumentAreAnError() throws {
    let whole = Array(Source().text.utf8)
    for bytes in [[], Array("binf".utf8), Array("{".utf8), Array("{}".utf8), Array("{\"a\":".utf8)] {
      #expect(throws: ArtefactError.self) { try Self.document(String(decoding: bytes, as: UTF8.self)) }
    }
    for count in whole.indices {
      #expect(throws: ArtefactError.self) { try Self.document(String(decoding: whole[..<count], as: UTF8.self)) }
    }
    let nest = "{\"a\":" + String(repeating: "[", count: 100_000)
    #expect(throws: ArtefactError.self) { try Self.document(nest) }
  }
}
