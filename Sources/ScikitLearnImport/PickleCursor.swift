/// The place that a reader of pickle bytes has reached; every read is bounded by the bytes that are left.
struct PickleCursor {
  let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  /// At most 2 GiB, which must outlive the cursor.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  mutating func readByte() throws(ArtefactError) -> UInt8 {
    guard position < bytes.count else { throw ArtefactError("it ends too early") }
    position += 1
    return bytes[position - 1]
  }

  /// A little-endian number.
  mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) throws(ArtefactError) -> Number {
    let span = try readSpan(MemoryLayout<Number>.size)
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: Int(span.start), as: Number.self))
  }

  mutating func readSpan(_ count: some BinaryInteger) throws(ArtefactError) -> ByteSpan {
    guard let count = Int(exactly: count), count >= 0 else { throw ArtefactError("a negative or too large length") }
    guard count <= bytes.count - position else { throw ArtefactError("a length of \(count) beyond the end") }
    position += count
    return ByteSpan(start: UInt32(position - count), count: UInt32(count))
  }

  /// The bytes up to a newline, which is passed over.
  mutating func readLine() throws(ArtefactError) -> ByteSpan {
    let start = position
    while try readByte() != 0x0A {}
    return ByteSpan(start: UInt32(start), count: UInt32(position - 1 - start))
  }

  /// A line that is a short number in ASCII.
  mutating func readNumberLine() throws(ArtefactError) -> String {
    let span = try readLine()
    guard span.count <= 40 else { throw ArtefactError("a number of \(span.count) digits") }
    let line = UnsafeRawBufferPointer(rebasing: bytes[Int(span.start)..<(Int(span.start) + Int(span.count))])
    return String(decoding: line, as: UTF8.self)
  }
}
