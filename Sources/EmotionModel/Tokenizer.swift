/// Cuts a text into tokens, as scikit-learn's vectorizers do with a `token_pattern`.
package struct Tokenizer: Sendable, Equatable {
  /// The regular expression whose matches are the tokens; its raw value is what Python's `re` would be given.
  package enum Pattern: String, Sendable, CaseIterable {
    /// scikit-learn's default: runs of at least two word characters.
    case scikitLearn = #"(?u)\b\w\w+\b"#
    /// Every word, every run of `!` and `?`, and every other symbol (an emoji, a comma) by itself.
    case wordsAndSymbols = #"(?u)\w+|[!?]+|[^\w\s]"#
  }

  package var pattern: Pattern
  /// Whether a text is lowered first, by Python's `str.lower()`.
  package var isLowercasing: Bool

  package init(pattern: Pattern, isLowercasing: Bool = true) {
    self.pattern = pattern
    self.isLowercasing = isLowercasing
  }

  /// Replaces the contents of `result` by the tokens of a text; invalid UTF-8 is read as U+FFFD.
  package func tokenize(_ text: UnsafeBufferPointer<UInt8>, into result: inout TokenizedText) {
    if readAlone(text, into: &result) {
      result.cut(pattern)
    } else {
      tokenizeWhole(text, into: &result)
    }
  }

  /// Reads the characters of a text one by one; false where that cannot be done, because the bytes are no UTF-8, or a
  /// character in them is lowered to two or by its neighbours.
  private func readAlone(_ text: UnsafeBufferPointer<UInt8>, into result: inout TokenizedText) -> Bool {
    // No character grows by more than half when it is lowered.
    result.characters.fill(limit: text.count + text.count / 2) { writer in
      var position = 0
      while position < text.count {
        position &+= writer.appendASCII(UnsafeBufferPointer(rebasing: text[position...]), isLowercasing: isLowercasing)
        while position < text.count && text[position] >= 0x80 {
          guard let scalar = UTF8Text.scalar(text, &position),
            let character = writer.cache.character(scalar, isLowercasing: isLowercasing)
          else { return false }
          writer.append(character)
        }
      }
      return true
    }
  }

  /// Lowers a text as a whole before its characters are taken.
  func tokenizeWhole(_ text: UnsafeBufferPointer<UInt8>, into result: inout TokenizedText) {
    var scalars: [Unicode.Scalar] = []
    UTF8Text.decode(text, into: &scalars)
    if isLowercasing { PythonText.lowercase(&scalars) }
    _ = result.characters.fill(limit: 4 * scalars.count) { writer in
      for scalar in scalars { writer.append(TokenCharacter(scalar)) }
      return true
    }
    result.cut(pattern)
  }
}
