import Testing

@testable import EmotionModel
@testable import EmotionTraining

/// The compiled trees give libxgboost's margins, bit for bit, with every instruction set that this processor has.
@Suite struct ForestParityTests {
  typealias Shape = BoosterParityTests.Shape

  private static let instructionSets = InstructionSet.allCases.filter(\.isSupported)

  private static let manyLeaves = Shape(
    testDescription: "more than 256 leaves", rows: 4000, columns: 3, rounds: 3,
    parameters: [
      "max_depth": "0", "max_leaves": "400", "grow_policy": "lossguide", "min_child_weight": "0", "eta": "1",
    ],
    target: { row, noise in noise < 0.5 || row[0] > 4 }
  ) { booster in booster.trees.contains { $0.nodeCount > 2 * 256 } }

  @Test(arguments: BoosterParityTests.shapes + [manyLeaves])
  func marginsAreThoseOfLibxgboostBitForBit(_ shape: Shape) throws {
    let fits = try [UInt64(1), 2].map { try BoosterParityTests.fit(shape, seed: $0).bytes }
    let boosters = try fits.map { bytes in
      try bytes.withUnsafeBytes { try Booster(ubjson: $0, featureCount: shape.columns) }
    }
    #expect(boosters.allSatisfy(shape.isWorthComparing))
    let rows = Self.rows(shape, boosters[0])
    let expected = try fits.map { try XGBoostReference(ubjson: $0).margins(rows, featureCount: shape.columns) }
    for instructions in Self.instructionSets {
      let forest = try #require(Forest([boosters[0], nil, boosters[1]], instructions: instructions))
      let margins = Self.margins(of: rows, by: forest, width: shape.columns)
      #expect(margins[0].map(\.bitPattern) == expected[0].map(\.bitPattern), "\(instructions)")
      #expect(margins[1].allSatisfy { $0 == 0 })
      #expect(margins[2].map(\.bitPattern) == expected[1].map(\.bitPattern), "\(instructions)")
    }
  }

  @Test(arguments: BoosterParityTests.shapes + [manyLeaves])
  func aWalkGivesTheSameUnlessTreesAreDeepOrAValueIsMissing(_ shape: Shape) throws {
    let bytes = try BoosterParityTests.fit(shape, seed: 1).bytes
    let booster = try bytes.withUnsafeBytes { try Booster(ubjson: $0, featureCount: shape.columns) }
    let rows = Self.rows(shape, booster)
    let expected = try XGBoostReference(ubjson: bytes).margins(rows, featureCount: shape.columns)
    let forest = try #require(Forest([nil, booster]))
    let depth = booster.trees.map { BoosterParityTests.depth($0) }.max() ?? 0
    for row in expected.indices {
      var features = Array(rows[(row * shape.columns)..<((row + 1) * shape.columns)])
      var margins: [Float] = [.nan, .nan]
      #expect(forest.walk(features, into: &margins) == (depth <= 8))
      if depth <= 8 { #expect(margins.map(\.bitPattern) == [0, expected[row].bitPattern]) }
      features = features.map { _ in .nan }
      // Single leaves look at nothing that could be missing.
      #expect(forest.walk(features, into: &margins) == (depth == 0))
    }
  }

  @Test func ranksHaveTwoBytesOnlyWhereOneIsTooSmall() throws {
    for shape in BoosterParityTests.shapes + [Self.manyLeaves] {
      let bytes = try BoosterParityTests.fit(shape, seed: 1).bytes
      let booster = try bytes.withUnsafeBytes { try Booster(ubjson: $0, featureCount: shape.columns) }
      let isWide = ["more than 255 thresholds", "more than 256 leaves"].contains(shape.testDescription)
      #expect(Forest([booster])?.isWide == isWide, "\(shape.testDescription)")
    }
  }

  @Test func aTileWithAMissingValueIsRefused() throws {
    let shape = BoosterParityTests.shapes[0]
    let bytes = try BoosterParityTests.fit(shape, seed: 1).bytes
    let booster = try bytes.withUnsafeBytes { try Booster(ubjson: $0, featureCount: shape.columns) }
    for instructions in Self.instructionSets {
      let forest = try #require(Forest([booster], instructions: instructions))
      var tile = Forest.Tile()
      var rows = Array(Self.rows(shape, booster).prefix(Forest.rowsPerTile * shape.columns))
      #expect(forest.fill(&tile, rows: rows, count: Forest.rowsPerTile, width: shape.columns))
      rows[rows.count - 1] = .nan
      #expect(!forest.fill(&tile, rows: rows, count: Forest.rowsPerTile, width: shape.columns))
      #expect(forest.fill(&tile, rows: rows, count: Forest.rowsPerTile - 1, width: shape.columns))
    }
  }

  @Test func withAndWithoutMissingValuesAModelGivesTheMarginsOfItsBoosters() throws {
    let shape = BoosterParityTests.shapes[0]
    let bytes = try BoosterParityTests.fit(shape, seed: 1).bytes
    let booster = try bytes.withUnsafeBytes { try Booster(ubjson: $0, featureCount: shape.columns) }
    let model = Self.model(booster, width: shape.columns)
    var (margins, scratch) = ([Float](), EmotionModel.MarginScratch())
    var rows = Self.rows(shape, booster)
    for value in [rows[7], .nan] {
      rows[7] = value
      let expected = try XGBoostReference(ubjson: bytes).margins(rows, featureCount: shape.columns)
      // Few rows are walked one by one.
      for count in [1, 3, 4, 5, 255, 256, 257, expected.count] {
        model.margins(of: Array(rows.prefix(count * shape.columns)), into: &margins, scratch: &scratch)
        #expect(margins.map(\.bitPattern) == expected.prefix(count).map(\.bitPattern), "\(count) rows")
      }
    }
  }

  /// Rows without missing values, thresholds themselves and infinities among them.
  private static func rows(_ shape: Shape, _ booster: Booster) -> [Float] {
    var random = SplitMix64(seed: 7)
    let edges = BoosterParityTests.thresholds(booster, feature: 0).prefix(300).flatMap { value in
      [value, value.nextDown].flatMap { [$0] + [Float](repeating: value, count: shape.columns - 1) }
    }
    let extreme = [Float.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, -0.0].flatMap {
      [Float](repeating: $0, count: shape.columns)
    }
    return edges + extreme + BoosterParityTests.features(shape, rows: 600, missing: 0, random: &random)
  }

  private static func margins(of rows: [Float], by forest: Forest, width: Int) -> [[Float]] {
    var tile = Forest.Tile()
    var margins = [[Float]](repeating: [], count: 3)
    var tileMargins = [Float](repeating: 0, count: Forest.rowsPerTile)
    for first in stride(from: 0, to: rows.count / width, by: Forest.rowsPerTile) {
      let count = min(Forest.rowsPerTile, rows.count / width - first)
      let isFilled = forest.fill(&tile, rows: Array(rows[(first * width)...]), count: count, width: width)
      #expect(isFilled)
      for booster in margins.indices {
        tileMargins.withUnsafeMutableBufferPointer { buffer in
          if let base = buffer.baseAddress { forest.margins(of: booster, &tile, into: base) }
        }
        margins[booster] += tileMargins.prefix(count)
      }
    }
    return margins
  }

  private static func model(_ booster: Booster, width: Int) -> EmotionModel {
    EmotionModel(
      labels: ["joy"], thresholds: [0.5],
      vectorizer: TfidfVectorizer(
        tokenizer: Tokenizer(pattern: .scikitLearn), ngramRange: 1...1, isSublinear: false, vocabulary: Terms(),
        idf: []),
      projection: Projection(storage: .float32, columnCount: width, values: []), componentCount: width,
      characterNgrams: nil, bias: [0], marginWeight: 0, boosters: [booster])
  }
}
