/// A lowercased character, and what the token patterns say of it.
struct TokenCharacter {
  enum Kind: UInt8 {
    case word, emphasis, symbol, space
  }

  let scalar: Unicode.Scalar
  let kind: Kind

  /// Each ASCII character, lowercased.
  static let ascii: [TokenCharacter] = (0..<128).map { (byte: UInt8) in
    let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    return TokenCharacter(lowercased: Unicode.Scalar(isUpper ? byte | 0x20 : byte))
  }

  init(lowercased scalar: Unicode.Scalar) {
    self.scalar = scalar
    kind =
      switch scalar {
      case "a"..."z", "0"..."9", "_": .word
      case " ", "\t"..."\r", "\u{1C}"..."\u{1F}": .space
      case "!", "?": .emphasis
      case "\0"..."\u{7F}": .symbol
      default: PythonText.isWord(scalar) ? .word : PythonText.isSpace(scalar) ? .space : .symbol
      }
  }

  /// A character of a text, lowered by itself; nil if it is lowered to several, or by its neighbours.
  init?(alone scalar: Unicode.Scalar) {
    guard let lowercased = PythonText.lowercasedAlone(scalar) else { return nil }
    self.init(lowercased: lowercased)
  }
}
