internal import CKernels

/// Passes over JSON tokens by RFC 8259, strictly, from a position in a line.
///
/// Bytes of 0x80 and above pass inside strings whatever they encode, and nowhere else.
struct JSONScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var position: Int

  /// The byte at the position; 0, which no token begins with, at the end.
  @inline(__always)
  var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  @inline(__always)
  mutating func skipWhitespace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  /// Passes over a string, the position being at its opening quote.
  @inline(__always)
  mutating func string() throws(MalformedRecord) -> RecordLayout.StringPlace {
    position += 1
    let start = position
    var isEscaped = false
    while true {
      skipPlainCharacters()
      guard position < bytes.count else { throw failure(.unexpectedEnd) }
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return RecordLayout.StringPlace(range: start..<(position - 1), isEscaped: isEscaped)
      }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try escape()
      } else {
        throw failure(.controlCharacter)
      }
    }
  }

  /// Passes over what is neither a quote nor a backslash nor a control character.
  @inline(__always)
  private mutating func skipPlainCharacters() {
    guard let line = bytes.baseAddress else { return }
    position = json_special_position(line, position, bytes.count)
  }

  /// Passes over a number, a literal or a string; containers are the caller's.
  mutating func scalar() throws(MalformedRecord) {
    switch current {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: throw failure(position < bytes.count ? .unexpectedByte : .unexpectedEnd)
    }
  }

  func failure(_ reason: MalformedRecord.Reason) -> MalformedRecord {
    MalformedRecord(reason: reason, offset: position)
  }

  private mutating func escape() throws(MalformedRecord) {
    position += 1
    switch current {
    case UInt8(ascii: "u"):
      for _ in 0..<4 {
        position += 1
        guard hexValue(current) != nil else { throw failure(position < bytes.count ? .escape : .unexpectedEnd) }
      }
      position += 1
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    default: throw failure(position < bytes.count ? .escape : .unexpectedEnd)
    }
  }

  private mutating func number() throws(MalformedRecord) {
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits()
    }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
  }

  private mutating func digits() throws(MalformedRecord) {
    let start = position
    while current &- UInt8(ascii: "0") < 10 { position += 1 }
    guard position > start else { throw failure(.number) }
  }

  private mutating func literal(_ text: StaticString) throws(MalformedRecord) {
    for index in 0..<text.utf8CodeUnitCount {
      guard current == text.utf8Start[index] else {
        throw failure(position < bytes.count ? .unexpectedByte : .unexpectedEnd)
      }
      position += 1
    }
  }
}

/// The value of a hexadecimal digit, or nil.
@inline(__always)
func hexValue(_ byte: UInt8) -> UInt16? {
  switch byte {
  case 0x30...0x39: UInt16(byte - 0x30)
  case 0x41...0x46: UInt16(byte - 0x41 + 10)
  case 0x61...0x66: UInt16(byte - 0x61 + 10)
  default: nil
  }
}
