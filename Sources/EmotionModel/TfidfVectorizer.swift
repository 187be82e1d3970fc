internal import Glibc

/// scikit-learn's `TfidfVectorizer` with `norm="l2"`: a text becomes a sparse row of weighted n-gram counts.
///
/// The arithmetic is scikit-learn's, in float64 and in its order: count, `ln(count) + 1` if sublinear, times idf,
/// divided by the row's Euclidean length.
package struct TfidfVectorizer: Sendable {
  package let tokenizer: Tokenizer
  /// How many tokens an n-gram has; tokens are joined by one space.
  package let ngramRange: ClosedRange<Int>
  package let isSublinear: Bool
  /// The terms; a term's number is its column.
  package let vocabulary: Vocabulary
  /// The inverse document frequency of each term, `ln((1 + n) / (1 + df)) + 1`.
  package var idf: [Double]
  /// The terms by their tokens.
  let trie: NgramTrie

  package init(
    tokenizer: Tokenizer, ngramRange: ClosedRange<Int>, isSublinear: Bool, vocabulary: Vocabulary, idf: [Double]
  ) {
    self.tokenizer = tokenizer
    self.ngramRange = ngramRange
    self.isSublinear = isSublinear
    self.vocabulary = vocabulary
    self.idf = idf
    trie = NgramTrie(vocabulary)
  }

  /// Replaces `row` by the row of a text that the vectorizer's own tokenizer has cut up.
  package func transform(_ text: TokenizedText, into row: inout SparseRow) {
    var text = text
    trie.identify(&text)
    findTerms(of: text, into: &row)
    weigh(&row)
  }

  /// Replaces the columns of `row` by the terms of an identified text, in any order and as often as they occur.
  @inline(__always)
  func findTerms(of text: TokenizedText, into row: inout SparseRow) {
    row.removeAll()
    trie.forEachTerm(of: text.tokens, range: ngramRange) { row.columns.append($0) }
  }

  /// Turns terms as they were found into a row.
  @inline(__always)
  func weigh(_ row: inout SparseRow) {
    row.sortColumns()
    row.mergeColumns()
    var squares = 0.0
    row.columns.withUnsafeBufferPointer { columns in
      row.values.withUnsafeMutableBufferPointer { values in
        for i in values.indices {
          let count = values[i]
          let frequency = isSublinear && count > 1 ? log(count) + 1 : count
          let value = frequency * idf[Int(columns[i])]
          values[i] = value
          squares += value * value
        }
        guard squares > 0 else { return }
        let length = squares.squareRoot()
        for i in values.indices { values[i] /= length }
      }
    }
  }
}
