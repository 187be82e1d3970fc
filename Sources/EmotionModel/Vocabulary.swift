/// A set of terms, each a run of UTF-8 bytes, numbered in the order in which they were inserted.
///
/// An open-addressing hash table that compares the bytes themselves: two terms are the same only if they are equal.
package struct Vocabulary: Sendable {
  /// The bytes of all terms, one after the other.
  package private(set) var bytes: [UInt8] = []
  /// Term `i` is `bytes[offsets[i] ..< offsets[i + 1]]`; one element more than there are terms.
  package private(set) var offsets: [UInt32] = [0]
  /// Term number + 1, or 0 where the slot is free; the count is a power of two, and a quarter of the slots are free.
  private var slots: [UInt32]
  /// The hash of the term in each slot, so that most misses touch no bytes.
  private var hashes: [UInt32]

  /// An empty set with room for `capacity` terms before it grows.
  package init(capacity: Int = 8) {
    var slotCount = 16
    while 3 * slotCount < 4 * capacity { slotCount *= 2 }
    slots = Array(repeating: 0, count: slotCount)
    hashes = slots
    offsets.reserveCapacity(capacity + 1)
  }

  /// How many terms there are.
  package var count: Int { offsets.count - 1 }

  /// The number of a term, or nil if it is not in the set.
  @inline(__always)
  package func index(of term: UnsafeBufferPointer<UInt8>) -> Int? {
    let number = slots[slot(of: term, hash: Self.hash(term))]
    return number == 0 ? nil : Int(number) - 1
  }

  /// The number of a term, which is inserted if it is new.
  ///
  /// The bytes of all terms together must stay below 4 GiB; the caller bounds them.
  package mutating func insert(_ term: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool) {
    if 4 * (count + 1) > 3 * slots.count { grow() }
    let hash = Self.hash(term)
    let slot = slot(of: term, hash: hash)
    if slots[slot] != 0 { return (Int(slots[slot]) - 1, false) }
    bytes.append(contentsOf: term)
    offsets.append(UInt32(bytes.count))
    slots[slot] = UInt32(count)
    hashes[slot] = hash
    return (count - 1, true)
  }

  /// The bytes of term number `index`.
  package func term(_ index: Int) -> ArraySlice<UInt8> {
    bytes[Int(offsets[index])..<Int(offsets[index + 1])]
  }

  /// The slot that holds the term, or the free one where it would go.
  @inline(__always)
  private func slot(of term: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 && !(hashes[slot] == hash && isTerm(Int(slots[slot]) - 1, term)) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func isTerm(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(offsets[index])
    guard Int(offsets[index + 1]) - start == bytes.count else { return false }
    for i in 0..<bytes.count where self.bytes[start + i] != bytes[i] { return false }
    return true
  }

  private mutating func grow() {
    let old = (slots, hashes)
    slots = Array(repeating: 0, count: 2 * old.0.count)
    hashes = slots
    let mask = slots.count - 1
    for (number, hash) in zip(old.0, old.1) where number != 0 {
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = number
      hashes[slot] = hash
    }
  }

  /// Differs from process to process, so that nobody can choose terms that all fall into one slot.
  private static let seed = UInt64.random(in: 0...UInt64.max)

  /// FNV-1a (Fowler, Noll, Vo) with 64 bits from a seed, folded to 32.
  @inline(__always)
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash = seed
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
