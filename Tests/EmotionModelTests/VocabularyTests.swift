import Testing

@testable import EmotionModel

/// The set of terms against a Swift dictionary.
@Suite struct VocabularyTests {
  @Test func termsAreNumberedAsADictionaryWouldNumberThem() {
    var vocabulary = Vocabulary()
    var expected: [[UInt8]: Int] = [:]
    var random = SeededRandom(1)
    for _ in 0..<6000 {
      let term = Self.term(&random)
      let (index, isNew) = term.withUnsafeBufferPointer { vocabulary.insert($0) }
      #expect(isNew == (expected[term] == nil))
      #expect(index == expected[term] ?? expected.count)
      expected[term] = index
    }
    #expect(vocabulary.count == expected.count && expected.count > 1000 && vocabulary.terms.offsets.first == 0)
    for (term, index) in expected {
      #expect(vocabulary.index(term) == index && Array(vocabulary.terms[index]) == term)
    }
    for _ in 0..<3000 {
      let term = Self.term(&random)
      #expect(vocabulary.index(term) == expected[term])
    }
  }

  @Test(arguments: 0..<40)
  func aSetThatIsMadeAtOnceHoldsWhatOneHasThatGrew(_ count: Int) {
    var random = SeededRandom(UInt64(count))
    var grown = Vocabulary()
    var (terms, repeatedTerm) = (Terms(), Int?.none)
    for index in 0..<count {
      Self.term(&random).withUnsafeBufferPointer {
        if !grown.insert($0).isNew { repeatedTerm = repeatedTerm ?? index }
        terms.append($0)
      }
    }
    let made = Vocabulary(terms)
    #expect(made.repeatedTerm == repeatedTerm && NgramTrie(terms).repeatedTerm == repeatedTerm)
    for index in 0..<count {
      let term = Array(terms[index])
      #expect(made.index(term).map { terms[$0] } == terms[index] && made.index(term + [0]) == nil)
      if repeatedTerm == nil { #expect(made.index(term) == index && grown.index(term) == index) }
    }
  }

  @Test(arguments: [["a b", "b", "a b"], ["a", "a b", "a"], ["a b c", "a b", "a", "a b c"], ["", "a", ""]])
  func theLastOfTheseIsRepeated(_ terms: [String]) {
    #expect(NgramTrie(Terms(of: terms)).repeatedTerm == terms.count - 1)
    #expect(NgramTrie(Terms(of: terms.dropLast())).repeatedTerm == nil)
  }

  @Test func anEmptySetHoldsNothing() {
    for vocabulary in [Vocabulary(), Vocabulary(Terms())] {
      #expect(vocabulary.count == 0 && vocabulary.index([]) == nil && vocabulary.index([1]) == nil)
    }
  }

  @Test func prefixesOfATermAreOtherTerms() {
    let term = Array("prefixes of a term".utf8)
    let prefixes = term.indices.map { Array(term[...$0]) }
    var vocabulary = Vocabulary()
    for prefix in prefixes { _ = prefix.withUnsafeBufferPointer { vocabulary.insert($0) } }
    #expect(prefixes.map { vocabulary.index($0) } == Array(prefixes.indices))
    #expect(vocabulary.index(Array(term[1...])) == nil && vocabulary.index(term + [0]) == nil)
  }

  @Test func theEmptyTermAndTermsOfZerosAreDistinct() {
    var vocabulary = Vocabulary()
    for count in [2, 0, 1] {
      let term = [UInt8](repeating: 0, count: count)
      _ = term.withUnsafeBufferPointer { vocabulary.insert($0) }
    }
    #expect(vocabulary.index([0, 0]) == 0 && vocabulary.index([]) == 1 && vocabulary.index([0]) == 2)
    #expect(vocabulary.index([0, 0, 0]) == nil)
  }

  @Test func aTermsKeyIsTheSameWithOtherBytesBehindIt() {
    var random = SeededRandom(3)
    for length in 0..<30 {
      let term = (0..<length).map { _ in random.byte() }
      let bytes = [1, 2] + term + (0..<8).map { _ in random.byte() }
      let key = bytes.withUnsafeBytes { $0.baseAddress.map { TermKey(padded: $0 + 2, count: length) } }
      #expect(key == term.withUnsafeBufferPointer { TermKey($0) }, "\(term)")
    }
  }

  /// Few letters and shared prefixes, so that terms come again.
  private static func term(_ random: inout SeededRandom) -> [UInt8] {
    let prefix = ["", "un", "unhapp", "\u{1F600}"][random.index(4)]
    return Array(prefix.utf8) + (0..<random.index(6)).map { _ in UInt8(ascii: "a") + UInt8(random.index(4)) }
  }
}

extension Vocabulary {
  func index(_ term: [UInt8]) -> Int? {
    term.withUnsafeBufferPointer { index(of: $0) }
  }
}
