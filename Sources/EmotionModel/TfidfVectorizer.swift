internal import CKernels
internal import Glibc

/// scikit-learn's `TfidfVectorizer`: a text becomes a sparse row of weighted n-gram counts.
///
/// The arithmetic is scikit-learn's, in float64 and in its order: count, `ln(count) + 1` if sublinear, times idf,
/// divided by the row's norm.
package struct TfidfVectorizer: Sendable {
  /// What a row is divided by: the sum of its values, or its Euclidean length.
  package enum Norm: String, Sendable, Codable {
    case l1, l2
  }

  package let tokenizer: Tokenizer
  /// Tokens that are left out before n-grams are made.
  package let stopWords: Vocabulary?
  /// How many tokens an n-gram has; tokens are joined by one space.
  package let ngramRange: ClosedRange<Int>
  /// Whether every count is 1.
  package let isBinary: Bool
  package let isSublinear: Bool
  /// Nil if a row is left as it is.
  package let norm: Norm?
  /// Whether rows are summed from the last column to the first, as scikit-learn did up to 1.4.
  package let isSummedBackwards: Bool
  /// The terms; a term's number is its column.
  package let vocabulary: Terms
  /// The inverse document frequency of each term, `ln((1 + n) / (1 + df)) + 1`; 1 where there is none.
  package var idf: [Double]
  /// The terms by their tokens.
  let trie: NgramTrie
  private let kernels = InstructionSet.chosen.kernels.pointee.rows

  package init(
    tokenizer: Tokenizer, stopWords: Vocabulary? = nil, ngramRange: ClosedRange<Int>, isBinary: Bool = false,
    isSublinear: Bool, norm: Norm? = .l2, isSummedBackwards: Bool = false, vocabulary: Terms, idf: [Double]
  ) {
    self.tokenizer = tokenizer
    self.stopWords = stopWords
    self.ngramRange = ngramRange
    self.isBinary = isBinary
    self.isSublinear = isSublinear
    self.norm = norm
    self.isSummedBackwards = isSummedBackwards
    self.vocabulary = vocabulary
    self.idf = idf
    trie = NgramTrie(vocabulary)
  }

  /// Replaces `row` by the row of a text that the vectorizer's own tokenizer has cut up.
  package func transform(_ text: TokenizedText, into row: inout SparseRow) {
    var text = text
    identify(&text)
    count(text, into: &row)
    weigh(&row)
  }

  /// Leaves stop words out of a text, and gives the other tokens their numbers.
  @inline(__always)
  package func identify(_ text: inout TokenizedText) {
    if let stopWords { text.removeTokens { stopWords.index(of: $1, key: $0.key) != nil } }
    trie.identify(&text)
  }

  /// Replaces `row` by the counts of an identified text's terms.
  @inline(__always)
  package func count(_ text: TokenizedText, into row: inout SparseRow) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: text.tokens.count * ngramRange.count + SparseRow.padding) {
      found in
      var count = 0
      trie.forEachTerm(of: text.tokens, range: ngramRange) { term in
        found[count] = term
        count &+= 1
      }
      row.count(UnsafeMutableBufferPointer(rebasing: found[..<count]), kernels)
    }
  }

  /// Turns counts into a row's values.
  @inline(__always)
  package func weigh(_ row: inout SparseRow) {
    if isSummedBackwards { row.reverse() }
    var (sum, squares) = (0.0, 0.0)
    row.columns.withUnsafeBufferPointer { columns in
      row.values.withUnsafeMutableBufferPointer { values in
        for i in values.indices {
          let count = isBinary ? 1 : values[i]
          let frequency = isSublinear && count > 1 ? log(count) + 1 : count
          let value = frequency * idf[Int(columns[i])]
          values[i] = value
          sum += value.magnitude
          squares += value * value
        }
        guard let norm, squares > 0 else { return }
        let length = norm == .l1 ? sum : squares.squareRoot()
        for i in values.indices { values[i] /= length }
      }
    }
  }
}
