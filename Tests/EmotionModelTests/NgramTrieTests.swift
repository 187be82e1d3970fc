import Testing

@testable import EmotionModel

/// The terms that are found by their tokens, against a search through all of them.
struct NgramTrieTests {
  @Test(arguments: 0..<100)
  func thoseTermsAreFoundThatAreInTheText(_ seed: Int) {
    var random = SeededRandom(UInt64(seed))
    let words = Array(["a", "bb", "unbelievable", "\u{1F600}", "e", "f", "g", "h"].prefix(1 + random.index(8)))
    let terms = Self.distinctTerms(of: words, &random)
    let least = 1 + random.index(3)
    let range = least...(least + random.index(3))
    let trie = NgramTrie(Terms(of: terms))
    #expect(trie.repeatedTerm == nil)
    for _ in 0..<30 {
      let tokens = (0..<random.index(30)).map { _ in
        random.index(9) == 0 ? "unknown" : words[random.index(words.count)]
      }
      var expected: [Int: Int] = [:]
      for first in tokens.indices {
        for size in range where first + size <= tokens.count {
          let term = terms.firstIndex(of: tokens[first..<(first + size)].joined(separator: " "))
          if let term { expected[term, default: 0] += 1 }
        }
      }
      var text = TokenizedText()
      Array(tokens.joined(separator: " ").utf8).withUnsafeBufferPointer {
        Tokenizer(pattern: .wordsAndSymbols).tokenize($0, into: &text)
      }
      trie.identify(&text)
      var found: [Int: Int] = [:]
      trie.forEachTerm(of: text.tokens, range: range) { found[Int($0), default: 0] += 1 }
      #expect(found == expected, "\(tokens) in \(terms)")
    }
  }

  private static func distinctTerms(of words: [String], _ random: inout SeededRandom) -> [String] {
    var terms: [String] = []
    for _ in 0...random.index(120) {
      let term = (0...random.index(4)).map { _ in words[random.index(words.count)] }.joined(separator: " ")
      if !terms.contains(term) { terms.append(term) }
    }
    return terms
  }
}
