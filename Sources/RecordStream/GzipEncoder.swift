internal import CZlib

/// Compresses to gzip (RFC 1952), one whole member a call, which names its own size (see `GzipMember`).
struct GzipEncoder: ~Copyable {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// What zlib writes before each member; both must stay where they are.
  private let header = UnsafeMutablePointer<gz_header>.allocate(capacity: 1)
  private let extra = UnsafeMutablePointer<UInt8>.allocate(capacity: GzipMember.sizeField.count)
  private var compressed: [UInt8] = []

  init() {
    stream.initialize(to: z_stream())
    _ = zlib_deflate_init(stream, Z_DEFAULT_COMPRESSION, 31)
    header.initialize(to: gz_header())
    extra.initialize(from: GzipMember.sizeField, count: GzipMember.sizeField.count)
    header.pointee.extra = extra
    header.pointee.extra_len = UInt32(GzipMember.sizeField.count)
    header.pointee.os = Self.unix
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    header.deallocate()
    extra.deallocate()
  }

  /// The operating system of RFC 1952.
  private static let unix: Int32 = 3

  /// Replaces bytes by a member that holds them.
  mutating func encode(_ bytes: inout [UInt8]) {
    deflateReset(stream)
    deflateSetHeader(stream, header)
    let bound = Int(deflateBound(stream, UInt(bytes.count)))
    if compressed.count < bound { compressed = Array(repeating: 0, count: bound) }
    let count = bytes.withUnsafeMutableBufferPointer { plain in
      compressed.withUnsafeMutableBufferPointer { compressed in
        stream.pointee.next_in = plain.baseAddress
        stream.pointee.avail_in = UInt32(plain.count)
        stream.pointee.next_out = compressed.baseAddress
        stream.pointee.avail_out = UInt32(compressed.count)
        // With room for the bound, one call always ends the member.
        _ = deflate(stream, Z_FINISH)
        let count = compressed.count - Int(stream.pointee.avail_out)
        GzipMember.note(count, in: compressed)
        return count
      }
    }
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: compressed[..<count])
    if compressed.count > Batch.keptCapacity { compressed = [] }
  }
}
