/// UTF-8 to Unicode scalars and back, where the bytes may be anything.
enum UTF8Text {
  /// Appends the scalars of `bytes`; each maximal invalid sequence gives one U+FFFD, as Unicode 3.9 recommends.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, into scalars: inout [Unicode.Scalar]) {
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
  static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    for byte in UTF8.encode(scalar).unsafelyUnwrapped { bytes.append(byte) }
  }
}
