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
    result.removeAll()
    if text.allSatisfy({ $0 < 0x80 }) {
      for byte in text { step(TextScalar(ascii: byte), &result) }
    } else {
      UTF8Text.decode(text, into: &result.scalars)
      PythonText.lowercase(&result.scalars)
      for index in result.scalars.indices { step(TextScalar(result.scalars[index]), &result) }
    }
    finish(&result)
  }

  /// Goes on with one lowercased scalar: it joins the open token, or closes it and perhaps opens the next.
  @inline(__always)
  private func step(_ next: TextScalar, _ result: inout TokenizedText) {
    if result.openKind != next.kind || next.kind == .symbol { finish(&result) }
    if next.kind == .space { return }
    if pattern == .scikitLearn && next.kind != .word { return }
    if result.openKind == nil { result.open(next.kind) }
    result.append(next)
  }

  private func finish(_ result: inout TokenizedText) {
    guard let kind = result.openKind else { return }
    let isTooShort = pattern == .scikitLearn && result.openLength < 2
    result.close(keep: !isTooShort, isWord: kind == .word)
  }

  /// One scalar of a text, lowercased, and what the patterns say of it.
  struct TextScalar {
    enum Kind { case word, emphasis, symbol, space }
    let scalar: Unicode.Scalar
    let kind: Kind

    @inline(__always)
    init(ascii byte: UInt8) {
      let isUpper = byte &- 0x41 < 26
      self.init(Unicode.Scalar(isUpper ? byte | 0x20 : byte))
    }

    @inline(__always)
    init(_ scalar: Unicode.Scalar) {
      self.scalar = scalar
      switch scalar {
      case "a"..."z", "0"..."9", "_": kind = .word
      case " ", "\t"..."\r", "\u{1C}"..."\u{1F}": kind = .space
      case "!", "?": kind = .emphasis
      case "\0"..."\u{7F}": kind = .symbol
      default: kind = PythonText.isWord(scalar) ? .word : PythonText.isSpace(scalar) ? .space : .symbol
      }
    }
  }
}
