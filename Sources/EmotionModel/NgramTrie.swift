internal import CKernels

/// Terms as paths of tokens, so that n-grams are found without their bytes.
///
/// A term is its tokens joined by one space, and no token holds a space, so a term is found by its tokens exactly if it
/// is found by its bytes. A node is what the first tokens of a term lead to. Nodes below `edges.count` are the ends of
/// edges, by their slots; node `edges.count + i` is token `i` as a first token.
package struct NgramTrie: Sendable {
  /// Every token that is in some term.
  private(set) var tokens = Vocabulary()
  /// The first term that equals an earlier one; the earlier one is found.
  private(set) var repeatedTerm: Int?
  /// The term that is each token alone, or -1.
  private var terms: [Int32] = []
  /// From a node by a token to the next node: a hash table with open addressing, at least half of it free.
  private var edges: [Edge]
  /// Keeps anybody from choosing terms whose edges all fall into one place.
  private let seed = UInt64.random(in: 0...UInt64.max)

  private struct Edge {
    /// A node, and the token that is met there.
    var step = Self.free
    /// The term that ends there, or -1.
    var term: Int32 = -1

    /// No step, for there are fewer nodes.
    static let free = UInt64.max

    @inline(__always)
    static func step(_ node: Int32, _ token: Int32) -> UInt64 {
      UInt64(UInt32(bitPattern: node)) << 32 | UInt64(UInt32(bitPattern: token))
    }
  }

  private static let separator = UInt8(ascii: " ")

  init(_ terms: Terms) {
    // No more edges than spaces.
    let edgeCount = terms.bytes.count { $0 == Self.separator }
    var slotCount = 16
    while slotCount < 2 * edgeCount { slotCount *= 2 }
    edges = Array(repeating: Edge(), count: slotCount)
    terms.forEach { insert($1, as: Int32(truncatingIfNeeded: $0)) }
  }

  /// Gives each token of a text its number in `tokens`, and brings near what `forEachTerm` will look at.
  @inline(__always)
  func identify(_ text: inout TokenizedText) {
    for token in text.tokens { tokens.prefetch(token.key) }
    text.forEachToken { token, bytes in
      token.number = tokens.index(of: bytes, key: token.key).map { Int32(truncatingIfNeeded: $0) }
    }
    prefetch(text.tokens)
  }

  /// Calls `body` with each n-gram of an identified text that is a term.
  @inline(__always)
  func forEachTerm(of tokens: [TokenizedText.Token], range: ClosedRange<Int>, _ body: (Int32) -> Void) {
    for first in tokens.indices {
      guard let token = tokens[first].number else { continue }
      if range.lowerBound == 1 && terms[Int(token)] >= 0 { body(terms[Int(token)]) }
      var node = node(token: token)
      var size = 1
      while size < range.upperBound, first + size < tokens.count, let token = tokens[first + size].number {
        let slot = slot(Edge.step(node, token))
        if edges[slot].step == Edge.free { break }
        size += 1
        if edges[slot].term >= 0 && size >= range.lowerBound { body(edges[slot].term) }
        node = Int32(truncatingIfNeeded: slot)
      }
    }
  }

  /// Brings near what the first two steps from each token will look at.
  @inline(__always)
  private func prefetch(_ tokens: [TokenizedText.Token]) {
    terms.withUnsafeBufferPointer { terms in
      edges.withUnsafeBufferPointer { edges in
        var previous: Int32?
        for token in tokens {
          if let number = token.number {
            CKernels.prefetch(terms.baseAddress.map { $0 + Int(number) })
            if let previous {
              let slot = hash(Edge.step(node(token: previous), number)) & (edges.count - 1)
              CKernels.prefetch(edges.baseAddress.map { $0 + slot })
            }
          }
          previous = token.number
        }
      }
    }
  }

  private mutating func insert(_ term: UnsafeBufferPointer<UInt8>, as number: Int32) {
    var previous: Int32?
    var start = 0
    for end in 0...term.count where end == term.count || term[end] == Self.separator {
      let token = insertToken(UnsafeBufferPointer(rebasing: term[start..<end]))
      if let node = previous {
        let step = Edge.step(node, token)
        let slot = slot(step)
        edges[slot].step = step
        if end == term.count { edges[slot].term = first(edges[slot].term, number) }
        previous = Int32(truncatingIfNeeded: slot)
      } else {
        if end == term.count { terms[Int(token)] = first(terms[Int(token)], number) }
        previous = node(token: token)
      }
      start = end + 1
    }
  }

  private mutating func insertToken(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    let (token, isNew) = tokens.insert(bytes)
    if isNew { terms.append(-1) }
    return Int32(truncatingIfNeeded: token)
  }

  /// The first of two terms that end in one place; -1 is none.
  private mutating func first(_ earlier: Int32, _ later: Int32) -> Int32 {
    if earlier < 0 { return later }
    repeatedTerm = repeatedTerm ?? Int(later)
    return earlier
  }

  /// The node that a first token leads to.
  @inline(__always)
  private func node(token: Int32) -> Int32 { Int32(truncatingIfNeeded: edges.count) &+ token }

  /// The slot that holds a step, or the free one where it would go.
  @inline(__always)
  private func slot(_ step: UInt64) -> Int {
    edges.withUnsafeBufferPointer { edges in
      let mask = edges.count - 1
      var slot = hash(step) & mask
      while edges[slot].step != step && edges[slot].step != Edge.free { slot = (slot &+ 1) & mask }
      return slot
    }
  }

  @inline(__always)
  private func hash(_ step: UInt64) -> Int { Int(truncatingIfNeeded: TermKey.mix(step ^ seed)) }
}
