import EmotionModel
import Testing

/// scikit-learn's own tokens, columns and values for a page of hard texts, from `Fixtures/make_tfidf.py`.
@Suite struct TfidfVectorizerTests {
  struct Reference: Decodable {
    struct Row: Decodable {
      let tokens: [String]
      let columns: [Int32]
      let values: [Double]
    }
    struct Setting: Decodable {
      let terms: [String]
      let idf: [Double]
      let rows: [Row]
    }
    let texts: [String]
    let settings: [String: Setting]
  }

  enum Setting: String, CaseIterable {
    case defaults, wordsAndSymbols

    var pattern: Tokenizer.Pattern { self == .defaults ? .scikitLearn : .wordsAndSymbols }
    var ngramRange: ClosedRange<Int> { self == .defaults ? 1...1 : 1...2 }
    var isSublinear: Bool { self == .wordsAndSymbols }
  }

  private let reference: Reference

  init() throws {
    reference = try Fixtures.json("tfidf.json")
  }

  @Test(arguments: Setting.allCases)
  func tokensAreThoseOfPythonsFindall(_ setting: Setting) throws {
    let expected = try #require(reference.settings[setting.rawValue])
    for (text, row) in zip(reference.texts, expected.rows) {
      #expect(Tokenizer(pattern: setting.pattern).tokens(text) == row.tokens, "\(text.debugDescription)")
    }
  }

  @Test(arguments: Setting.allCases)
  func rowsAreThoseOfScikitLearn(_ setting: Setting) throws {
    let expected = try #require(reference.settings[setting.rawValue])
    let vectorizer = TfidfVectorizer(
      tokenizer: Tokenizer(pattern: setting.pattern), ngramRange: setting.ngramRange,
      isSublinear: setting.isSublinear, vocabulary: Terms(of: expected.terms), idf: expected.idf)
    var text = TokenizedText()
    var row = SparseRow()
    for (string, expectedRow) in zip(reference.texts, expected.rows) {
      Array(string.utf8).withUnsafeBufferPointer { vectorizer.tokenizer.tokenize($0, into: &text) }
      vectorizer.transform(text, into: &row)
      #expect(row.columns == expectedRow.columns, "\(string.debugDescription)")
      let error = zip(row.values, expectedRow.values).map { abs($0 - $1) }.max() ?? 0
      #expect(row.values.count == expectedRow.values.count && error <= 1e-9, "\(string.debugDescription)")
    }
  }

  @Test(arguments: [(1...1, [0]), (1...2, [0, 1]), (2...2, [1]), (2...3, [1, 2]), (3...3, [2])])
  func onlyTermsOfThatManyTokensCount(_ range: ClosedRange<Int>, _ expected: [Int32]) {
    let vectorizer = TfidfVectorizer(
      tokenizer: Tokenizer(pattern: .scikitLearn), ngramRange: range, isSublinear: false, norm: nil,
      vocabulary: Terms(of: ["so", "so very", "so very good"]), idf: [1, 1, 1])
    var text = TokenizedText()
    var row = SparseRow()
    Array("so very good".utf8).withUnsafeBufferPointer { vectorizer.tokenizer.tokenize($0, into: &text) }
    vectorizer.transform(text, into: &row)
    #expect(row.columns == expected && row.values == expected.map { _ in 1 })
  }

  @Test func aTextWithoutKnownTermsGivesAnEmptyRow() {
    let vectorizer = TfidfVectorizer(
      tokenizer: Tokenizer(pattern: .scikitLearn), ngramRange: 1...3, isSublinear: true,
      vocabulary: Terms(of: ["known"]), idf: [1])
    var text = TokenizedText()
    var row = SparseRow()
    for string in ["known", "nothing of that kind", ""] {
      Array(string.utf8).withUnsafeBufferPointer { vectorizer.tokenizer.tokenize($0, into: &text) }
      vectorizer.transform(text, into: &row)
      #expect(row.columns == (string == "known" ? [0] : []) && row.values == (string == "known" ? [1] : []))
    }
  }
}

extension Tokenizer {
  func tokens(_ text: String) -> [String] {
    tokens(Array(text.utf8))
  }

  func tokens(_ text: [UInt8]) -> [String] {
    var result = TokenizedText()
    text.withUnsafeBufferPointer { tokenize($0, into: &result) }
    return result.tokens.map { String(decoding: result.bytes[$0.range], as: UTF8.self) }
  }
}
