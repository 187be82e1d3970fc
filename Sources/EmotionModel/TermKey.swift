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
  init(bits: UInt64, length: Int) {
    self.bits = bits
    self.length = UInt32(truncatingIfNeeded: length)
  }

  @inline(__always)
  init(_ term: UnsafeBufferPointer<UInt8>) {
    let bytes = UnsafeRawBufferPointer(term)
    self.init(bits: bytes.count < 8 ? Self.number(bytes) : Self.hash(bytes), length: bytes.count)
  }

  /// The key of the bytes at an address, from which on at least eight can be read.
  @inline(__always)
  init(padded term: UnsafeRawPointer, count: Int) {
    guard count < 8 else {
      self.init(bits: Self.hash(UnsafeRawBufferPointer(start: term, count: count)), length: count)
      return
    }
    let number = UInt64(littleEndian: term.loadUnaligned(as: UInt64.self))
    self.init(bits: number & ~(~0 &<< UInt64(truncatingIfNeeded: count &* 8)), length: count)
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

  /// At most seven bytes as a little-endian number.
  @inline(__always)
  private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    if bytes.count >= 4 {
      // The same bytes where the two overlap.
      let first = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
      let last = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count &- 4, as: UInt32.self))
      return UInt64(first) | UInt64(last) << UInt64(8 * (bytes.count &- 4))
    }
    var number: UInt64 = 0
    for byte in bytes.reversed() { number = number << 8 | UInt64(byte) }
    return number
  }

  /// The hash of at least eight bytes.
  @inline(__always)
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(bytes.count) ^ seed
    var index = 0
    while index &+ 8 <= bytes.count {
      hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index &+= 8
    }
    return mix(hash ^ bytes.loadUnaligned(fromByteOffset: bytes.count &- 8, as: UInt64.self))
  }
}
