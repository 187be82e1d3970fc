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
    if !tokenizeAlone(text, into: &result) { tokenizeWhole(text, into: &result) }
  }

  /// Takes the characters of a text one by one; false where that cannot be done, because the bytes are no UTF-8, or a
  /// character in them is lowered to two or by its neighbours.
  private func tokenizeAlone(_ text: UnsafeBufferPointer<UInt8>, into result: inout TokenizedText) -> Bool {
    var isComplete = true
    // No character grows by more than half when it is lowered, and there is a space before each token.
    result.fill(limit: 3 * text.count) { given in
      var writer = given
      (isLowercasing ? TokenCharacter.ascii : TokenCharacter.asciiAsItIs).withUnsafeBufferPointer { ascii in
        var position = 0
        while position < text.count {
          if text[position] >= 0x80 {
            guard let scalar = UTF8Text.scalar(text, &position), let character = character(scalar) else {
              isComplete = false
              return
            }
            step(character, &writer)
            continue
          }
          let character = ascii[Int(text[position])]
          step(character, &writer)
          position &+= 1
          if character.kind == .word { writer.appendWord(text, &position, ascii) }
        }
        finish(&writer)
      }
      return writer
    }
    return isComplete
  }

  private func character(_ scalar: Unicode.Scalar) -> TokenCharacter? {
    isLowercasing ? TokenCharacter(lowering: scalar) : TokenCharacter(scalar)
  }

  /// Lowers a text as a whole before its characters are taken.
  func tokenizeWhole(_ text: UnsafeBufferPointer<UInt8>, into result: inout TokenizedText) {
    UTF8Text.decode(text, into: &result.scalars)
    if isLowercasing { PythonText.lowercase(&result.scalars) }
    let scalars = result.scalars
    // Four bytes a scalar, and a space before each token.
    result.fill(limit: 5 * scalars.count) { given in
      var writer = given
      for scalar in scalars { step(TokenCharacter(scalar), &writer) }
      finish(&writer)
      return writer
    }
  }

  /// Goes on with one character: it joins the open token, or closes it and perhaps opens the next.
  @inline(__always)
  private func step(_ next: TokenCharacter, _ writer: inout TokenizedText.Writer) {
    if writer.openKind != next.kind || next.kind == .symbol { finish(&writer) }
    if next.kind == .space || (pattern == .scikitLearn && next.kind != .word) { return }
    if writer.openKind == .space { writer.open(next.kind) }
    writer.append(next.scalar)
  }

  @inline(__always)
  private func finish(_ writer: inout TokenizedText.Writer) {
    if writer.openKind == .space { return }
    writer.close(isKept: pattern != .scikitLearn || writer.openLength >= 2)
  }
}
