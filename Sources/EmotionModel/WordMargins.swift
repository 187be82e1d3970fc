internal import CKernels
internal import Glibc

/// What the words of a text add to its linear margins by their characters.
///
/// A word's sum depends on the word alone, so those of known words are summed once, when the model is made; only
/// unknown words pay for their n-grams.
package final class WordMargins: Sendable {
  private let characterNgrams: CharacterNgrams
  /// One row a token of the vocabulary.
  private let known: AlignedVectors<Projection.Vector>

  init(_ characterNgrams: CharacterNgrams, tokens: Vocabulary) {
    self.characterNgrams = characterNgrams
    let perRow = characterNgrams.weights.vectorsPerRow
    known = AlignedVectors(count: tokens.count * perRow)
    tokens.bytes.withUnsafeBufferPointer { bytes in
      for token in 0..<tokens.count {
        let word = bytes[Int(tokens.offsets[token])..<Int(tokens.offsets[token + 1])]
        characterNgrams.sum(of: UnsafeBufferPointer(rebasing: word), into: known.start + token * perRow)
      }
    }
  }

  /// Memory that is used anew for each text.
  package struct Scratch: Sendable {
    /// The margins as they grow, then the sum of an unknown word.
    fileprivate var rows: [Projection.Vector] = []

    package init() {}
  }

  /// Brings the sums of an identified text's words near.
  @inline(__always)
  package func prefetch(_ text: TokenizedText) {
    for token in text.tokens where token.isWord {
      guard let number = token.number else { continue }
      let first = known.start + Int(number) * characterNgrams.weights.vectorsPerRow
      CKernels.prefetch(first)
      CKernels.prefetch(first + 1)
    }
  }

  /// Adds the sums of an identified text's words to `margins`, one value a label, word after word, in float32.
  @inline(__always)
  package func add(
    _ text: TokenizedText, to margins: UnsafeMutablePointer<Float>, scratch: inout Scratch
  ) {
    let perRow = characterNgrams.weights.vectorsPerRow
    let byteCount = characterNgrams.weights.columnCount * MemoryLayout<Float>.size
    if scratch.rows.isEmpty { scratch.rows = Array(repeating: .zero, count: 2 * perRow) }
    scratch.rows.withUnsafeMutableBufferPointer { rows in
      guard let sums = rows.baseAddress else { return }
      memcpy(sums, margins, byteCount)
      forEachWord(of: text, unknown: sums + perRow) { row in
        for place in 0..<perRow { sums[place] += row[place] }
      }
      memcpy(margins, sums, byteCount)
    }
  }

  /// Calls `body` with the sum of each word's n-grams; that of an unknown one is made in `unknown`.
  @inline(__always)
  private func forEachWord(
    of text: TokenizedText, unknown: UnsafeMutablePointer<Projection.Vector>,
    _ body: (UnsafePointer<Projection.Vector>) -> Void
  ) {
    let perRow = characterNgrams.weights.vectorsPerRow
    text.withBytes { bytes in
      for token in text.tokens where token.isWord {
        if let number = token.number {
          body(known.start + Int(number) * perRow)
        } else {
          characterNgrams.sum(of: UnsafeBufferPointer(rebasing: bytes[token.range]), into: unknown)
          body(unknown)
        }
      }
    }
  }
}
