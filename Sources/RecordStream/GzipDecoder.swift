internal import CZlib

/// Decodes gzip (RFC 1952), all members, with gzip(1)'s judgement on what follows them.
struct GzipDecoder: ~Copyable {
  /// Why the decoding ended before the input did.
  enum Failure: Error, Equatable {
    /// The bytes are no deflate data, or a member's checksum or length is wrong.
    case corrupt(String)
    /// After the last member come bytes that are neither zeros nor a member.
    case trailingGarbage
  }

  /// How much memory zlib takes for a decoder, about (zconf.h): a window of 32 KiB, and its state.
  static let memorySize = 40 << 10

  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// Whether a member has begun and not ended.
  private(set) var isInMember = true
  /// The first byte of a possible next member, when only that has come.
  private var hasHalfMagic = false
  private var isInPadding = false
  /// What went wrong behind bytes that were decoded; told at the next call.
  private var failure: Failure?

  init() {
    stream.initialize(to: z_stream())
    _ = zlib_inflate_init(stream, 31)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Decodes from the front of `input`, which shrinks by what was used, into `output`; returns how much was written.
  ///
  /// Returns 0 with `input` used up when it needs more, and may return 0 before.
  mutating func decode(
    _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(Failure) -> Int {
    if let failure { throw failure }
    if !isInMember { try beginMember(&input) }
    guard isInMember else { return 0 }
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let status = inflate(stream, Z_NO_FLUSH)
    input = UnsafeRawBufferPointer(rebasing: input[(input.count - Int(stream.pointee.avail_in))...])
    let count = output.count - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END:
      isInMember = false
      inflateReset(stream)
    default:
      let error = Failure.corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "no gzip data")
      if count == 0 { throw error }
      failure = error
    }
    return count
  }

  /// What can be decoded of gzip that is torn; nil if that is more than `limit` bytes.
  static func readable(_ torn: [UInt8], upTo limit: Int) -> [UInt8]? {
    var decoder = GzipDecoder()
    var (readable, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 64 << 10))
    return torn.withUnsafeBytes { torn in
      var input = torn
      while let count = try? chunk.withUnsafeMutableBytes({ try decoder.decode(&input, into: $0) }), count > 0 {
        readable += chunk[..<count]
        if readable.count > limit { return nil }
      }
      return readable
    }
  }

  /// What is wrong if the input ends here.
  func finish() throws(Failure) {
    if isInMember { throw .corrupt("unexpected end of file") }
    if hasHalfMagic { throw .trailingGarbage }
  }

  /// Looks for the magic bytes of a next member; zeros may fill up what comes before the end.
  private mutating func beginMember(_ input: inout UnsafeRawBufferPointer) throws(Failure) {
    while let byte = input.first {
      if hasHalfMagic {
        guard byte == 0x8B else { throw .trailingGarbage }
        hasHalfMagic = false
        isInMember = true
        feedFirstMagicByte()
        return
      }
      if byte == 0x1F && !isInPadding {
        hasHalfMagic = true
      } else {
        guard byte == 0 else { throw .trailingGarbage }
        isInPadding = true
      }
      input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
    }
  }

  /// The magic's first byte may have come with an earlier piece of input.
  private mutating func feedFirstMagicByte() {
    var magic: UInt8 = 0x1F
    var nothing: UInt8 = 0
    withUnsafeMutablePointer(to: &magic) { magic in
      withUnsafeMutablePointer(to: &nothing) { nothing in
        stream.pointee.next_in = magic
        stream.pointee.avail_in = 1
        stream.pointee.next_out = nothing
        stream.pointee.avail_out = 0
        _ = inflate(stream, Z_NO_FLUSH)
      }
    }
  }
}
