import Testing

@testable import EmotionModel

/// What Python 3.11 says of every Unicode character, from `Fixtures/make_characters.py`.
@Suite struct PythonTextTests {
  struct Reference: Decodable {
    let word: [[UInt32]]
    let space: [[UInt32]]
    let lower: [[UInt32]]
    let casedNeighbours: [[UInt32]]
    let ignorableNeighbours: [[UInt32]]
  }

  private let reference: Reference

  init() throws {
    reference = try Fixtures.json("characters.json")
  }

  @Test func everyCharacterIsAWordCharacterWhereItIsOneToPython() {
    #expect(Self.differing(reference.word, PythonText.isWord) == [])
  }

  @Test func everyCharacterIsASpaceWhereItIsOneToPython() {
    #expect(Self.differing(reference.space, PythonText.isSpace) == [])
  }

  @Test func everyCharacterIsLoweredAsPythonLowersIt() {
    let expected = Dictionary(uniqueKeysWithValues: reference.lower.map { ($0[0], Array($0[1...])) })
    var wrong: [Unicode.Scalar] = []
    for scalar in Self.everyScalar where scalar != "\u{3A3}" {
      if Self.lowered([scalar]).map(\.value) != expected[scalar.value] ?? [scalar.value] { wrong.append(scalar) }
    }
    #expect(wrong == [])
  }

  @Test func aSigmaIsFinalBeforeTheCharactersThatPythonThinksSo() {
    #expect(Self.differing(reference.casedNeighbours) { Self.lowered(["a", "\u{3A3}", $0])[1] == "\u{3C3}" } == [])
  }

  @Test func aSigmaLooksPastTheCharactersThatPythonIgnores() {
    let differing = Self.differing(reference.ignorableNeighbours) {
      Self.lowered(["a", "\u{3A3}", $0, "a"])[1] == "\u{3C3}" && Self.lowered(["a", "\u{3A3}", $0])[1] == "\u{3C2}"
    }
    #expect(differing == [])
  }

  private static var everyScalar: some Sequence<Unicode.Scalar> {
    (UInt32(0)...0x10FFFF).lazy.compactMap(Unicode.Scalar.init)
  }

  private static func lowered(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result = scalars
    PythonText.lowercase(&result)
    return result
  }

  /// The characters for which `holds` is not what the ranges say.
  private static func differing(
    _ ranges: [[UInt32]], _ holds: (Unicode.Scalar) -> Bool
  ) -> [Unicode.Scalar] {
    var expected = [Bool](repeating: false, count: 0x110000)
    for range in ranges { for code in range[0]...range[1] { expected[Int(code)] = true } }
    return everyScalar.filter { holds($0) != expected[Int($0.value)] }
  }
}
