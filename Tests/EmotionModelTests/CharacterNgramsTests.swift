import EmotionModel
import Testing

/// The n-grams inside a word are those of scikit-learn's `char_wb` analyzer, from `Fixtures/make_tfidf.py`.
@Suite struct CharacterNgramsTests {
  struct Reference: Decodable {
    struct Word: Decodable {
      let word: String
      let ngrams: [String]
    }
    let ngrams: [Word]
  }

  @Test func theNgramsOfAWordAreThoseOfScikitLearn() throws {
    let reference: Reference = try Fixtures.json("tfidf.json")
    #expect(reference.ngrams.count > 10)
    for expected in reference.ngrams {
      #expect(Self.ngrams(expected.word, 3...5) == expected.ngrams, "\(expected.word)")
    }
  }

  @Test func aWordShorterThanTheRangeIsTakenOnceAndWhole() {
    #expect(Self.ngrams("ab", 3...5) == [" ab", "ab ", " ab "])
    #expect(Self.ngrams("ab", 6...9) == [" ab "])
    #expect(Self.ngrams("é", 1...2) == [" ", "é", " ", " é", "é "])
  }

  private static func ngrams(_ word: String, _ range: ClosedRange<Int>) -> [String] {
    var text = TokenizedText()
    var ngrams: [String] = []
    Array(word.utf8).withUnsafeBufferPointer {
      Tokenizer(pattern: .wordsAndSymbols).tokenize($0, into: &text)
    }
    text.forEachWord { word in
      CharacterNgrams.forEachNgram(of: word, range: range) {
        ngrams.append(String(decoding: $0, as: UTF8.self))
      }
    }
    return ngrams
  }
}
