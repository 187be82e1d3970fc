/// The hash of a term: eight bytes at a time, from a seed that differs from process to process, so that nobody can
/// choose terms that all fall into one slot.
enum TermHash {
  private static let seed = UInt64.random(in: 0...UInt64.max)
  /// An odd number with as many ones as zeros.
  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  @inline(__always)
  static func hash(_ term: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let bytes = UnsafeRawBufferPointer(term)
    var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    var index = 0
    while index + 8 <= bytes.count {
      hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    return UInt32(truncatingIfNeeded: mix(hash ^ rest(of: bytes, from: index)))
  }

  /// At most seven bytes as one number.
  @inline(__always)
  private static func rest(of bytes: UnsafeRawBufferPointer, from index: Int) -> UInt64 {
    let count = bytes.count - index
    if count >= 4 {
      let (first, last) = (
        bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self),
        bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)
      )
      return UInt64(first) | UInt64(last) << 32
    }
    if count == 0 { return 0 }
    return UInt64(bytes[index]) | UInt64(bytes[index + count / 2]) << 8 | UInt64(bytes[bytes.count - 1]) << 16
  }

  /// Both halves of a product, which depend on all bits of the number.
  @inline(__always)
  static func mix(_ number: UInt64) -> UInt64 {
    let product = number.multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }
}
