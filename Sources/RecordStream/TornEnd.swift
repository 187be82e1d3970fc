internal import Glibc

/// The end of a file that an earlier process left torn.
struct TornEnd {
  /// More bytes than this go beside the file, and not to the rejects.
  private static let recordLimit = 16 << 20

  let name: String
  let range: Range<Int>
  let isGzip: Bool

  init(of name: String, _ range: Range<Int>, isGzip: Bool) {
    self.name = name
    self.range = range
    self.isGzip = isGzip
  }

  /// What can be read of the records in it; nil if that is too much to keep in memory.
  func records(in contents: borrowing FileContents) -> [UInt8]? {
    guard range.count <= Self.recordLimit, let bytes = contents.bytes(range) else { return nil }
    return isGzip ? GzipDecoder.readable(bytes, upTo: Self.recordLimit) : bytes
  }

  /// Where it is kept beside its file.
  var path: String { "\(name).torn" }

  /// Adds it, as it is, to the file beside its own, with an LF if it is part of a line.
  func keep(from contents: borrowing FileContents) throws(SystemError) {
    let file = try FileDescriptor.open(forAppending: path)
    defer { try? file.close() }
    var start = range.lowerBound
    while start < range.upperBound {
      var bytes = contents.piece(from: start)
      guard !bytes.isEmpty else { throw SystemError(EIO) }
      start += bytes.count
      if start >= range.upperBound && !isGzip { bytes.append(0x0A) }
      try Self.write(bytes, to: file)
    }
    // It is cut off only once it is safe elsewhere.
    try file.synchronizeData()
  }

  private static func write(_ bytes: [UInt8], to file: FileDescriptor) throws(SystemError) {
    let result: Result<Void, SystemError> = bytes.withUnsafeBytes { bytes in
      do throws(SystemError) { return .success(try file.write(bytes)) } catch { return .failure(error) }
    }
    try result.get()
  }
}
