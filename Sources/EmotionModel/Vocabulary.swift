internal import CKernels
internal import Glibc

/// A set of terms, numbered in the order in which they were inserted.
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

  /// The terms by their numbers.
  package private(set) var terms = Terms()
  /// The first of the terms that the set was made of that equals an earlier one; the earlier one is found.
  private(set) var repeatedTerm: Int?
  private let seed = Self.processSeed
  /// A power of two; at least a quarter of them are free.
  private var slots: [Slot]

  /// An empty set.
  package init() {
    slots = Self.slots(for: 0)
  }

  /// A set of these terms, those that come again left out.
  package init(of terms: [String]) {
    self.init()
    for var term in terms { _ = term.withUTF8 { insert($0) } }
  }

  /// A set of these terms, each with its number there; no two should be equal.
  package init(_ terms: Terms) {
    slots = Self.slots(for: terms.count)
    self.terms = terms
    terms.forEach { index, term in
      let key = TermKey(term)
      let slot = slots.withUnsafeBufferPointer { place(of: term, key: key, in: $0) }
      if slots[slot].number != 0 {
        repeatedTerm = repeatedTerm ?? index
      } else {
        slots[slot] = Slot(bits: key.bits, length: key.length, number: UInt32(truncatingIfNeeded: index + 1))
      }
    }
  }

  private static func slots(for count: Int) -> [Slot] {
    var slotCount = 16
    while 3 * slotCount < 4 * count { slotCount *= 2 }
    return Array(repeating: Slot(), count: slotCount)
  }

  /// How many terms there are.
  package var count: Int { terms.count }

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
    terms.append(term)
    slots[slot] = Slot(bits: key.bits, length: key.length, number: UInt32(count))
    return (count - 1, true)
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
    terms.bytes.withUnsafeBytes { bytes in
      guard let bytes = bytes.baseAddress, let first = term.baseAddress else { return false }
      return memcmp(bytes + terms.place(Int(number) - 1).lowerBound, first, term.count) == 0
    }
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    let mask = slots.count - 1
    for slot in old where slot.number != 0 {
      var index = TermKey(bits: slot.bits, length: Int(slot.length)).hash(seed) & mask
      while slots[index].number != 0 { index = (index + 1) & mask }
      slots[index] = slot
    }
  }
}
