/// Linear weights for the character n-grams inside each word: what a word that no vocabulary knows looks like.
///
/// The n-grams are those of scikit-learn's `char_wb` analyzer: of the word with a space on either side, `range`
/// characters long, a shorter word once and whole. Counts are raw, neither weighted by idf nor divided by the text's
/// length, so that what a word adds depends on the word alone.
package final class CharacterNgrams: Sendable {
  package let range: ClosedRange<Int>
  /// The n-grams; an n-gram's number is its row in `weights`.
  package let vocabulary: Vocabulary
  /// One row an n-gram, one column a label.
  package let weights: Projection

  package init(range: ClosedRange<Int>, vocabulary: Vocabulary, weights: Projection) {
    self.range = range
    self.vocabulary = vocabulary
    self.weights = weights
  }

  /// Replaces `margins`, `weights.vectorsPerRow` vectors, by the sum of a word's n-grams, in float32 and in their order.
  ///
  /// What is looked at is asked for first, for it is rarely near.
  func sum(of word: UnsafeBufferPointer<UInt8>, into margins: UnsafeMutablePointer<Projection.Vector>) {
    margins.update(repeating: .zero, count: weights.vectorsPerRow)
    Self.withCharacters(of: word) { bytes, boundaries in
      let most = range.count * boundaries.count
      withUnsafeTemporaryAllocation(of: (place: Range<Int>, key: TermKey).self, capacity: most) { ngrams in
        withUnsafeTemporaryAllocation(of: Int.self, capacity: most) { rows in
          var (count, known) = (0, 0)
          Self.forEachNgram(range, boundaries) { place in
            let key = TermKey(UnsafeBufferPointer(rebasing: bytes[place]))
            vocabulary.prefetch(key)
            ngrams[count] = (place, key)
            count &+= 1
          }
          for ngram in ngrams[..<count] {
            let term = UnsafeBufferPointer(rebasing: bytes[ngram.place])
            guard let row = vocabulary.index(of: term, key: ngram.key) else { continue }
            weights.prefetch(row: row)
            rows[known] = row
            known &+= 1
          }
          for row in rows[..<known] { weights.add(row: row, to: margins) }
        }
      }
    }
  }

  /// Calls `body` with the UTF-8 bytes of each n-gram of a word, the shortest n-grams first, from left to right.
  package static func forEachNgram(
    of word: UnsafeBufferPointer<UInt8>, range: ClosedRange<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    withCharacters(of: word) { bytes, boundaries in
      forEachNgram(range, boundaries) { body(UnsafeBufferPointer(rebasing: bytes[$0])) }
    }
  }

  /// Calls `body` with where each n-gram lies.
  @inline(__always)
  private static func forEachNgram(
    _ range: ClosedRange<Int>, _ boundaries: UnsafeBufferPointer<Int>, _ body: (Range<Int>) -> Void
  ) {
    let length = boundaries.count - 1
    for size in range {
      let size = min(size, length)
      var first = 0
      while first &+ size <= length {
        body(boundaries[first]..<boundaries[first &+ size])
        first &+= 1
      }
      if size == length { break }
    }
  }

  /// Calls `body` with a word between two spaces, and where each of its characters begins and the last one ends.
  @inline(__always)
  private static func withCharacters(
    of word: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<Int>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count + 2) { bytes in
      bytes[0] = UInt8(ascii: " ")
      for index in word.indices { bytes[index &+ 1] = word[index] }
      bytes[word.count + 1] = UInt8(ascii: " ")
      withUnsafeTemporaryAllocation(of: Int.self, capacity: word.count + 3) { boundaries in
        var count = 0
        for index in bytes.indices where bytes[index] & 0xC0 != 0x80 {
          boundaries[count] = index
          count &+= 1
        }
        boundaries[count] = bytes.count
        body(UnsafeBufferPointer(bytes), UnsafeBufferPointer(rebasing: boundaries[...count]))
      }
    }
  }
}
