internal import CKernels

/// The tokens of one text: scratch memory that is filled anew for each.
package struct TokenizedText: Sendable {
  package struct Token: Sendable, Equatable {
    /// Where it lies in the text's bytes.
    package let range: Range<Int>
    fileprivate let keyBits: UInt64
    /// Which token of a vocabulary it is, once somebody has looked; nil for none.
    var number: Int32?
    /// Whether it is made of word characters.
    package let isWord: Bool

    /// At least eight bytes can be read from the beginning of the range on.
    @inline(__always)
    fileprivate init(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, isWord: Bool) {
      self.range = range
      keyBits = TermKey(padded: bytes + range.lowerBound, count: range.count).bits
      self.isWord = isWord
    }

    var key: TermKey { TermKey(bits: keyBits, length: range.count) }
  }

  package internal(set) var tokens: [Token] = []
  /// What the tokens are cut from.
  var characters = CharacterBuffer()

  package init() {}

  /// The text in UTF-8, lowered if the tokenizer does that.
  package var bytes: ArraySlice<UInt8> { characters.bytes }

  /// Calls `body` with the bytes of each n-gram of tokens, the shortest n-grams first, each size from left to right.
  ///
  /// As in scikit-learn, an n-gram is its tokens joined by one space.
  package func forEachNgram(_ range: ClosedRange<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var joined: [UInt8] = []
    var places: [Range<Int>] = []
    for token in tokens {
      let start = joined.count
      joined += bytes[token.range]
      places.append(start..<joined.count)
      joined.append(UInt8(ascii: " "))
    }
    joined.withUnsafeBufferPointer { joined in
      for size in range where size <= places.count {
        for (first, last) in zip(places, places[(size - 1)...]) {
          body(UnsafeBufferPointer(rebasing: joined[first.lowerBound..<last.upperBound]))
        }
      }
    }
  }

  /// Calls `body` with each token and its bytes.
  @inline(__always)
  mutating func forEachToken(_ body: (inout Token, UnsafeBufferPointer<UInt8>) -> Void) {
    tokens.withUnsafeMutableBufferPointer { tokens in
      characters.withBytes { bytes in
        for index in tokens.indices { body(&tokens[index], UnsafeBufferPointer(rebasing: bytes[tokens[index].range])) }
      }
    }
  }

  /// Leaves tokens out, but not their bytes.
  mutating func removeTokens(where isUnwanted: (Token, UnsafeBufferPointer<UInt8>) -> Bool) {
    characters.withBytes { bytes in
      tokens.removeAll { isUnwanted($0, UnsafeBufferPointer(rebasing: bytes[$0.range])) }
    }
  }

  /// Calls `body` with the bytes of each token of word characters.
  @inline(__always)
  package func forEachWord(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    characters.withBytes { bytes in
      for token in tokens where token.isWord { body(UnsafeBufferPointer(rebasing: bytes[token.range])) }
    }
  }

  /// Finds the tokens of a pattern among the characters.
  mutating func cut(_ pattern: Tokenizer.Pattern) {
    tokens.removeAll(keepingCapacity: true)
    withUnsafeTemporaryAllocation(of: Token.self, capacity: Self.tokensAtOnce) { found in
      var count = 0
      characters.forEachRun { bytes, range, kind in
        guard Self.isToken(bytes, range, kind, pattern) else { return }
        found[count] = Token(bytes, range, isWord: kind == .word)
        count &+= 1
        if count == Self.tokensAtOnce {
          tokens.append(contentsOf: UnsafeBufferPointer(found))
          count = 0
        }
      }
      tokens.append(contentsOf: UnsafeBufferPointer(rebasing: found[..<count]))
    }
  }

  /// As many as fit into what Swift allocates on the stack.
  private static let tokensAtOnce = 1024 / MemoryLayout<Token>.stride

  /// Whether a run of characters of one kind is a token.
  @inline(__always)
  private static func isToken(
    _ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, _ kind: character_kind, _ pattern: Tokenizer.Pattern
  ) -> Bool {
    switch pattern {
    case .wordsAndSymbols: return kind != .space
    case .scikitLearn:
      guard kind == .word, range.count > 1 else { return false }
      // No character has more than four bytes.
      return range.count > 4
        || UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count).count { $0 & 0xC0 != 0x80 } > 1
    }
  }
}
