import Testing

@testable import EmotionModel

/// Bytes to tokens where Python has no say, and where two ways must meet.
@Suite struct TokenizerTests {
  /// What invalid bytes between "a" and "b" become: one U+FFFD each.
  static let invalid: [String: (bytes: [UInt8], replacements: Int)] = [
    "lone continuation": ([0x80], 1),
    "two lone continuations": ([0xBF, 0x80], 2),
    "two bytes cut": ([0xC3], 1),
    "three bytes cut to one": ([0xE2], 1),
    "three bytes cut to two": ([0xE2, 0x82], 1),
    "four bytes cut to two": ([0xF0, 0x9F], 1),
    "four bytes cut to three": ([0xF0, 0x9F, 0x98], 1),
    "overlong slash of two": ([0xC0, 0xAF], 2),
    "overlong slash of three": ([0xE0, 0x80, 0xAF], 3),
    "overlong slash of four": ([0xF0, 0x80, 0x80, 0xAF], 4),
    "overlong NUL": ([0xC1, 0x80], 2),
    "lead surrogate": ([0xED, 0xA0, 0x80], 3),
    "surrogate pair": ([0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], 6),
    "beyond U+10FFFF": ([0xF4, 0x90, 0x80, 0x80], 4),
    "0xFF": ([0xFF], 1),
    "0xFE 0xFF": ([0xFE, 0xFF], 2),
    "0xF8": ([0xF8, 0x88, 0x80, 0x80, 0x80], 5),
  ]

  @Test(arguments: invalid.keys.sorted())
  func invalidBytesAreReadAsReplacementCharacters(_ name: String) throws {
    let (bytes, replacements) = try #require(Self.invalid[name])
    let tokenizer = Tokenizer(pattern: .wordsAndSymbols)
    let expected = [String](repeating: "\u{FFFD}", count: replacements)
    #expect(tokenizer.tokens(Array("aa".utf8) + bytes + Array("bb".utf8)) == ["aa"] + expected + ["bb"])
    #expect(tokenizer.tokens(bytes) == expected)
    #expect(tokenizer.tokens(Array("é".utf8) + bytes) == ["é"] + expected)
    #expect(Tokenizer(pattern: .scikitLearn).tokens(Array("aa".utf8) + bytes + Array("bb".utf8)) == ["aa", "bb"])
  }

  /// The one way takes kinds and lower case from vectors, the other from `TokenCharacter`.
  @Test(arguments: Tokenizer.Pattern.allCases, [false, true])
  func everyASCIICharacterIsReadAsItIsByItself(_ pattern: Tokenizer.Pattern, _ isLowercasing: Bool) {
    let tokenizer = Tokenizer(pattern: pattern, isLowercasing: isLowercasing)
    var (fast, whole) = (TokenizedText(), TokenizedText())
    for byte in UInt8(0)..<128 {
      for text in [[byte], [0x62, 0x62, byte, 0x62, 0x62], [byte, byte, 0x20, byte]] {
        text.withUnsafeBufferPointer {
          tokenizer.tokenize($0, into: &fast)
          tokenizer.tokenizeWhole($0, into: &whole)
        }
        #expect(fast.bytes == whole.bytes && fast.tokens == whole.tokens, "\(text)")
      }
    }
  }

  @Test func theLastTokenIsThereHoweverLongTheTextIs() {
    let tokenizer = Tokenizer(pattern: .wordsAndSymbols)
    for count in 1...200 {
      let word = String(repeating: "a", count: count)
      #expect(tokenizer.tokens(word) == [word])
      #expect(tokenizer.tokens(word + "!") == [word, "!"])
      #expect(tokenizer.tokens(word + " ") == [word])
    }
  }

  @Test func randomBytesGiveTokensInOrderAndOfWholeCharacters() {
    var random = SeededRandom(12)
    var text = TokenizedText()
    for pattern in Tokenizer.Pattern.allCases {
      for _ in 0..<2000 {
        let bytes = (0..<random.index(30)).map { _ in random.byte() }
        bytes.withUnsafeBufferPointer { Tokenizer(pattern: pattern).tokenize($0, into: &text) }
        let ranges = text.tokens.map(\.range)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect(ranges.allSatisfy { !$0.isEmpty && $0.upperBound <= text.bytes.count })
        #expect(ranges.allSatisfy { String(validating: text.bytes[$0], as: UTF8.self) != nil })
      }
    }
  }

  /// The fast way and the one that follows Python's steps; where a text is left to the latter they are the same.
  @Test func charactersTakenOneByOneGiveTheTokensOfTheWholeText() {
    var random = SeededRandom(13)
    let characters: [[UInt8]] =
      [
        "a", "Z", "é", "É", "Ⱥ", "\u{212A}", "İ", "Σ", "ς", "\u{301}", "\u{2019}", "😂", "元", "²", "٣", "_", "!", "?",
        ",", " ",
      ]
      .map { Array($0.utf8) } + [
        [0xC3], [0xFF], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      ]
    var (fast, whole) = (TokenizedText(), TokenizedText())
    for pattern in Tokenizer.Pattern.allCases {
      let tokenizer = Tokenizer(pattern: pattern)
      for _ in 0..<5000 {
        // Most texts have none of the last, which are no UTF-8, and many are longer than what is read at once.
        let choice = random.index(4) == 0 ? characters.count : characters.count - 6
        let text = (0..<random.index(random.index(3) == 0 ? 150 : 12)).flatMap { _ in
          characters[random.index(2) == 0 ? random.index(2) : random.index(choice)]
        }
        text.withUnsafeBufferPointer {
          tokenizer.tokenize($0, into: &fast)
          tokenizer.tokenizeWhole($0, into: &whole)
        }
        #expect(fast.bytes == whole.bytes && fast.tokens == whole.tokens, "\(text)")
      }
    }
  }

  @Test func ngramsAreTokensJoinedByOneSpace() {
    var text = TokenizedText()
    Array("Good  morning,\tall".utf8).withUnsafeBufferPointer {
      Tokenizer(pattern: .wordsAndSymbols).tokenize($0, into: &text)
    }
    var ngrams: [String] = []
    text.forEachNgram(1...5) { ngrams.append(String(decoding: $0, as: UTF8.self)) }
    let words = ["good", "morning", ",", "all"]
    #expect(
      ngrams == words + ["good morning", "morning ,", ", all", "good morning ,", "morning , all"]
        + ["good morning , all"])
  }

  @Test func onlyTokensOfWordCharactersAreWords() {
    var text = TokenizedText()
    Array("It's 5\u{1F600}!! é_ x²".utf8).withUnsafeBufferPointer {
      Tokenizer(pattern: .wordsAndSymbols).tokenize($0, into: &text)
    }
    #expect(text.tokens.map(\.isWord) == [true, false, true, true, false, false, true, true])
  }
}
