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

  /// Replaces `margins`, `weights.width` of them, by the sum of a word's n-grams, in float32 and in their order.
  ///
  /// What is looked at is asked for first, for it is rarely near.
  func sum(of word: UnsafeBufferPointer<UInt8>, into margins: UnsafeMutablePointer<Float>) {
    Self.withCharacters(of: word) { bytes, boundaries in
      Self.forEachNgram(range, boundaries) { start, count in
        vocabulary.prefetch(TermKey(padded: bytes + start, count: count))
      }
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: range.count * boundaries.count) { rows in
        guard let first = rows.baseAddress else { return }
        var known = 0
        Self.forEachNgram(range, boundaries) { start, count in
          let term = UnsafeBufferPointer(start: bytes + start, count: count)
          guard let row = vocabulary.index(of: term, key: TermKey(padded: bytes + start, count: count)) else { return }
          weights.prefetch(row: row)
          rows[known] = Int32(truncatingIfNeeded: row)
          known &+= 1
        }
        weights.multiply(first, nil, known, into: margins)
      }
    }
  }

  /// Calls `body` with the UTF-8 bytes of each n-gram of a word, the shortest n-grams first, from left to right.
  package static func forEachNgram(
    of word: UnsafeBufferPointer<UInt8>, range: ClosedRange<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    withCharacters(of: word) { bytes, boundaries in
      forEachNgram(range, boundaries) { start, count in
        body(UnsafeBufferPointer(start: bytes + start, count: count))
      }
    }
  }

  /// Calls `body` with where each n-gram begins and how many bytes it has.
  @inline(__always)
  private static func forEachNgram(
    _ range: ClosedRange<Int>, _ boundaries: UnsafeBufferPointer<Int>, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    let length = boundaries.count - 1
    for size in range {
      let size = min(size, length)
      var first = 0
      while first &+ size <= length {
        body(boundaries[first], boundaries[first &+ size] &- boundaries[first])
        first &+= 1
      }
      if size == length { break }
    }
  }

  /// Calls `body` with a word between two spaces, and where each of its characters begins and the last one ends.
  ///
  /// At least eight bytes can be read from the beginning of each character on.
  @inline(__always)
  private static func withCharacters(
    of word: UnsafeBufferPointer<UInt8>, _ body: (UnsafePointer<UInt8>, UnsafeBufferPointer<Int>) -> Void
  ) {
    let size = word.count + 2
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size + 8) { bytes in
      guard let start = bytes.baseAddress else { return }
      bytes.initialize(repeating: UInt8(ascii: " "))
      for index in word.indices { bytes[index &+ 1] = word[index] }
      withUnsafeTemporaryAllocation(of: Int.self, capacity: size + 1) { boundaries in
        var count = 0
        for index in 0..<size where bytes[index] & 0xC0 != 0x80 {
          boundaries[count] = index
          count &+= 1
        }
        boundaries[count] = size
        body(start, UnsafeBufferPointer(rebasing: boundaries[...count]))
      }
    }
  }
}
