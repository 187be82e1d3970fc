internal import CKernels

/// What the words of a text add to its linear margins by their characters.
///
/// A word's sum depends on the word alone, so those of known words are summed once, when the model is made; only
/// unknown words pay for their n-grams.
package final class WordMargins: Sendable {
  private let characterNgrams: CharacterNgrams
  /// One row a token of the vocabulary, as wide as the n-grams' weights.
  private let known: AlignedMemory
  private let kernels = InstructionSet.chosen.kernels.pointee.rows

  init(_ characterNgrams: CharacterNgrams, tokens: Vocabulary) {
    self.characterNgrams = characterNgrams
    let width = characterNgrams.weights.width
    known = AlignedMemory(byteCount: tokens.count * width * MemoryLayout<Float>.size)
    let sums = known.start.assumingMemoryBound(to: Float.self)
    tokens.terms.forEach { characterNgrams.sum(of: $1, into: sums + $0 * width) }
  }

  /// Brings the sums of an identified text's words near.
  @inline(__always)
  package func prefetch(_ text: TokenizedText) {
    for token in text.tokens where token.isWord {
      guard let number = token.number else { continue }
      CKernels.prefetch(sum(number))
      CKernels.prefetch(sum(number) + Int(ROW_ALIGNMENT))
    }
  }

  /// Words whose sums are added together, and how many of them may be unknown: what fits on the stack.
  private static let wordsAtOnce = 64
  private static let unknownAtOnce = 6

  /// Adds the sums of an identified text's words to `margins`, one value a label, word after word, in float32.
  package func add(_ text: TokenizedText, to margins: UnsafeMutablePointer<Float>) {
    let (width, labelCount) = (characterNgrams.weights.width, characterNgrams.weights.columnCount)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: (1 + Self.unknownAtOnce) * width) { memory in
      withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: Self.wordsAtOnce) { rows in
        guard let sums = memory.baseAddress, let first = rows.baseAddress else { return }
        sums.update(from: margins, count: labelCount)
        (sums + labelCount).update(repeating: 0, count: width - labelCount)
        var (count, unknownCount) = (0, 0)
        text.characters.withBytes { bytes in
          for token in text.tokens where token.isWord {
            if let number = token.number {
              rows[count] = sum(number)
            } else {
              unknownCount &+= 1
              let unknown = sums + unknownCount &* width
              characterNgrams.sum(of: UnsafeBufferPointer(rebasing: bytes[token.range]), into: unknown)
              rows[count] = UnsafePointer(unknown)
            }
            count &+= 1
            if count == Self.wordsAtOnce || unknownCount == Self.unknownAtOnce {
              kernels.add(first, count, width, sums)
              (count, unknownCount) = (0, 0)
            }
          }
        }
        kernels.add(first, count, width, sums)
        margins.update(from: sums, count: labelCount)
      }
    }
  }

  /// Where the sum of a known word is.
  @inline(__always)
  private func sum(_ number: Int32) -> UnsafePointer<Float> {
    known.numbers(Float.self) + Int(number) &* characterNgrams.weights.width
  }
}
