internal import CZlib

/// Decompresses one zlib or gzip stream in pieces of bounded size.
struct Inflater: ~Copyable {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var input: UnsafeRawBufferPointer
  private var isAtEnd = false

  /// The bytes must outlive the inflater.
  init(_ input: UnsafeRawBufferPointer) {
    self.input = input
    stream.initialize(to: z_stream())
    // 15 for the largest window, 32 for either header.
    _ = zlib_inflate_init(stream, 15 + 32)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  /// The next piece, valid until the next call, or nil at the end of the stream, which must be that of the bytes.
  mutating func next() throws(ArtefactError) -> UnsafeRawBufferPointer? {
    guard !isAtEnd else { return nil }
    let given = UnsafeRawBufferPointer(rebasing: input.prefix(1 << 30))
    stream.pointee.next_in = UnsafeMutablePointer(mutating: given.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(given.count)
    stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let status = inflate(stream, Z_NO_FLUSH)
    input = UnsafeRawBufferPointer(rebasing: input[(given.count - Int(stream.pointee.avail_in))...])
    let count = output.count - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK: break
    case Z_BUF_ERROR: throw ArtefactError("its compressed data ends too early")
    case Z_STREAM_END:
      isAtEnd = true
      guard input.isEmpty else { throw ArtefactError("bytes follow its compressed data") }
    default:
      throw ArtefactError("its compressed data is corrupt: \(stream.pointee.msg.map { String(cString: $0) } ?? "zlib")")
    }
    return UnsafeRawBufferPointer(rebasing: output[..<count])
  }
}
