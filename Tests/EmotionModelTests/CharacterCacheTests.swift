import Testing

@testable import EmotionModel

/// What is remembered of a character.
@Suite struct CharacterCacheTests {
  @Test func aCharacterIsTheSameWhateverWasAskedBefore() throws {
    var random = SeededRandom(21)
    var cache = CharacterCache()
    // Some of them share a place, and most change when they are lowered.
    let scalars: [Unicode.Scalar] = ["\u{C4}", "\u{1C4}", "\u{4C4}", "\u{130}", "\u{3A3}", "\u{2019}", "\u{1F600}"]
    for _ in 0..<2000 {
      let scalar = scalars[random.index(scalars.count)]
      let isLowercasing = random.index(2) == 0
      let expected = isLowercasing ? TokenCharacter(lowering: scalar) : TokenCharacter(scalar)
      #expect(cache.character(scalar, isLowercasing: isLowercasing) == expected, "\(scalar)")
    }
  }
}
