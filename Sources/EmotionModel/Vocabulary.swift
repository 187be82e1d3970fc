internal import CKernels
internal import Glibc

/// A set of terms, each a run of UTF-8 bytes, numbered in the order in which they were inserted.
///
/// An open-addressing hash table that compares the bytes themselves: two terms are the same only if they are equal.
package struct Vocabulary: Sendable {
  private struct Slot {
    var bits: UInt64 = 0
    var length: UInt32 = 0
    /// The term's number + 1, or 0 where the slot is free.
    var number: UInt32 = 0
  }

  private static let processSeed = UInt64.random(in: 0...UInt64.max)

  /// The bytes of all terms, one after the other.
  package private(set) var bytes: [UInt8] = []
  /// Term `i` is `bytes[offsets[i] ..< offsets[i + 1]]`; one element more than there are terms.
  package private(set) var offsets: [UInt32] = [0]
  private let seed = Self.processSeed
  /// A power of two; at least a quarter of them are free.
  private var slots: [Slot]

  /// An empty set with room for `capacity` terms before it grows.
  package init(capacity: Int = 8) {
    var slotCount = 16
    while 3 * slotCount < 4 * capacity { slotCount *= 2 }
    slots = Array(repeating: Slot(), count: slotCount)
    offsets.reserveCapacity(capacity + 1)
  }

  /// A set of these terms, those that come again left out.
  package init(of terms: [String]) {
    self.init(capacity: terms.count)
    for var term in terms { _ = term.withUTF8 { insert($0) } }
  }

  /// How many terms there are.
  package var count: Int { offsets.count - 1 }

  /// The number of a term, or nil if it is not in the set.
  package func index(of term: UnsafeBufferPointer<UInt8>) -> Int? {
    index(of: term, key: TermKey(term))
  }

  /// The same for a term whose key is known.
  @inline(__always)
  func index(of term: UnsafeBufferPointer<UInt8>, key: TermKey) -> Int? {
    slots.withUnsafeBufferPointer { slots in
      let number = slots[place(of: term, key: key, in: slots)].number
      return number == 0 ? nil : Int(number) - 1
    }
  }

  /// Brings near what `index(of:key:)` will look at.
  @inline(__always)
  func prefetch(_ key: TermKey) {
    slots.withUnsafeBufferPointer { slots in
      let slot = key.hash(seed) & (slots.count - 1)
      CKernels.prefetch(slots.baseAddress.map { $0 + slot })
    }
  }

  /// The number of a term, which is inserted if it is new.
  ///
  /// The bytes of all terms together must stay below 4 GiB; the caller bounds them.
  package mutating func insert(_ term: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool) {
    if 4 * (count + 1) > 3 * slots.count { grow() }
    let key = TermKey(term)
    let slot = slots.withUnsafeBufferPointer { place(of: term, key: key, in: $0) }
    if slots[slot].number != 0 { return (Int(slots[slot].number) - 1, false) }
    bytes.append(contentsOf: term)
    offsets.append(UInt32(bytes.count))
    slots[slot] = Slot(bits: key.bits, length: key.length, number: UInt32(count))
    return (count - 1, true)
  }

  /// The bytes of term number `index`.
  package func term(_ index: Int) -> ArraySlice<UInt8> {
    bytes[Int(offsets[index])..<Int(offsets[index + 1])]
  }

  /// The slot that holds the term, or the free one where it would go.
  @inline(__always)
  private func place(
    of term: UnsafeBufferPointer<UInt8>, key: TermKey, in slots: UnsafeBufferPointer<Slot>
  ) -> Int {
    let mask = slots.count - 1
    var index = key.hash(seed) & mask
    while slots[index].number != 0 {
      let slot = slots[index]
      if slot.bits == key.bits && slot.length == key.length && (key.isWhole || isTerm(slot.number, term)) { break }
      index = (index &+ 1) & mask
    }
    return index
  }

  /// Whether a slot's number is that of a term whose key it has.
  private func isTerm(_ number: UInt32, _ term: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBytes { bytes in
      guard let bytes = bytes.baseAddress, let first = term.baseAddress else { return false }
      return memcmp(bytes + Int(offsets[Int(number) - 1]), first, term.count) == 0
    }
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    let mask = slots.count - 1
    for number in old.indices where old[number].number != 0 {
      let term = term(Int(old[number].number) - 1)
      var index = term.withUnsafeBufferPointer { TermKey($0).hash(seed) } & mask
      while slots[index].number != 0 { index = (index + 1) & mask }
      slots[index] = old[number]
    }
  }
}
