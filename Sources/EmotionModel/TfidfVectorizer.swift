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
    count(text, into: &row)
    weigh(&row)
  }

  /// Replaces `row` by the counts of an identified text's terms.
  @inline(__always)
  func count(_ text: TokenizedText, into row: inout SparseRow) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: text.tokens.count * ngramRange.count) { found in
      var count = 0
      trie.forEachTerm(of: text.tokens, range: ngramRange) { term in
        found[count] = term
        count &+= 1
      }
      row.count(UnsafeBufferPointer(rebasing: found[..<count]))
    }
  }

  /// Turns counts into a row's values.
  @inline(__always)
  func weigh(_ row: inout SparseRow) {
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
