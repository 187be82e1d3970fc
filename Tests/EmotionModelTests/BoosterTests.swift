import EmotionModel
import Testing

/// What `Booster` accepts and refuses of boosters written by hand.
@Suite struct BoosterTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let booster: HandmadeBooster
    /// What the reason must say.
    let reason: String

    init(_ description: String, _ booster: HandmadeBooster, _ reason: String) {
      testDescription = description
      self.booster = booster
      self.reason = reason
    }
  }

  private static let sound = HandmadeBooster()
  private static func many(_ key: String) -> HandmadeBooster { sound.with(key, .int32s([0, 0, 0, 0, 0, 0])) }

  static let unsound = [
    Case("child beyond the end", sound.with("left_children", .int32s([1, 5, -1, -1, -1])), "child 5 is no node"),
    Case("child far beyond", sound.with("left_children", .int32s([1, .max, -1, -1, -1])), "is no node"),
    Case("negative left child", sound.with("left_children", .int32s([1, -2, -1, -1, -1])), "child -2 is no node"),
    Case("right child missing", sound.with("right_children", .int32s([2, -1, -1, -1, -1])), "child -1 is no node"),
    Case("its own child", sound.with("left_children", .int32s([0, 3, -1, -1, -1])), "node 0 is reached twice"),
    Case("cycle", sound.with("right_children", .int32s([2, 0, -1, -1, -1])), "node 0 is reached twice"),
    Case("node reached twice", sound.with("right_children", .int32s([2, 3, -1, -1, -1])), "node 3 is reached twice"),
    Case("unreachable nodes", sound.with("left_children", .int32s([-1, 3, -1, -1, -1])), "4 nodes are not reached"),
    Case("feature beyond the end", sound.with("split_indices", .int32s([0, 2, 0, 0, 0])), "feature 2 of 2"),
    Case("negative feature", sound.with("split_indices", .int32s([0, -1, 0, 0, 0])), "out of range"),
    Case("threshold NaN", sound.with("split_conditions", .floats([0.5, .nan, 1, 1, 1])), "not finite"),
    Case("threshold infinite", sound.with("split_conditions", .floats([-.infinity, 0, 1, 1, 1])), "not finite"),
    Case("leaf infinite", sound.with("split_conditions", .floats([0.5, 1.5, .infinity, 1, 1])), "not finite"),
    Case("leaf NaN", sound.with("split_conditions", .floats([0.5, 1.5, 1, 1, .nan])), "not finite"),
    Case("categorical split", sound.with("split_type", .int8s([0, 1, 0, 0, 0])), "node 1 is a categorical split"),
    Case("right_children longer", many("right_children"), "right_children has 6 elements for 5 nodes"),
    Case("split_indices longer", many("split_indices"), "split_indices has 6 elements"),
    Case("default_left longer", many("default_left"), "default_left has 6 elements"),
    Case("split_type longer", many("split_type"), "split_type has 6 elements"),
    Case("thresholds shorter", sound.with("split_conditions", .floats([0.5])), "split_conditions has 1 elements"),
    Case("left_children shorter", sound.with("left_children", .int32s([-1])), "has 5 elements for 1 nodes"),
    Case("no nodes", sound.with("left_children", .int32s([])), "no nodes"),
    Case("no left_children", sound.with("left_children", nil), "no nodes"),
    Case("no right_children", sound.with("right_children", nil), "no right_children"),
    Case("no split_conditions", sound.with("split_conditions", nil), "no split_conditions"),
    Case("no split_type", sound.with("split_type", nil), "no split_type"),
    Case("thresholds integers", sound.with("split_conditions", .int32s([0, 1, 2, 3, 4])), "of another type"),
    Case("children floats", sound.with("right_children", .floats([2, 4, -1, -1, -1])), "of another type"),
  ]

  @Test(arguments: unsound)
  func anUnsoundTreeIsRefused(_ unsound: Case) {
    let error = #expect(throws: ModelError.self) { try Booster(unsound.booster.bytes, featureCount: 2) }
    #expect(error?.reason.contains(unsound.reason) == true, "\(error?.reason ?? "")")
    #expect(error?.reason.hasPrefix("tree 0: ") == true, "\(error?.reason ?? "")")
  }

  @Test func aSoundTreeIsWalkedAsItSays() throws {
    let booster = try Booster(Self.sound.bytes, featureCount: 2)
    let rows: [([Float], Float)] = [
      ([0, 0], 0.25), ([0.5, 0], 1), ([Float(0.5).nextDown, 1.5], -0.5), ([.nan, 0], 0.25), ([0, .nan], -0.5),
      ([.nan, .nan], -0.5), ([.infinity, 0], 1), ([-.infinity, .infinity], -0.5),
    ]
    for (row, margin) in rows { #expect(booster.margin(row) == margin, "\(row)") }
  }

  @Test(arguments: ["binary:logitraw", "reg:squarederror", "multi:softprob", ""])
  func anotherObjectiveIsRefused(_ objective: String) {
    var booster = Self.sound
    booster.objective = objective
    #expect(throws: ModelError.self) { try Booster(booster.bytes, featureCount: 2) }
  }

  @Test(arguments: ["dart", "gblinear", ""])
  func anotherKindOfBoosterIsRefused(_ name: String) {
    var booster = Self.sound
    booster.name = name
    #expect(throws: ModelError.self) { try Booster(booster.bytes, featureCount: 2) }
  }

  @Test(arguments: ["0", "1", "-0.5", "2", "nan", "inf", "", "half", "1E-60", "0.5x"])
  func aBaseScoreNotBetweenZeroAndOneIsRefused(_ baseScore: String) {
    var booster = Self.sound
    booster.baseScore = baseScore
    #expect(throws: ModelError.self) { try Booster(booster.bytes, featureCount: 2) }
  }

  @Test(arguments: ["1E-45", "1E-40", "2.5E-39", "1E-38", "0.99999994", "0.5"])
  func theBaseMarginOfAnAcceptedBaseScoreIsFinite(_ baseScore: String) {
    var booster = Self.sound
    booster.baseScore = baseScore
    let baseMargin = (try? Booster(booster.bytes, featureCount: 2))?.baseMargin
    #expect(baseMargin?.isFinite != false)
  }

  @Test func aBoosterWithoutTreesGivesItsBaseMargin() throws {
    var booster = Self.sound
    booster.trees = .array([])
    let empty = try Booster(booster.bytes, featureCount: 2)
    #expect(empty.trees.isEmpty && empty.margin([1, 1]) == 0)
  }

  @Test func aRealBoosterIsAccepted() throws {
    let booster = try Booster(Fixtures.bytes("booster.ubj"), featureCount: 4)
    #expect(booster.trees.count == 10 && booster.baseMargin == 0)
    #expect(throws: ModelError.self) { try Booster(Fixtures.bytes("booster.ubj"), featureCount: 3) }
  }
}

extension Booster {
  init(_ ubjson: [UInt8], featureCount: Int) throws {
    self = try ubjson.withUnsafeBytes { try Booster(ubjson: $0, featureCount: featureCount) }
  }

  func margin(_ features: [Float]) -> Float {
    features.withUnsafeBufferPointer { $0.baseAddress.map { margin($0) } ?? .nan }
  }
}
