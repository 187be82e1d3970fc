extension Unpickler {
  mutating func readNumber(_ opcode: PickleOpcode) throws(ArtefactError) -> PickleValue {
    switch opcode {
    case .int:
      let line = try cursor.readNumberLine()
      if line == "00" || line == "01" { return .bool(line == "01") }
      return .integer(try Self.integer(line))
    case .long:
      let line = try cursor.readNumberLine()
      return .integer(try Self.integer(line.hasSuffix("L") ? String(line.dropLast()) : line))
    case .float:
      let line = try cursor.readNumberLine()
      guard let number = Double(line) else { throw ArtefactError("a float that is no number") }
      return .float(number)
    case .binint: return .integer(Int64(try cursor.read(Int32.self)))
    case .binint1: return .integer(Int64(try cursor.readByte()))
    case .binint2: return .integer(Int64(try cursor.read(UInt16.self)))
    case .binfloat: return .float(Double(bitPattern: try cursor.read(UInt64.self).byteSwapped))
    case .long1: return longInteger(try cursor.readSpan(try cursor.readByte()))
    default: return longInteger(try cursor.readSpan(try cursor.read(Int32.self)))
    }
  }

  private static func integer(_ line: String) throws(ArtefactError) -> Int64 {
    guard let number = Int64(line) else { throw ArtefactError("an integer that is no number of 64 bits") }
    return number
  }

  /// Little-endian two's complement of any length.
  private func longInteger(_ span: ByteSpan) -> PickleValue {
    guard span.count <= 8 else { return .wideInteger }
    let bytes = values.bytes(span)
    var number: Int64 = bytes.last.map { $0 >= 0x80 } ?? false ? -1 : 0
    for byte in bytes.reversed() { number = number << 8 | Int64(byte) }
    return .integer(number)
  }

  mutating func readText(_ opcode: PickleOpcode) throws(ArtefactError) -> PickleValue {
    switch opcode {
    case .unicode: .text(try decodeRawUnicode(try cursor.readLine()))
    case .binunicode: .text(try cursor.readSpan(try cursor.read(UInt32.self)))
    case .shortBinunicode: .text(try cursor.readSpan(try cursor.readByte()))
    default: .text(try cursor.readSpan(try cursor.read(UInt64.self)))
    }
  }

  mutating func readBytes(_ opcode: PickleOpcode) throws(ArtefactError) -> PickleValue {
    switch opcode {
    case .binbytes: .bytes(try cursor.readSpan(try cursor.read(UInt32.self)))
    case .shortBinbytes: .bytes(try cursor.readSpan(try cursor.readByte()))
    default: .bytes(try cursor.readSpan(try cursor.read(UInt64.self)))
    }
  }

  /// Python's `raw-unicode-escape`: Latin-1 with `\uXXXX` and `\UXXXXXXXX`, to UTF-8.
  private func decodeRawUnicode(_ span: ByteSpan) throws(ArtefactError) -> ByteSpan {
    let input = values.bytes(span)
    return try values.makeBuffer(capacity: 2 * input.count) { output throws(ArtefactError) in
      var (position, count) = (0, 0)
      while position < input.count {
        var code = UInt32(input[position])
        position += 1
        let digits = position == input.count || code != UInt32(UInt8(ascii: "\\")) ? 0 : Self.digits(input[position])
        if digits > 0 {
          guard position + digits < input.count,
            let value = UInt32(
              String(decoding: input[(position + 1)...(position + digits)], as: UTF8.self), radix: 16)
          else { throw ArtefactError("a broken escape in a text") }
          code = value
          position += 1 + digits
        }
        guard let scalar = Unicode.Scalar(code) else { throw ArtefactError("a text with half a surrogate pair") }
        for byte in UTF8.encode(scalar) ?? .init() {
          output[count] = byte
          count += 1
        }
      }
      return count
    }
  }

  /// How many hexadecimal digits follow `\u` or `\U`.
  private static func digits(_ letter: UInt8) -> Int {
    letter == UInt8(ascii: "u") ? 4 : letter == UInt8(ascii: "U") ? 8 : 0
  }

  /// The bytes that a text stands for in Latin-1, which is how old protocols write bytes.
  func latin1(_ text: ByteSpan) throws(ArtefactError) -> ByteSpan {
    let input = values.bytes(text)
    return try values.makeBuffer(capacity: input.count) { output throws(ArtefactError) in
      var (position, count) = (0, 0)
      while position < input.count {
        let byte = input[position]
        if byte < 0x80 {
          output[count] = byte
          position += 1
        } else {
          // U+0080 to U+00FF: 110000xx 10xxxxxx.
          guard byte == 0xC2 || byte == 0xC3, position + 1 < input.count, input[position + 1] & 0xC0 == 0x80 else {
            throw ArtefactError("bytes that are not written in Latin-1")
          }
          output[count] = byte << 6 | input[position + 1] & 0x3F
          position += 2
        }
        count += 1
      }
      return count
    }
  }
}
