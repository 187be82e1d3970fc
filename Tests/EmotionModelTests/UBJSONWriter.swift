/// Writes the UBJSON that XGBoost writes: enough to build boosters, sound or not, by hand.
indirect enum UBJSONValue: Sendable {
  case string(String)
  case object([(String, UBJSONValue)])
  case array([UBJSONValue])
  case int8s([Int8])
  case int32s([Int32])
  case floats([Float])
  /// The value's own bytes.
  case raw([UInt8])

  var bytes: [UInt8] {
    switch self {
    case .string(let text): Array("S".utf8) + Self.text(text)
    case .object(let members): Array("{".utf8) + members.flatMap { Self.text($0) + $1.bytes } + Array("}".utf8)
    case .array(let values): Array("[#".utf8) + Self.count(values.count) + values.flatMap(\.bytes)
    case .int8s(let values): Self.numbers("i", values.map { UInt8(bitPattern: $0) })
    case .int32s(let values): Self.numbers("l", values)
    case .floats(let values): Self.numbers("d", values.map(\.bitPattern))
    case .raw(let bytes): bytes
    }
  }

  static func count(_ count: Int) -> [UInt8] {
    Array("L".utf8) + bigEndian(Int64(count))
  }

  private static func text(_ text: String) -> [UInt8] {
    count(text.utf8.count) + Array(text.utf8)
  }

  private static func numbers(_ marker: String, _ values: [some FixedWidthInteger]) -> [UInt8] {
    Array("[$\(marker)#".utf8) + count(values.count) + values.flatMap { bigEndian($0) }
  }

  private static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}

/// A booster of one tree that a test may break: a root, an inner node on its left and three leaves.
///
///     0: x0 < 0.5 ─▶ 1: x1 < 1.5 (missing: right) ─▶ 3: 0.25 or 4: -0.5; else (missing: left) 2: 1
struct HandmadeBooster: Sendable {
  var tree: [(String, UBJSONValue)] = [
    ("left_children", .int32s([1, 3, -1, -1, -1])),
    ("right_children", .int32s([2, 4, -1, -1, -1])),
    ("split_indices", .int32s([0, 1, 0, 0, 0])),
    ("split_conditions", .floats([0.5, 1.5, 1, 0.25, -0.5])),
    ("default_left", .int8s([1, 0, 0, 0, 0])),
    ("split_type", .int8s([0, 0, 0, 0, 0])),
  ]
  var trees: UBJSONValue?
  var name = "gbtree"
  var objective = "binary:logistic"
  var baseScore = "5E-1"

  /// Replaces one array of the tree; nil takes it away.
  func with(_ key: String, _ value: UBJSONValue?) -> HandmadeBooster {
    var copy = self
    copy.tree = tree.compactMap { $0.0 == key ? value.map { (key, $0) } : $0 }
    return copy
  }

  var bytes: [UInt8] {
    let model = UBJSONValue.object([("trees", trees ?? .array([.object(tree)]))])
    return UBJSONValue.object([
      (
        "learner",
        .object([
          ("gradient_booster", .object([("model", model), ("name", .string(name))])),
          ("learner_model_param", .object([("base_score", .string(baseScore))])),
          ("objective", .object([("name", .string(objective))])),
        ])
      ),
      ("version", .int32s([1, 7, 6])),
    ]).bytes
  }
}
