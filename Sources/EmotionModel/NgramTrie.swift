internal import CForest

/// The terms of a vocabulary as paths of tokens, so that n-grams are found without their bytes.
///
/// A term is its tokens joined by one space, and no token holds a space, so a term is found by its tokens exactly if it
/// is found by its bytes. A node is what the first tokens of a term lead to: nodes below `tokens.count` are first tokens
/// by their own numbers, the others follow.
package struct NgramTrie: Sendable {
  /// Every token that is in some term.
  let tokens: Vocabulary
  /// The term that ends in each node, or -1.
  private var terms: [Int32]
  /// From a node by a token to the next node: a hash table with open addressing, at least half of it free.
  private var edges: [Edge]

  private struct Edge {
    /// The node above the token, or all ones where the slot is free.
    var key = UInt64.max
    var node: Int32 = -1
  }

  init(_ vocabulary: Vocabulary) {
    var tokens = Vocabulary(capacity: vocabulary.count)
    var paths: [Int32] = []
    var ends: [Int] = []
    vocabulary.bytes.withUnsafeBufferPointer { bytes in
      for term in 0..<vocabulary.count {
        let range = Int(vocabulary.offsets[term])..<Int(vocabulary.offsets[term + 1])
        for token in bytes[range].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
          paths.append(Int32(tokens.insert(UnsafeBufferPointer(rebasing: token)).index))
        }
        ends.append(paths.count)
      }
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

  /// Gives each token of a text its number in `tokens`.
  @inline(__always)
  func identify(_ text: inout TokenizedText) {
    for token in text.tokens { tokens.prefetch(hash: token.hash) }
    text.forEachToken { token, bytes in
      token.number = tokens.index(of: bytes, hash: token.hash).map { Int32(truncatingIfNeeded: $0) }
    }
  }

  /// Calls `body` with each n-gram of an identified text that is a term.
  @inline(__always)
  func forEachTerm(of tokens: [TokenizedText.Token], range: ClosedRange<Int>, _ body: (Int32) -> Void) {
    prefetch(tokens)
    for first in tokens.indices {
      guard var node = tokens[first].number else { continue }
      var size = 1
      while true {
        let term = terms[Int(node)]
        if term >= 0 && size >= range.lowerBound { body(term) }
        guard size < range.upperBound, first + size < tokens.count, let token = tokens[first + size].number,
          let next = next(node, token)
        else { break }
        node = next
        size += 1
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
            CForest.prefetch(terms.baseAddress.map { $0 + Int(number) })
            if let previous {
              let slot = Int(truncatingIfNeeded: TermHash.mix(Self.key(previous, number))) & (edges.count - 1)
              CForest.prefetch(edges.baseAddress.map { $0 + slot })
            }
          }
          previous = token.number
        }
      }
    }
  }

  private mutating func insert(_ path: ArraySlice<Int32>, term: Int32) {
    var node = path.first ?? 0
    for token in path.dropFirst() {
      let slot = slot(Self.key(node, token))
      if edges[slot].node < 0 {
        edges[slot] = Edge(key: Self.key(node, token), node: Int32(terms.count))
        terms.append(-1)
      }
      node = edges[slot].node
    }
    terms[Int(node)] = term
  }

  @inline(__always)
  private func next(_ node: Int32, _ token: Int32) -> Int32? {
    let next = edges[slot(Self.key(node, token))].node
    return next < 0 ? nil : next
  }

  /// The slot that holds the key, or the free one where it would go.
  @inline(__always)
  private func slot(_ key: UInt64) -> Int {
    edges.withUnsafeBufferPointer { edges in
      let mask = edges.count - 1
      var slot = Int(truncatingIfNeeded: TermHash.mix(key)) & mask
      while edges[slot].key != key && edges[slot].node >= 0 { slot = (slot + 1) & mask }
      return slot
    }
  }

  @inline(__always)
  private static func key(_ node: Int32, _ token: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: node)) << 32 | UInt64(UInt32(bitPattern: token))
  }
}
