internal import CKernels

/// The terms of a vocabulary as paths of tokens, so that n-grams are found without their bytes.
///
/// A term is its tokens joined by one space, and no token holds a space, so a term is found by its tokens exactly if it
/// is found by its bytes. A node is what the first tokens of a term lead to: nodes below `tokens.count` are first tokens
/// by their own numbers, the others are the edges that lead to them, by their slots.
package struct NgramTrie: Sendable {
  /// Every token that is in some term.
  let tokens: Vocabulary
  /// The term that is each token alone, or -1.
  private var terms: [Int32]
  /// From a node by a token to the next node: a hash table with open addressing, at least half of it free.
  private var edges: [Edge]

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

  init(_ vocabulary: Vocabulary) {
    var tokens = Vocabulary()
    var paths: [Int32] = []
    var ends: [Int] = []
    for term in 0..<vocabulary.count {
      vocabulary.term(term).withUnsafeBufferPointer { term in
        var start = 0
        for index in 0...term.count where index == term.count || term[index] == UInt8(ascii: " ") {
          paths.append(Int32(tokens.insert(UnsafeBufferPointer(rebasing: term[start..<index])).index))
          start = index + 1
        }
      }
      ends.append(paths.count)
    }
    self.tokens = tokens
    terms = Array(repeating: -1, count: tokens.count)
    var slotCount = 16
    while slotCount < 2 * (paths.count - ends.count) { slotCount *= 2 }
    edges = Array(repeating: Edge(), count: slotCount)
    var start = 0
    for (term, end) in ends.enumerated() {
      insert(paths[start..<end], term: Int32(term))
      start = end
    }
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
      guard var node = tokens[first].number else { continue }
      if range.lowerBound == 1 && terms[Int(node)] >= 0 { body(terms[Int(node)]) }
      var size = 1
      while size < range.upperBound, first + size < tokens.count, let token = tokens[first + size].number {
        let slot = slot(Edge.step(node, token))
        if edges[slot].step == Edge.free { break }
        size += 1
        if edges[slot].term >= 0 && size >= range.lowerBound { body(edges[slot].term) }
        node = self.node(slot)
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
              let slot = Self.hash(Edge.step(previous, number)) & (edges.count - 1)
              CKernels.prefetch(edges.baseAddress.map { $0 + slot })
            }
          }
          previous = token.number
        }
      }
    }
  }

  private mutating func insert(_ path: ArraySlice<Int32>, term: Int32) {
    guard var node = path.first else { return }
    if path.count == 1 { terms[Int(node)] = term }
    for (index, token) in path.enumerated().dropFirst() {
      let slot = slot(Edge.step(node, token))
      edges[slot].step = Edge.step(node, token)
      if index == path.count - 1 { edges[slot].term = term }
      node = self.node(slot)
    }
  }

  /// The node that the edge in a slot leads to.
  @inline(__always)
  private func node(_ slot: Int) -> Int32 { Int32(truncatingIfNeeded: terms.count &+ slot) }

  /// The slot that holds a step, or the free one where it would go.
  @inline(__always)
  private func slot(_ step: UInt64) -> Int {
    edges.withUnsafeBufferPointer { edges in
      let mask = edges.count - 1
      var slot = Self.hash(step) & mask
      while edges[slot].step != step && edges[slot].step != Edge.free { slot = (slot &+ 1) & mask }
      return slot
    }
  }

  @inline(__always)
  private static func hash(_ step: UInt64) -> Int { Int(truncatingIfNeeded: TermKey.mix(step)) }
}
