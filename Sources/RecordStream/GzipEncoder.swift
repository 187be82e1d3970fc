internal import CZlib

/// Compresses to gzip (RFC 1952), one whole member a call.
struct GzipEncoder: ~Copyable {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var compressed: [UInt8] = []

  init() {
    stream.initialize(to: z_stream())
    _ = zlib_deflate_init(stream, Z_DEFAULT_COMPRESSION, 31)
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Replaces bytes by a member that holds them.
  mutating func encode(_ bytes: inout [UInt8]) {
    deflateReset(stream)
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
        return compressed.count - Int(stream.pointee.avail_out)
      }
    }
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: compressed[..<count])
  }
}
