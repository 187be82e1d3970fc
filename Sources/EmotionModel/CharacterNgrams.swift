/// Linear weights for the character n-grams inside each word: what a word that no vocabulary knows looks like.
///
/// The n-grams are those of scikit-learn's `char_wb` analyzer: of the word with a space on either side, `range`
/// characters long, a shorter word once and whole. Counts are raw, neither weighted by idf nor divided by the text's
/// length, so that what a word adds depends on the word alone.
package struct CharacterNgrams: Sendable {
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
  func sum(
    of word: UnsafeBufferPointer<UInt8>, into margins: UnsafeMutablePointer<Projection.Vector>,
    scratch: inout NgramScratch
  ) {
    margins.update(repeating: .zero, count: weights.vectorsPerRow)
    find(word, &scratch)
    weights.prefetch(scratch.rows)
    for row in scratch.rows { weights.add(row: Int(row), to: margins) }
  }

  /// Finds the rows of a word's n-grams; what is looked at is asked for first, for it is rarely near.
  private func find(_ word: UnsafeBufferPointer<UInt8>, _ scratch: inout NgramScratch) {
    var (hashes, rows) = ([UInt32](), [Int32]())
    swap(&hashes, &scratch.hashes)
    swap(&rows, &scratch.rows)
    hashes.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    Self.forEachNgram(of: word, range: range, scratch: &scratch) { ngram in
      let hash = TermHash.hash(ngram)
      vocabulary.prefetch(hash: hash)
      hashes.append(hash)
    }
    var index = 0
    Self.forEachNgram(of: word, range: range, scratch: &scratch) { ngram in
      if let row = vocabulary.index(of: ngram, hash: hashes[index]) { rows.append(Int32(truncatingIfNeeded: row)) }
      index += 1
    }
    swap(&hashes, &scratch.hashes)
    swap(&rows, &scratch.rows)
  }

  /// Calls `body` with the UTF-8 bytes of each n-gram of a word, the shortest n-grams first, from left to right.
  @inline(__always)
  package static func forEachNgram(
    of word: UnsafeBufferPointer<UInt8>, range: ClosedRange<Int>, scratch: inout NgramScratch,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    scratch.set(word)
    let length = scratch.boundaries.count - 1
    scratch.bytes.withUnsafeBufferPointer { bytes in
      scratch.boundaries.withUnsafeBufferPointer { boundaries in
        for size in range {
          let size = min(size, length)
          for first in 0...(length - size) {
            body(UnsafeBufferPointer(rebasing: bytes[boundaries[first]..<boundaries[first + size]]))
          }
          if size == length { break }
        }
      }
    }
  }
}

/// A word between two spaces, and where each of its characters begins; used anew for each word.
package struct NgramScratch: Sendable {
  fileprivate private(set) var bytes: [UInt8] = []
  /// The offset in `bytes` of each character, and the end.
  fileprivate private(set) var boundaries: [Int] = []
  /// Of each n-gram.
  fileprivate var hashes: [UInt32] = []
  /// Of each n-gram that is known, in the matrix of weights.
  fileprivate var rows: [Int32] = []

  package init() {}

  fileprivate mutating func set(_ word: UnsafeBufferPointer<UInt8>) {
    let space = UInt8(ascii: " ")
    bytes.removeAll(keepingCapacity: true)
    bytes.append(space)
    bytes.append(contentsOf: word)
    bytes.append(space)
    boundaries.removeAll(keepingCapacity: true)
    for index in bytes.indices where bytes[index] & 0xC0 != 0x80 { boundaries.append(index) }
    boundaries.append(bytes.count)
  }
}
