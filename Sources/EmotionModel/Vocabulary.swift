internal import CForest

/// A set of terms, each a run of UTF-8 bytes, numbered in the order in which they were inserted.
///
/// An open-addressing hash table that compares the bytes themselves: two terms are the same only if they are equal.
package struct Vocabulary: Sendable {
  private struct Slot {
    /// The term's number + 1, or 0 where the slot is free.
    var number: UInt32 = 0
    /// So that most misses touch no bytes.
    var hash: UInt32 = 0
  }

  /// The bytes of all terms, one after the other.
  package private(set) var bytes: [UInt8] = []
  /// Term `i` is `bytes[offsets[i] ..< offsets[i + 1]]`; one element more than there are terms.
  package private(set) var offsets: [UInt32] = [0]
  /// A power of two; at least half of them are free.
  private var slots: [Slot]

  /// An empty set with room for `capacity` terms before it grows.
  package init(capacity: Int = 8) {
    var slotCount = 16
    while slotCount < 2 * capacity { slotCount *= 2 }
    slots = Array(repeating: Slot(), count: slotCount)
    offsets.reserveCapacity(capacity + 1)
  }

  /// How many terms there are.
  package var count: Int { offsets.count - 1 }

  /// The number of a term, or nil if it is not in the set.
  @inline(__always)
  package func index(of term: UnsafeBufferPointer<UInt8>) -> Int? {
    index(of: term, hash: TermHash.hash(term))
  }

  /// The same for a term whose hash is known.
  @inline(__always)
  func index(of term: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int? {
    slots.withUnsafeBufferPointer { slots in
      let number = slots[place(of: term, hash: hash, in: slots)].number
      return number == 0 ? nil : Int(number) - 1
    }
  }

  /// Brings near what `index(of:hash:)` will look at first.
  @inline(__always)
  func prefetch(hash: UInt32) {
    slots.withUnsafeBufferPointer { slots in
      let slot = Int(hash) & (slots.count - 1)
      CForest.prefetch(slots.baseAddress.map { base in base + slot })
    }
  }

  /// The number of a term, which is inserted if it is new.
  ///
  /// The bytes of all terms together must stay below 4 GiB; the caller bounds them.
  package mutating func insert(_ term: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool) {
    if 2 * (count + 1) > slots.count { grow() }
    let hash = TermHash.hash(term)
    let slot = slots.withUnsafeBufferPointer { place(of: term, hash: hash, in: $0) }
    if slots[slot].number != 0 { return (Int(slots[slot].number) - 1, false) }
    bytes.append(contentsOf: term)
    offsets.append(UInt32(bytes.count))
    slots[slot] = Slot(number: UInt32(count), hash: hash)
    return (count - 1, true)
  }

  /// The bytes of term number `index`.
  package func term(_ index: Int) -> ArraySlice<UInt8> {
    bytes[Int(offsets[index])..<Int(offsets[index + 1])]
  }

  /// The slot that holds the term, or the free one where it would go.
  @inline(__always)
  private func place(
    of term: UnsafeBufferPointer<UInt8>, hash: UInt32, in slots: UnsafeBufferPointer<Slot>
  ) -> Int {
    let mask = slots.count - 1
    var index = Int(hash) & mask
    while slots[index].number != 0 && !(slots[index].hash == hash && isTerm(Int(slots[index].number) - 1, term)) {
      index = (index + 1) & mask
    }
    return index
  }

  @inline(__always)
  private func isTerm(_ index: Int, _ term: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(offsets[index])
    let count = Int(offsets[index + 1]) - start
    guard count == term.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for i in 0..<count where bytes[start + i] != term[i] { return false }
      return true
    }
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    let mask = slots.count - 1
    for slot in old where slot.number != 0 {
      var index = Int(slot.hash) & mask
      while slots[index].number != 0 { index = (index + 1) & mask }
      slots[index] = slot
    }
  }
}
