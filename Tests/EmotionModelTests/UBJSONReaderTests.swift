import Testing

@testable import EmotionModel

/// Bytes that nobody vouches for give an error and never a trap.
@Suite struct UBJSONReaderTests {
  /// Most are the value under an object's only key.
  static let hostile: [String: [UInt8]] = [
    "empty": [],
    "no object": Array("S".utf8) + text(""),
    "only an opening brace": Array("{".utf8),
    "unterminated object": Array("{".utf8) + text("a") + Array("T".utf8),
    "key without a value": Array("{".utf8) + text("a") + Array("}".utf8),
    "bytes after the end": Array("{}}".utf8),
    "key length negative": Array("{i".utf8) + [0xFF],
    "key length of 2^40": Array("{L".utf8) + bigEndian(1 << 40),
    "key length of 2^63 - 1": Array("{L".utf8) + bigEndian(.max),
    "key length of -2^63": Array("{L".utf8) + bigEndian(.min),
    "key length a float": Array("{d".utf8) + [0, 0, 0, 0],
    "key length without its bytes": Array("{L".utf8) + [0, 0, 0],
    "unknown marker": value("?"),
    "no-op marker": value("N"),
    "char marker": value("C"),
    "high-precision marker": value("H"),
    "marker 0xFF": value([0xFF]),
    "int64 without its bytes": value("L"),
    "float64 without its bytes": value("D"),
    "string without a length": value("S"),
    "string of 2^40 bytes": value(Array("SL".utf8) + bigEndian(1 << 40)),
    "array of 2^40 values": value(Array("[#L".utf8) + bigEndian(1 << 40)),
    "array of 2^63 - 1 values": value(Array("[#L".utf8) + bigEndian(.max)),
    "array of -1 values": value(Array("[#L".utf8) + bigEndian(-1)),
    "2^61 float64, 2^64 bytes": value(Array("[$D#L".utf8) + bigEndian(1 << 61)),
    "2^62 + 1 int32": value(Array("[$l#L".utf8) + bigEndian(1 << 62 + 1)),
    "typed array of -1 bytes": value(Array("[$U#i".utf8) + [0xFF]),
    "typed array of strings": value("[$S#i\u{1}"),
    "typed array of nulls": value("[$Z#i\u{1}"),
    "typed array of objects": value("[${#i\u{1}"),
    "typed array without a count": value("[$U"),
    "typed array without a type": value("[$"),
    "unterminated array": value("[TTT"),
    "counted array that ends early": value("[#i\u{3}TT"),
    "closed by the wrong bracket": value("[T}"),
    "a million open arrays": value([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)),
    "100,000 open counted arrays": value(Array(repeating: Array("[#i\u{1}".utf8), count: 100_000).flatMap { $0 }),
    "100,000 open objects": value(Array(repeating: Array("{i\u{0}".utf8), count: 100_000).flatMap { $0 }),
  ]

  private static func bigEndian(_ number: Int64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
  private static func text(_ text: String) -> [UInt8] { UBJSONValue.count(text.utf8.count) + Array(text.utf8) }
  private static func value(_ bytes: [UInt8]) -> [UInt8] { Array("{".utf8) + text("skipped") + bytes }
  private static func value(_ text: String) -> [UInt8] { value(Array(text.utf8)) }

  @Test(arguments: hostile.keys.sorted())
  func hostileBytesAreAnError(_ name: String) throws {
    let bytes = try #require(Self.hostile[name])
    #expect(throws: UBJSONError.self) { try bytes.withUnsafeBytes { try Self.skipMembers(of: $0) } }
    #expect(throws: ModelError.self) { try Booster(bytes, featureCount: 4) }
    let learner = Array("{".utf8) + Self.text("learner") + bytes
    #expect(throws: ModelError.self) { try Booster(learner, featureCount: 4) }
    #expect(throws: ModelError.self) { try LinearBooster(ubjson: learner) }
  }

  private static func skipMembers(of object: UnsafeRawBufferPointer) throws(UBJSONError) {
    var reader = UBJSONReader(object)
    try reader.readObject { _, reader throws(UBJSONError) in try reader.skip() }
    guard reader.isAtEnd else { throw reader.error("bytes after the end") }
  }

  @Test func containersMayBeNestedSixtyFourDeepAndNoDeeper() {
    for depth in [1, 64, 65] {
      let bytes = Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
      let isRead = bytes.withUnsafeBytes { bytes in
        var reader = UBJSONReader(bytes)
        return (try? reader.skip()) != nil && reader.isAtEnd
      }
      #expect(isRead == (depth <= 64))
    }
  }

  @Test func aRealBoosterCutAnywhereIsAnError() throws {
    let bytes = try Fixtures.bytes("booster.ubj")
    for count in bytes.indices {
      let isRefused = bytes[..<count].withUnsafeBytes { cut in
        (try? Booster(ubjson: cut, featureCount: 4)) == nil
      }
      if !isRefused { Issue.record("cut to \(count) bytes") }
    }
  }

  @Test func aMutatedBoosterIsAnErrorOrHasAMargin() throws {
    let bytes = try Fixtures.bytes("booster.ubj")
    let rows: [[Float]] = [[0, 0, 0, 0], [-1, 1, -1, 1], [.nan, .nan, .nan, .nan], [.infinity, -9, .nan, 0.3]]
    var random = SeededRandom(20)
    var accepted = 0
    for round in 0..<20_000 {
      let mutated = random.mutation(of: bytes, limit: round % 2 == 0 ? 1 : 6)
      guard let booster = try? Booster(mutated, featureCount: 4) else { continue }
      accepted += 1
      for row in rows where !booster.margin(row).isFinite { Issue.record("round \(round), row \(row)") }
    }
    #expect(accepted > 1000 && accepted < 19_000)
  }
}
