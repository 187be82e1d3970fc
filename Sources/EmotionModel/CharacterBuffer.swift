internal import CKernels

/// The characters of a text, and what the token patterns say of each: memory that is filled anew for each text.
struct CharacterBuffer: Sendable {
  /// UTF-8, and more behind the text, because vectors are longer than what is left of it.
  private var memory: [UInt8] = []
  /// The kind of the character that each byte belongs to, behind one that stands for what is before the text.
  private var kinds: [character_kind] = []
  private var cache = CharacterCache()
  /// How many bytes the text has.
  private(set) var count = 0

  /// The last mask may begin at the text's end, and kinds lie one place further.
  private static let padding = 2 * Int(CHARACTERS_PER_MASK)

  var bytes: ArraySlice<UInt8> { memory[..<count] }

  /// Calls `body` with the text's bytes.
  @inline(__always)
  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    memory.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// Calls `write` with room for `limit` bytes, and returns what it returns.
  @inline(__always)
  mutating func fill(limit: Int, _ write: (inout Writer) -> Bool) -> Bool {
    let size = limit + Self.padding
    if memory.count < size {
      memory = Array(repeating: 0, count: max(size, 2 * memory.count))
      kinds = Array(repeating: .space, count: memory.count)
    }
    return memory.withUnsafeMutableBufferPointer { bytes in
      kinds.withUnsafeMutableBufferPointer { kinds in
        guard let bytes = bytes.baseAddress, let kinds = kinds.baseAddress else { return false }
        var writer = Writer(bytes: bytes, kinds: kinds + 1)
        swap(&writer.cache, &cache)
        let isComplete = write(&writer)
        swap(&writer.cache, &cache)
        count = writer.end
        (kinds + 1 + count).update(repeating: .space, count: Int(CHARACTERS_PER_MASK))
        return isComplete
      }
    }
  }

  /// Calls `body` with the text's bytes and each run of characters of one kind, symbols one by one; spaces at
  /// the end are left out.
  ///
  /// At least eight bytes can be read from the beginning of each on.
  @inline(__always)
  func forEachRun(_ body: (UnsafePointer<UInt8>, Range<Int>, character_kind) -> Void) {
    memory.withUnsafeBufferPointer { bytes in
      kinds.withUnsafeBufferPointer { kinds in
        guard let bytes = bytes.baseAddress, let kinds = kinds.baseAddress.map({ $0 + 1 }) else { return }
        var start = 0
        for first in stride(from: 0, through: count, by: Int(CHARACTERS_PER_MASK)) {
          var boundaries = characters_boundaries(kinds + first)
          while boundaries != 0 {
            let end = first &+ boundaries.trailingZeroBitCount
            boundaries &= boundaries &- 1
            if end > start { body(bytes, start..<end, kinds[start]) }
            start = end
          }
        }
      }
    }
  }

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
}
