/// What a term is looked up by: its bytes themselves if it has fewer than eight, as most have, or a hash of them.
///
/// The hash has a seed that differs from process to process, so that nobody can choose many terms with one key.
struct TermKey: Sendable, Equatable {
  private static let seed = UInt64.random(in: 0...UInt64.max)

  let bits: UInt64
  /// The number of bytes.
  let length: UInt32

  /// Whether two terms with this key are the same term.
  @inline(__always)
  var isWhole: Bool { length < 8 }

  @inline(__always)
  init(_ term: UnsafeBufferPointer<UInt8>) {
    let bytes = UnsafeRawBufferPointer(term)
    length = UInt32(truncatingIfNeeded: bytes.count)
    guard bytes.count >= 8 else {
      bits = Self.number(bytes)
      return
    }
    var hash = UInt64(length) ^ Self.seed
    var index = 0
    while index &+ 8 <= bytes.count {
      hash = Self.mix(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index &+= 8
    }
    bits = Self.mix(hash ^ bytes.loadUnaligned(fromByteOffset: bytes.count &- 8, as: UInt64.self))
  }

  /// Where to look first; `seed` keeps anybody from choosing terms that all fall into one place.
  @inline(__always)
  func hash(_ seed: UInt64) -> Int {
    Int(truncatingIfNeeded: Self.mix(bits ^ UInt64(length) &* Self.factor ^ seed))
  }

  /// Both halves of a product, which depend on all bits of the number.
  @inline(__always)
  static func mix(_ number: UInt64) -> UInt64 {
    let product = number.multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }

  /// An odd number with as many ones as zeros.
  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// At most seven bytes as one number, different for different bytes of one length.
  @inline(__always)
  private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    if bytes.count >= 4 {
      let first = bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
      let last = bytes.loadUnaligned(fromByteOffset: bytes.count &- 4, as: UInt32.self)
      return UInt64(first) | UInt64(last) << 32
    }
    if bytes.count == 0 { return 0 }
    return UInt64(bytes[0]) | UInt64(bytes[bytes.count / 2]) << 8 | UInt64(bytes[bytes.count &- 1]) << 16
  }
}
