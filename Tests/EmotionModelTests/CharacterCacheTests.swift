import Testing

@testable import EmotionModel

/// What is remembered of a character.
@Suite struct CharacterCacheTests {
  @Test func aCharacterIsTheSameWhateverWasAskedBefore() throws {
    var random = SeededRandom(21)
    var cache = CharacterCache()
    for _ in 0..<20000 {
      // Few low bytes, so that different characters meet in one place.
      let value = UInt32(random.index(0x500) << 8 | random.index(3) * 0x4D)
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isLowercasing = random.index(2) == 0
      let expected = isLowercasing ? TokenCharacter(lowering: scalar) : TokenCharacter(scalar)
      #expect(cache.character(scalar, isLowercasing: isLowercasing) == expected, "U+\(String(value, radix: 16))")
    }
  }
}
