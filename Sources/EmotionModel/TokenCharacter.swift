/// What the token patterns say of a character.
enum TokenCharacter {
  enum Kind: UInt8 {
    case word, emphasis, symbol, space
  }

  /// What each ASCII character is, and its lower case.
  static let ascii: [(kind: Kind, lowercased: UInt8)] = (0..<128).map { (byte: UInt8) in
    let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    let lowercased = isUpper ? byte | 0x20 : byte
    return (kind(of: Unicode.Scalar(lowercased)), lowercased)
  }

  static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar {
    case "a"..."z", "0"..."9", "_": .word
    case " ", "\t"..."\r", "\u{1C}"..."\u{1F}": .space
    case "!", "?": .emphasis
    case "\0"..."\u{7F}": .symbol
    default: PythonText.isWord(scalar) ? .word : PythonText.isSpace(scalar) ? .space : .symbol
    }
  }
}
