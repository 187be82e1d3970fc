/// The tokens of one text: scratch memory that is filled anew for each.
///
/// Tokens lie one after the other with a single space between, so the n-gram of tokens `i ..< i + n`, which
/// scikit-learn joins by one space, is the bytes from the start of the first to the end of the last.
package struct TokenizedText: Sendable {
  package struct Token: Sendable, Equatable {
    /// Where it lies in the text's bytes.
    package let range: Range<Int>
    /// Whether it is made of word characters.
    package let isWord: Bool
    let key: TermKey
    /// Which token of a vocabulary it is, once somebody has looked; nil for none.
    var number: Int32?
  }

  package internal(set) var tokens: [Token] = []
  /// UTF-8; memory behind the last token is in use while a text is read.
  private var buffer: [UInt8] = []
  private var byteCount = 0
  /// The text as Unicode scalars, used only where it must be lowered as a whole.
  var scalars: [Unicode.Scalar] = []

  package init() {}

  /// The UTF-8 of all tokens, lowered if the tokenizer does that.
  package var bytes: ArraySlice<UInt8> { buffer[..<byteCount] }

  /// Calls `body` with the bytes of all tokens.
  @inline(__always)
  package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    buffer.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<byteCount])) }
  }

  /// Calls `body` with the bytes of each n-gram of tokens, the shortest n-grams first, each size from left to right.
  @inline(__always)
  package func forEachNgram(_ range: ClosedRange<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withBytes { bytes in
      for size in range where size <= tokens.count {
        for first in 0...(tokens.count - size) {
          body(
            UnsafeBufferPointer(
              rebasing: bytes[tokens[first].range.lowerBound..<tokens[first + size - 1].range.upperBound]))
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

  /// Forgets all tokens, and calls `write` with room for `limit` bytes, the spaces between tokens among them.
  @inline(__always)
  mutating func fill(limit: Int, _ write: (consuming Writer) -> Writer) {
    tokens.removeAll(keepingCapacity: true)
    if buffer.count <= limit { buffer = Array(repeating: 0, count: max(limit + 1, 2 * buffer.count)) }
    buffer.withUnsafeMutableBufferPointer { buffer in
      // Given away and taken back, so that it can be in registers meanwhile.
      var writer = write(Writer(bytes: buffer, taking: &tokens))
      swap(&tokens, &writer.tokens)
      byteCount = writer.end
    }
  }

  /// Writes tokens one after the other.
  struct Writer {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    fileprivate var tokens: [Token]
    /// Where the last token ends.
    fileprivate var end = 0
    /// What the open token is made of; `space` between tokens.
    private(set) var openKind = TokenCharacter.Kind.space
    /// How many characters it has.
    private(set) var openLength = 0
    private var start = 0
    private var next = 0

    fileprivate init(bytes: UnsafeMutableBufferPointer<UInt8>, taking tokens: inout [Token]) {
      self.bytes = bytes
      self.tokens = []
      swap(&self.tokens, &tokens)
    }

    @inline(__always)
    mutating func open(_ kind: TokenCharacter.Kind) {
      openKind = kind
      openLength = 0
      if !tokens.isEmpty { bytes[end] = UInt8(ascii: " ") }
      start = tokens.isEmpty ? 0 : end + 1
      next = start
    }

    @inline(__always)
    mutating func append(_ scalar: Unicode.Scalar) {
      openLength &+= 1
      if scalar.value < 0x80 {
        bytes[next] = UInt8(truncatingIfNeeded: scalar.value)
        next &+= 1
      } else {
        appendUTF8(scalar)
      }
    }

    /// Appends the ASCII word characters that come next, which is what most of most texts is.
    @inline(__always)
    mutating func appendWord(
      _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ ascii: UnsafeBufferPointer<TokenCharacter>
    ) {
      guard openKind == .word else { return }
      let first = position
      while position < text.count && text[position] < 0x80 {
        let character = ascii[Int(text[position])]
        guard character.kind == .word else { break }
        bytes[next] = UInt8(truncatingIfNeeded: character.scalar.value)
        next &+= 1
        position &+= 1
      }
      openLength &+= position &- first
    }

    private mutating func appendUTF8(_ scalar: Unicode.Scalar) {
      for byte in UTF8.encode(scalar).unsafelyUnwrapped {
        bytes[next] = byte
        next += 1
      }
    }

    /// Ends the open token; one that is not kept leaves nothing behind.
    @inline(__always)
    mutating func close(isKept: Bool) {
      if isKept {
        let key = TermKey(UnsafeBufferPointer(rebasing: bytes[start..<next]))
        tokens.append(Token(range: start..<next, isWord: openKind == .word, key: key))
        end = next
      }
      openKind = .space
    }
  }
}
