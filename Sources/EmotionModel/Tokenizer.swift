/// Cuts a text into lowercased tokens, as scikit-learn's vectorizers do with `lowercase=True` and a `token_pattern`.
package struct Tokenizer: Sendable, Equatable {
  /// The regular expression whose matches are the tokens; its raw value is what Python's `re` would be given.
  package enum Pattern: String, Sendable, CaseIterable {
    /// scikit-learn's default: runs of at least two word characters.
    case scikitLearn = #"(?u)\b\w\w+\b"#
    /// Every word, every run of `!` and `?`, and every other symbol (an emoji, a comma) by itself.
    case wordsAndSymbols = #"(?u)\w+|[!?]+|[^\w\s]"#
  }

  package var pattern: Pattern

  package init(pattern: Pattern) {
    self.pattern = pattern
  }

  /// Replaces the contents of `result` by the tokens of a text; invalid UTF-8 is read as U+FFFD.
  package func tokenize(_ text: UnsafeBufferPointer<UInt8>, into result: inout TokenizedText) {
    guard !UTF8Text.isASCII(text) else { return tokenizeASCII(text, into: &result) }
    UTF8Text.decode(text, into: &result.scalars)
    PythonText.lowercase(&result.scalars)
    let scalars = result.scalars
    // Four bytes a scalar, and a space before each token.
    result.fill(limit: 5 * scalars.count) { writer in
      cut(count: scalars.count, &writer) {
        TokenCharacter.kind(of: scalars[$0])
      } append: { index, writer in
        UTF8Text.append(scalars[index], to: &writer)
      }
    }
  }

  private func tokenizeASCII(_ text: UnsafeBufferPointer<UInt8>, into result: inout TokenizedText) {
    TokenCharacter.ascii.withUnsafeBufferPointer { characters in
      result.fill(limit: 2 * text.count) { writer in
        cut(count: text.count, &writer) {
          characters[Int(text[$0])].kind
        } append: { index, writer in
          writer.append(characters[Int(text[index])].lowercased)
        }
      }
    }
  }

  /// Writes the tokens of a text of `count` characters.
  @inline(__always)
  private func cut(
    count: Int, _ writer: inout TokenizedText.Writer, kindOf: (Int) -> TokenCharacter.Kind,
    append: (Int, inout TokenizedText.Writer) -> Void
  ) {
    let wordsOnly = pattern == .scikitLearn
    var index = 0
    while index < count {
      let first = index
      let kind = kindOf(first)
      index += 1
      if kind == .space || (wordsOnly && kind != .word) { continue }
      writer.open()
      append(first, &writer)
      while kind != .symbol && index < count && kindOf(index) == kind {
        append(index, &writer)
        index += 1
      }
      if !wordsOnly || index - first >= 2 { writer.close(isWord: kind == .word) }
    }
  }
}
