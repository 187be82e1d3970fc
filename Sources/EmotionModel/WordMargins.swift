internal import CKernels

/// What the words of a text add to its linear margins by their characters.
///
/// A word's sum depends on the word alone, so those of known words are summed once, when the model is made; only
/// unknown words pay for their n-grams.
package final class WordMargins: Sendable {
  private let characterNgrams: CharacterNgrams
  /// One row a token of the vocabulary, as wide as the n-grams' weights.
  private let known: AlignedArray<Float>
  private let kernels = InstructionSet.chosen.kernels.pointee.rows

  init(_ characterNgrams: CharacterNgrams, tokens: Vocabulary) {
    self.characterNgrams = characterNgrams
    let width = characterNgrams.weights.width
    known = AlignedArray(count: tokens.count * width)
    tokens.bytes.withUnsafeBufferPointer { bytes in
      for token in 0..<tokens.count {
        let word = bytes[Int(tokens.offsets[token])..<Int(tokens.offsets[token + 1])]
        characterNgrams.sum(of: UnsafeBufferPointer(rebasing: word), into: known.start + token * width)
      }
    }
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

  /// Adds the sums of an identified text's words to `margins`, one value a label, word after word, in float32.
  package func add(_ text: TokenizedText, to margins: UnsafeMutablePointer<Float>) {
    let weights = characterNgrams.weights
    let unknownCount = text.tokens.count { $0.isWord && $0.number == nil }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: (unknownCount + 1) * weights.width) { memory in
      withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: text.tokens.count) { rows in
        guard let sums = memory.baseAddress, let first = rows.baseAddress else { return }
        let count = find(text, unknown: sums + weights.width, into: rows)
        sums.update(from: margins, count: weights.columnCount)
        (sums + weights.columnCount).update(repeating: 0, count: weights.width - weights.columnCount)
        kernels.add(first, count, weights.width, sums)
        margins.update(from: sums, count: weights.columnCount)
      }
    }
  }

  /// Notes where the sum of each word is, and returns how many words there are; unknown ones are summed in `unknown`.
  @inline(__always)
  private func find(
    _ text: TokenizedText, unknown: UnsafeMutablePointer<Float>,
    into rows: UnsafeMutableBufferPointer<UnsafePointer<Float>>
  ) -> Int {
    var (count, unknown) = (0, unknown)
    text.characters.withBytes { bytes in
      for token in text.tokens where token.isWord {
        if let number = token.number {
          rows[count] = sum(number)
        } else {
          characterNgrams.sum(of: UnsafeBufferPointer(rebasing: bytes[token.range]), into: unknown)
          rows[count] = UnsafePointer(unknown)
          unknown += characterNgrams.weights.width
        }
        count &+= 1
      }
    }
    return count
  }

  /// Where the sum of a known word is.
  @inline(__always)
  private func sum(_ number: Int32) -> UnsafePointer<Float> {
    UnsafePointer(known.start + Int(number) &* characterNgrams.weights.width)
  }
}
