/// The tokens of one text: scratch memory that is filled anew for each.
///
/// Tokens lie one after the other with a single space between, so the n-gram of tokens `i ..< i + n`, which
/// scikit-learn joins by one space, is the bytes from `starts[i]` to `ends[i + n - 1]`.
package struct TokenizedText {
  /// Lowercased UTF-8.
  package private(set) var bytes: [UInt8] = []
  /// Where each token begins in `bytes`.
  package private(set) var starts: [Int] = []
  /// Where each token ends in `bytes`, in step with `starts`.
  package private(set) var ends: [Int] = []
  /// Whether each token is made of word characters, in step with `starts`.
  package private(set) var isWord: [Bool] = []

  /// The text as Unicode scalars, used only where it is not ASCII.
  var scalars: [Unicode.Scalar] = []
  /// What the token that is being read is made of; nil between tokens.
  private(set) var openKind: Tokenizer.TextScalar.Kind?
  /// How many characters it has so far.
  private(set) var openLength = 0
  private var openStart = 0

  package init() {}

  /// How many tokens there are.
  package var count: Int { starts.count }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    isWord.removeAll(keepingCapacity: true)
    scalars.removeAll(keepingCapacity: true)
    openKind = nil
  }

  @inline(__always)
  mutating func open(_ kind: Tokenizer.TextScalar.Kind) {
    if !starts.isEmpty { bytes.append(UInt8(ascii: " ")) }
    openKind = kind
    openStart = bytes.count
    openLength = 0
  }

  @inline(__always)
  mutating func append(_ next: Tokenizer.TextScalar) {
    if next.scalar.isASCII {
      bytes.append(UInt8(truncatingIfNeeded: next.scalar.value))
    } else {
      UTF8Text.append(next.scalar, to: &bytes)
    }
    openLength += 1
  }

  /// Ends the open token; one that is not kept leaves no bytes behind.
  @inline(__always)
  mutating func close(keep: Bool, isWord: Bool) {
    openKind = nil
    if keep {
      starts.append(openStart)
      ends.append(bytes.count)
      self.isWord.append(isWord)
    } else {
      bytes.removeSubrange((starts.isEmpty ? 0 : ends[ends.count - 1])...)
    }
  }
}
