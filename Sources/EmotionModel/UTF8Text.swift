/// UTF-8 to Unicode scalars and back, where the bytes may be anything.
enum UTF8Text {
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

  /// The scalar that begins at `position`, which moves behind it; nil if what is there is no UTF-8 (RFC 3629).
  @inline(__always)
  static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Unicode.Scalar? {
    let lead = bytes[position]
    let (length, least): (Int, UInt32) =
      switch lead {
      case 0xC2...0xDF: (2, 0x80)
      case 0xE0...0xEF: (3, 0x800)
      case 0xF0...0xF4: (4, 0x10000)
      default: (0, 0)
      }
    guard length > 0, position + length <= bytes.count else { return nil }
    var value = UInt32(lead & (0x7F >> UInt8(length)))
    for byte in bytes[(position + 1)..<(position + length)] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard value >= least else { return nil }
    position += length
    // Nil for surrogates and beyond U+10FFFF.
    return Unicode.Scalar(value)
  }
}
