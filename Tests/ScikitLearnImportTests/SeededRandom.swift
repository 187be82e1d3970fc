/// Steele, Lea and Flood's SplitMix64: the same seed gives the same tests everywhere.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// An index below `count`, which must be positive.
  mutating func index(_ count: Int) -> Int {
    Int.random(in: 0..<count, using: &self)
  }

  mutating func byte() -> UInt8 {
    UInt8.random(in: .min ... .max, using: &self)
  }

  /// A copy of `bytes` in which one to `limit` bytes, each at a place of its own choosing, are drawn anew.
  mutating func mutation(of bytes: [UInt8], from start: Int = 0, limit: Int = 4) -> [UInt8] {
    var mutated = bytes
    for _ in 0...index(limit) { mutated[start + index(bytes.count - start)] = byte() }
    return mutated
  }
}
