import Testing

@testable import EmotionModel
@testable import EmotionTraining

/// Our walk over the trees gives libxgboost's own margins, bit for bit.
@Suite struct BoosterParityTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var rows = 400
    var columns = 5
    var rounds = 20
    var parameters: [String: String] = [:]
    /// One feature, of a number that is uniform between 0 and 1.
    var feature: @Sendable (Double) -> Float = { Float($0 * 10 - 5) }
    var target: @Sendable ([Float], Double) -> Bool = { row, noise in row[0] * row[1] + row[2] > Float(noise * 6 - 3) }
    /// What the booster must be like for the comparison to be worth something.
    var isWorthComparing: @Sendable (Booster) -> Bool
  }

  static func thresholds(_ booster: Booster, feature: Int32) -> Set<Float> {
    Set(booster.trees.flatMap(\.nodes).filter { $0.feature == feature }.map(\.value))
  }

  static func depth(_ tree: DecisionTree, from node: Int32 = 0) -> Int {
    let node = tree.nodes[Int(node)]
    return node.feature < 0 ? 0 : 1 + max(depth(tree, from: node.left), depth(tree, from: node.right))
  }

  static let shapes = [
    Shape(testDescription: "depth 10", parameters: ["max_depth": "10", "min_child_weight": "0", "lambda": "0.1"]) {
      $0.trees.contains { depth($0) == 10 }
    },
    Shape(testDescription: "depth 1", rounds: 60, parameters: ["max_depth": "1"]) {
      $0.trees.allSatisfy { $0.nodeCount == 3 }
    },
    Shape(
      testDescription: "unbalanced", parameters: ["max_depth": "12", "min_child_weight": "0.001", "eta": "1"],
      feature: { Float(1 / ($0 + 1e-4)) }, target: { row, noise in row[0] * row[1] > 4000 || noise < 0.02 }
    ) {
      $0.trees.contains { $0.nodeCount < 1 << (depth($0) - 1) }
    },
    Shape(testDescription: "single leaf", parameters: ["max_depth": "6"], target: { _, _ in true }) {
      $0.trees.allSatisfy { $0.nodeCount == 1 }
    },
    Shape(
      testDescription: "more than 255 thresholds", rows: 2000, columns: 2, rounds: 150,
      parameters: ["max_bin": "1024", "max_depth": "6", "min_child_weight": "0"],
      target: { row, noise in Int(row[0] * 40) % 2 == 0 || noise < 0.1 }
    ) { thresholds($0, feature: 0).count > 255 },
    Shape(
      testDescription: "few distinct values", parameters: ["max_depth": "6", "min_child_weight": "0"],
      feature: { Float(Int($0 * 6)) / 2 }
    ) { booster in (0..<5).allSatisfy { thresholds(booster, feature: $0).count <= 6 } },
    Shape(testDescription: "base score 0.03", parameters: ["base_score": "0.03", "max_depth": "4"]) {
      $0.baseMargin < -3
    },
    Shape(testDescription: "exact", parameters: ["tree_method": "exact", "max_depth": "5"]) { !$0.trees.isEmpty },
    Shape(
      testDescription: "lossguide", parameters: ["grow_policy": "lossguide", "max_leaves": "9", "max_depth": "0"]
    ) { $0.trees.contains { $0.nodeCount == 17 } },
    Shape(
      testDescription: "tiny and negative values", parameters: ["max_depth": "6", "min_child_weight": "0"],
      feature: { Float(($0 - 0.5) * 1e-38) }, target: { row, noise in row[0] > 0 || noise < 0.3 }
    ) { $0.trees.contains { $0.nodeCount > 3 } },
  ]

  @Test(arguments: shapes)
  func marginsAreThoseOfLibxgboostBitForBit(_ shape: Shape) throws {
    for seed in [UInt64(1), 2, 3] {
      let (bytes, training) = try Self.fit(shape, seed: seed)
      let booster = try bytes.withUnsafeBytes { try Booster(ubjson: $0, featureCount: shape.columns) }
      #expect(shape.isWorthComparing(booster))
      var random = SplitMix64(seed: seed &+ 100)
      let foreign = Self.features(shape, rows: 300, missing: 0.15, random: &random)
      let none = [Float](repeating: .nan, count: shape.columns) + [Float](repeating: -0.0, count: shape.columns)
      // Values that are thresholds themselves go right.
      let edges = Self.thresholds(booster, feature: 0).flatMap { value in
        [value, value.nextDown].flatMap { [$0] + [Float](repeating: value, count: shape.columns - 1) }
      }
      let rows = training + foreign + none + edges
      let expected = try XGBoostReference(ubjson: bytes).margins(rows, featureCount: shape.columns)
      let differing = rows.withUnsafeBufferPointer { rows in
        expected.indices.filter { row in
          guard let base = rows.baseAddress else { return true }
          return booster.margin(base + row * shape.columns).bitPattern != expected[row].bitPattern
        }
      }
      #expect(differing == [] && expected.count == rows.count / shape.columns)
    }
  }

  /// `exact` grows a tree and then prunes it; the nodes that it takes away stay in the file, marked as deleted.
  @Test func aBoosterThatXGBoostPrunedIsRead() throws {
    let shape = Shape(
      testDescription: "pruned", parameters: ["tree_method": "exact", "gamma": "3", "max_depth": "6"]
    ) { _ in true }
    let (bytes, rows) = try Self.fit(shape, seed: 1)
    let booster = try bytes.withUnsafeBytes { try Booster(ubjson: $0, featureCount: shape.columns) }
    let expected = try XGBoostReference(ubjson: bytes).margins(rows, featureCount: shape.columns)
    let margins = rows.withUnsafeBufferPointer { rows in
      expected.indices.compactMap { row in rows.baseAddress.map { booster.margin($0 + row * shape.columns) } }
    }
    #expect(margins == expected)
  }

  static func features(
    _ shape: Shape, rows: Int, missing: Double, random: inout SplitMix64
  ) -> [Float] {
    (0..<rows * shape.columns).map { _ in
      let value = shape.feature(Double.random(in: 0..<1, using: &random))
      return Double.random(in: 0..<1, using: &random) < missing ? .nan : value
    }
  }

  /// A booster as XGBoost saves it, and the rows that it was fitted on, some values of which are missing.
  static func fit(_ shape: Shape, seed: UInt64) throws -> (bytes: [UInt8], rows: [Float]) {
    var random = SplitMix64(seed: seed)
    let rows = features(shape, rows: shape.rows, missing: 0.1, random: &random)
    let target = (0..<shape.rows).map { row -> Float in
      let values = rows[row * shape.columns..<(row + 1) * shape.columns].map { $0.isNaN ? 0 : $0 } + [0, 0]
      return shape.target(values, Double.random(in: 0..<1, using: &random)) ? 1 : 0
    }
    let data = try DMatrix(dense: rows, columnCount: shape.columns)
    try data.setTarget(target)
    let fixed = ["objective": "binary:logistic", "tree_method": "hist", "seed": "\(seed)"]
    let parameters = fixed.merging(shape.parameters) { _, own in own }
    return (try XGBooster(fitting: data, parameters: parameters, rounds: shape.rounds).ubjson(), rows)
  }
}
