/// UTF-8 to Unicode scalars and back, where the bytes may be anything.
enum UTF8Text {
  /// Whether all bytes are below 0x80.
  static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    var (all, index) = (UInt64(0), 0)
    while index + 8 <= raw.count {
      all |= raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      index += 8
    }
    while index < raw.count {
      all |= UInt64(raw[index])
      index += 1
    }
    return all & 0x8080_8080_8080_8080 == 0
  }

  /// Replaces `scalars` by those of `bytes`; each maximal invalid sequence gives one U+FFFD, as Unicode 3.9 recommends.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, into scalars: inout [Unicode.Scalar]) {
    scalars.removeAll(keepingCapacity: true)
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): scalars.append(scalar)
      case .error: scalars.append("\u{FFFD}")
      case .emptyInput: return
      }
    }
  }

  /// Appends the UTF-8 bytes of one scalar.
  @inline(__always)
  static func append(_ scalar: Unicode.Scalar, to writer: inout TokenizedText.Writer) {
    for byte in UTF8.encode(scalar).unsafelyUnwrapped { writer.append(byte) }
  }
}
