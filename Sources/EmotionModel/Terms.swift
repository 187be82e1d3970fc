/// Terms, each a run of UTF-8 bytes, numbered in their order.
package struct Terms: Sendable {
  /// The bytes of all terms, one after the other.
  package private(set) var bytes: [UInt8] = []
  /// Term `i` is `bytes[offsets[i] ..< offsets[i + 1]]`; one element more than there are terms.
  package private(set) var offsets: [UInt32] = [0]

  /// No terms.
  package init() {}

  /// Takes terms as a model file holds them: the offsets ascend from 0 to the number of bytes.
  init(bytes: [UInt8], offsets: [UInt32]) {
    self.bytes = bytes
    self.offsets = offsets
  }

  /// How many terms there are.
  package var count: Int { offsets.count - 1 }

  /// The bytes of term number `index`.
  package subscript(index: Int) -> ArraySlice<UInt8> { bytes[place(index)] }

  /// Where term number `index` lies in the bytes.
  @inline(__always)
  func place(_ index: Int) -> Range<Int> { Int(offsets[index])..<Int(offsets[index + 1]) }

  /// Adds a term.
  ///
  /// The bytes of all terms together must stay below 4 GiB; the caller bounds them.
  package mutating func append(_ term: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: term)
    offsets.append(UInt32(bytes.count))
  }

  /// Calls `body` with each term's number and bytes.
  @inline(__always)
  func forEach(_ body: (Int, UnsafeBufferPointer<UInt8>) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<count { body(index, UnsafeBufferPointer(rebasing: bytes[place(index)])) }
    }
  }
}
