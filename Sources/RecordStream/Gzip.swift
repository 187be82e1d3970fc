/// A whole file's gzip (RFC 1952), for files that are not read as a stream.
package enum Gzip {
  /// Why a file cannot be decompressed.
  package struct Failure: Error, Equatable {
    package let reason: String
  }

  /// Whether bytes begin as gzip does.
  package static func isMagic(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: GzipMember.magic)
  }

  /// What all members hold, at most `limit` bytes; throws a `Failure`.
  package static func decoded(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    do {
      return try decode(bytes, limit: limit)
    } catch GzipDecoder.Failure.corrupt(let reason) {
      throw Failure(reason: reason)
    } catch GzipDecoder.Failure.trailingGarbage {
      throw Failure(reason: "garbage after the last gzip member")
    }
  }

  private static func decode(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    var decoder = GzipDecoder()
    var (plain, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    try bytes.withUnsafeBytes { bytes in
      var offset = 0
      while true {
        // zlib counts its input in 32 bits.
        let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<min(offset + (1 << 20), bytes.count)])
        var input = part
        let count = try chunk.withUnsafeMutableBytes { try decoder.decode(&input, into: $0) }
        offset += part.count - input.count
        guard count <= limit - plain.count else { throw Failure(reason: "more than \(limit) bytes when decompressed") }
        plain += chunk[..<count]
        if count == 0 && offset == bytes.count { break }
      }
    }
    try decoder.finish()
    return plain
  }
}
