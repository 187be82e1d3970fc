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

  /// Adds what the words of a text contribute to `margins`, one value a label.
  ///
  /// Float32, n-gram by n-gram into the word's own sum (`scratch`, of the same size), word by word into the margins.
  func addMargins(of text: TokenizedText, to margins: UnsafeMutablePointer<Float>, scratch: inout Scratch) {
    let labels = weights.columnCount
    for token in 0..<text.count where text.isWord[token] {
      for label in 0..<labels { scratch.wordMargins[label] = 0 }
      Self.forEachNgram(of: token, in: text, range: range, scratch: &scratch.ngrams) { ngram in
        guard let row = vocabulary.index(of: ngram) else { return }
        weights.addRow(row, to: &scratch.wordMargins)
      }
      for label in 0..<labels { margins[label] += scratch.wordMargins[label] }
    }
  }

  /// Calls `body` with the UTF-8 bytes of each n-gram of one token, the shortest n-grams first, from left to right.
  package static func forEachNgram(
    of token: Int, in text: TokenizedText, range: ClosedRange<Int>, scratch: inout NgramScratch,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    scratch.set(text.bytes[text.starts[token]..<text.ends[token]])
    let length = scratch.boundaries.count - 1
    scratch.bytes.withUnsafeBufferPointer { bytes in
      for size in range {
        let size = min(size, length)
        for first in 0...(length - size) {
          body(UnsafeBufferPointer(rebasing: bytes[scratch.boundaries[first]..<scratch.boundaries[first + size]]))
        }
        if size == length { break }
      }
    }
  }

  /// Memory that is used anew for each word.
  struct Scratch {
    var ngrams = NgramScratch()
    var wordMargins: [Float]

    init(labelCount: Int) {
      wordMargins = Array(repeating: 0, count: labelCount)
    }
  }
}

/// A word between two spaces, and where each of its characters begins; used anew for each word.
package struct NgramScratch {
  fileprivate private(set) var bytes: [UInt8] = []
  /// The offset in `bytes` of each character, and the end.
  fileprivate private(set) var boundaries: [Int] = []

  package init() {}

  fileprivate mutating func set(_ word: ArraySlice<UInt8>) {
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
