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
    let hash: UInt32
    /// Which token of a vocabulary it is, once somebody has looked; nil for none.
    var number: Int32?
  }

  package internal(set) var tokens: [Token] = []
  /// Lowercased UTF-8; memory behind the last token is in use while a text is read.
  private var buffer: [UInt8] = []
  private var byteCount = 0
  /// The text as Unicode scalars, used only where it is not ASCII.
  var scalars: [Unicode.Scalar] = []

  package init() {}

  /// Lowercased UTF-8.
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

  /// Calls `body` with the bytes of each token of word characters.
  @inline(__always)
  package func forEachWord(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withBytes { bytes in
      for token in tokens where token.isWord { body(UnsafeBufferPointer(rebasing: bytes[token.range])) }
    }
  }

  /// Forgets all tokens, and calls `write` with room for `limit` bytes, the spaces between tokens among them.
  @inline(__always)
  mutating func fill(limit: Int, _ write: (inout Writer) -> Void) {
    tokens.removeAll(keepingCapacity: true)
    byteCount = 0
    if buffer.count < limit { buffer = Array(repeating: 0, count: max(limit, 2 * buffer.count)) }
    buffer.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var writer = Writer(base: base, tokens: tokens)
      tokens = []
      write(&writer)
      (tokens, byteCount) = (writer.tokens, writer.end)
    }
  }

  /// Writes tokens one after the other.
  struct Writer {
    fileprivate let base: UnsafeMutablePointer<UInt8>
    fileprivate var tokens: [Token]
    /// Where the last token ends.
    fileprivate var end = 0
    private var next = 0
    private var start = 0

    fileprivate init(base: UnsafeMutablePointer<UInt8>, tokens: [Token]) {
      self.base = base
      self.tokens = tokens
    }

    @inline(__always)
    mutating func open() {
      if end > 0 { base[end] = UInt8(ascii: " ") }
      start = end > 0 ? end + 1 : 0
      next = start
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
      base[next] = byte
      next += 1
    }

    /// Ends the open token; one that is not closed leaves nothing behind.
    @inline(__always)
    mutating func close(isWord: Bool) {
      let hash = TermHash.hash(UnsafeBufferPointer(start: base + start, count: next - start))
      tokens.append(Token(range: start..<next, isWord: isWord, hash: hash))
      end = next
    }
  }
}
