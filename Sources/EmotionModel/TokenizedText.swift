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
    fileprivate init(_ bytes: UnsafeRawPointer, _ range: Range<Int>, isWord: Bool) {
      self.range = range
      keyBits = TermKey(padded: bytes + range.lowerBound, count: range.count).bits
      self.isWord = isWord
    }

    var key: TermKey { TermKey(bits: keyBits, length: range.count) }
  }

  package internal(set) var tokens: [Token] = []
  /// The text in UTF-8, lowered if the tokenizer does that, and memory behind it.
  private var buffer: [UInt8] = []
  /// The kind of the character that each byte belongs to, behind one that stands for what is before the text.
  private var kinds: [character_kind] = []
  private var byteCount = 0
  private var cache = CharacterCache()

  package init() {}

  /// The text in UTF-8, lowered if the tokenizer does that.
  package var bytes: ArraySlice<UInt8> { buffer[..<byteCount] }

  /// Calls `body` with the text's bytes.
  @inline(__always)
  package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    buffer.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<byteCount])) }
  }

  /// Calls `body` with the bytes of each n-gram of tokens, the shortest n-grams first, each size from left to right.
  ///
  /// As in scikit-learn, an n-gram is its tokens joined by one space.
  package func forEachNgram(_ range: ClosedRange<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var joined: [UInt8] = []
    var places: [Range<Int>] = []
    for token in tokens {
      let start = joined.count
      joined += buffer[token.range]
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
      buffer.withUnsafeBufferPointer { bytes in
        for index in tokens.indices { body(&tokens[index], UnsafeBufferPointer(rebasing: bytes[tokens[index].range])) }
      }
    }
  }

  /// Leaves tokens out, but not their bytes.
  mutating func removeTokens(where isUnwanted: (Token, UnsafeBufferPointer<UInt8>) -> Bool) {
    buffer.withUnsafeBufferPointer { bytes in
      tokens.removeAll { isUnwanted($0, UnsafeBufferPointer(rebasing: bytes[$0.range])) }
    }
  }

  /// Calls `body` with the bytes of each token of word characters.
  @inline(__always)
  package func forEachWord(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withBytes { bytes in
      for token in tokens where token.isWord { body(UnsafeBufferPointer(rebasing: bytes[token.range])) }
    }
  }
}

extension TokenizedText {
  /// So much memory behind the text is read or written, because vectors are longer than what is left of it.
  private static let padding = 2 * Int(CHARACTERS_PER_MASK)

  /// Writes characters and their kinds one after the other.
  struct Writer {
    fileprivate let bytes: UnsafeMutablePointer<UInt8>
    fileprivate let kinds: UnsafeMutablePointer<character_kind>
    /// Goes from text to text.
    var cache = CharacterCache()
    fileprivate var end = 0

    /// Appends characters from a text's beginning, as many as are ASCII and as it takes at once; returns their number.
    @inline(__always)
    mutating func appendASCII(_ text: UnsafeBufferPointer<UInt8>, isLowercasing: Bool) -> Int {
      var count = 0
      if text.count >= CHARACTERS_PER_BLOCK {
        count = classify(text, isLowercasing)
      } else {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(CHARACTERS_PER_BLOCK)) { block in
          block.initialize(repeating: 0)
          _ = block.update(fromContentsOf: text)
          count = min(text.count, classify(UnsafeBufferPointer(block), isLowercasing))
        }
      }
      end &+= count
      return count
    }

    @inline(__always)
    private func classify(_ block: UnsafeBufferPointer<UInt8>, _ isLowercasing: Bool) -> Int {
      guard let first = block.baseAddress else { return 0 }
      return Int(characters_classify(first, isLowercasing, bytes + end, kinds + end))
    }

    mutating func append(_ character: TokenCharacter) {
      var kind = character.kind
      for byte in UTF8.encode(character.scalar).unsafelyUnwrapped {
        bytes[end] = byte
        kinds[end] = kind
        if kind == .symbol { kind = .rest }
        end += 1
      }
    }
  }

  /// Calls `write` with room for `limit` bytes, and returns what it returns; tokens are cut afterwards.
  @inline(__always)
  mutating func fill(limit: Int, _ write: (inout Writer) -> Bool) -> Bool {
    let size = limit + Self.padding
    if buffer.count < size {
      buffer = Array(repeating: 0, count: max(size, 2 * buffer.count))
      kinds = Array(repeating: .space, count: buffer.count)
    }
    return buffer.withUnsafeMutableBufferPointer { bytes in
      kinds.withUnsafeMutableBufferPointer { kinds in
        guard let bytes = bytes.baseAddress, let kinds = kinds.baseAddress else { return false }
        var writer = Writer(bytes: bytes, kinds: kinds + 1)
        swap(&writer.cache, &cache)
        let isComplete = write(&writer)
        swap(&writer.cache, &cache)
        byteCount = writer.end
        (kinds + 1 + byteCount).update(repeating: .space, count: Int(CHARACTERS_PER_MASK))
        return isComplete
      }
    }
  }

  /// Finds the tokens in what was written.
  mutating func cut(_ pattern: Tokenizer.Pattern) {
    tokens.removeAll(keepingCapacity: true)
    buffer.withUnsafeBytes { bytes in
      kinds.withUnsafeBufferPointer { kinds in
        guard let bytes = bytes.baseAddress, let kinds = kinds.baseAddress.map({ $0 + 1 }) else { return }
        withUnsafeTemporaryAllocation(of: Token.self, capacity: Self.tokensAtOnce) { found in
          var count = 0
          // What is before the text is no token.
          var start = -1
          for first in stride(from: 0, through: byteCount, by: Int(CHARACTERS_PER_MASK)) {
            var boundaries = characters_boundaries(kinds + first)
            while boundaries != 0 {
              let end = first &+ boundaries.trailingZeroBitCount
              boundaries &= boundaries &- 1
              if Self.isToken(bytes, start..<end, kinds[start], pattern) {
                found[count] = Token(bytes, start..<end, isWord: kinds[start] == .word)
                count &+= 1
                if count == Self.tokensAtOnce { append(found, &count) }
              }
              start = end
            }
          }
          append(found, &count)
        }
      }
    }
  }

  private mutating func append(_ found: UnsafeMutableBufferPointer<Token>, _ count: inout Int) {
    tokens.append(contentsOf: UnsafeBufferPointer(rebasing: found[..<count]))
    count = 0
  }

  /// As many as fit into what Swift allocates on the stack.
  private static let tokensAtOnce = 1024 / MemoryLayout<Token>.stride

  /// Whether the characters between two boundaries, of the kind that the first one has, are a token.
  @inline(__always)
  private static func isToken(
    _ bytes: UnsafeRawPointer, _ range: Range<Int>, _ kind: character_kind, _ pattern: Tokenizer.Pattern
  ) -> Bool {
    switch pattern {
    case .wordsAndSymbols: return kind != .space
    case .scikitLearn:
      guard kind == .word, range.count > 1 else { return false }
      // No character has more than four bytes.
      if range.count > 4 { return true }
      return UnsafeRawBufferPointer(start: bytes + range.lowerBound, count: range.count).count { $0 & 0xC0 != 0x80 } > 1
    }
  }
}
