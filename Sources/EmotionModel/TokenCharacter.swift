internal import CKernels

/// A character as it is in a token, and what the token patterns say of it.
struct TokenCharacter: Equatable {
  let scalar: Unicode.Scalar
  let kind: character_kind

  init(_ scalar: Unicode.Scalar) {
    self.scalar = scalar
    kind =
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": .word
      case " ", "\t"..."\r", "\u{1C}"..."\u{1F}": .space
      case "!", "?": .emphasis
      case "\0"..."\u{7F}": .symbol
      default: PythonText.isWord(scalar) ? .word : PythonText.isSpace(scalar) ? .space : .symbol
      }
  }

  /// A character of a text, lowered by itself; nil if it is lowered to several, or by its neighbours.
  init?(lowering scalar: Unicode.Scalar) {
    guard let lowercased = PythonText.lowercasedAlone(scalar) else { return nil }
    self.init(lowercased)
  }
}
