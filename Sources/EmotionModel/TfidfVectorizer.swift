internal import Glibc

/// scikit-learn's `TfidfVectorizer` with `norm="l2"`: a text becomes a sparse row of weighted n-gram counts.
///
/// The arithmetic is scikit-learn's, in float64 and in its order: count, `ln(count) + 1` if sublinear, times idf,
/// divided by the row's Euclidean length.
package struct TfidfVectorizer: Sendable {
  package var tokenizer: Tokenizer
  /// How many tokens an n-gram has; tokens are joined by one space.
  package var ngramRange: ClosedRange<Int>
  package var isSublinear: Bool
  /// The terms; a term's number is its column.
  package var vocabulary: Vocabulary
  /// The inverse document frequency of each term, `ln((1 + n) / (1 + df)) + 1`.
  package var idf: [Double]

  package init(
    tokenizer: Tokenizer, ngramRange: ClosedRange<Int>, isSublinear: Bool, vocabulary: Vocabulary, idf: [Double]
  ) {
    self.tokenizer = tokenizer
    self.ngramRange = ngramRange
    self.isSublinear = isSublinear
    self.vocabulary = vocabulary
    self.idf = idf
  }

  /// Replaces `row` by the row of a text that the vectorizer's own tokenizer has cut up.
  package func transform(_ text: TokenizedText, into row: inout SparseRow) {
    row.removeAll()
    forEachNgram(of: text) { term in
      if let index = vocabulary.index(of: term) { row.columns.append(Int32(truncatingIfNeeded: index)) }
    }
    row.columns.sort()
    mergeCounts(&row)
    weigh(&row)
  }

  /// Calls `body` with the bytes of each n-gram of a text, the shortest n-grams first, each size from left to right.
  @inline(__always)
  package func forEachNgram(of text: TokenizedText, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    text.bytes.withUnsafeBufferPointer { bytes in
      for size in ngramRange where size <= text.count {
        for first in 0...(text.count - size) {
          body(UnsafeBufferPointer(rebasing: bytes[text.starts[first]..<text.ends[first + size - 1]]))
        }
      }
    }
  }

  /// Turns sorted columns with repetitions into distinct columns with their counts as values.
  private func mergeCounts(_ row: inout SparseRow) {
    var distinct = 0
    for column in row.columns {
      if distinct > 0 && row.columns[distinct - 1] == column {
        row.values[distinct - 1] += 1
      } else {
        row.columns[distinct] = column
        row.values.append(1)
        distinct += 1
      }
    }
    row.columns.removeSubrange(distinct...)
  }

  private func weigh(_ row: inout SparseRow) {
    var squares = 0.0
    for i in row.values.indices {
      let frequency = isSublinear ? log(row.values[i]) + 1 : row.values[i]
      let value = frequency * idf[Int(row.columns[i])]
      row.values[i] = value
      squares += value * value
    }
    guard squares > 0 else { return }
    let length = squares.squareRoot()
    for i in row.values.indices { row.values[i] /= length }
  }
}
