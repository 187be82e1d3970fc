/// A character as it is in a token, and what the token patterns say of it.
struct TokenCharacter {
  enum Kind: UInt8 {
    case word, emphasis, symbol, space
  }

  let scalar: Unicode.Scalar
  let kind: Kind

  /// Each ASCII character, lowercased.
  static let ascii = asciiAsItIs.map { TokenCharacter(lowering: $0.scalar) ?? $0 }
  /// The same in their own case.
  static let asciiAsItIs = (0..<128).map { (byte: UInt8) in TokenCharacter(Unicode.Scalar(byte)) }

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
