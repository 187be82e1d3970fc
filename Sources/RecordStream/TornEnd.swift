internal import Glibc

/// The end of a file that an earlier process left torn, as it was found and cut off.
struct TornEnd {
  let name: String
  /// How much shorter the file is now.
  let byteCount: Int
  /// What can be read of the records in it.
  let records: [UInt8]

  /// Cuts a regular file back to its last LF, unless it is gzip; nil if there was nothing to cut.
  static func cutLine(off file: FileDescriptor, _ name: String) -> TornEnd? {
    guard let reading = Reading(file, name), reading.bytes(0..<min(reading.size, 2)) != GzipMember.magic else {
      return nil
    }
    var chunks: [ArraySlice<UInt8>] = []
    var start = reading.size
    while start > 0 {
      guard let bytes = reading.bytes(max(0, start - (64 << 10))..<start) else { return nil }
      let newline = bytes.lastIndex(of: 0x0A)
      chunks.append(bytes[(newline.map { $0 + 1 } ?? 0)...])
      start -= bytes.count - (newline.map { $0 + 1 } ?? 0)
      if newline != nil { break }
    }
    return cut(file, name, from: start, of: reading.size, Array(chunks.reversed().joined()))
  }

  /// Cuts a gzip file back to its last whole member, if emotag wrote it; nil if there was nothing to cut.
  static func cutMember(off file: FileDescriptor, _ name: String) -> TornEnd? {
    guard let reading = Reading(file, name) else { return nil }
    var start = 0
    while start < reading.size {
      guard let header = reading.bytes(start..<min(start + GzipMember.headerSize, reading.size)),
        GzipMember.mayBegin(with: header)
      else { return nil }
      guard let size = GzipMember.size(of: header), size <= reading.size - start else { break }
      start += size
    }
    guard start < reading.size, let torn = reading.bytes(start..<reading.size) else { return nil }
    return cut(file, name, from: start, of: reading.size, GzipDecoder.readable(torn))
  }

  private static func cut(
    _ file: FileDescriptor, _ name: String, from start: Int, of size: Int, _ records: [UInt8]
  ) -> TornEnd? {
    guard start < size, ftruncate(file.number, off_t(start)) == 0 else { return nil }
    return TornEnd(name: name, byteCount: size - start, records: records)
  }

  /// A regular file that is not empty, open for reading.
  private struct Reading: ~Copyable {
    let size: Int
    private let file: FileDescriptor

    init?(_ appending: FileDescriptor, _ name: String) {
      guard let size = appending.regularFileSize, size > 0, let file = try? FileDescriptor.open(forReading: name) else {
        return nil
      }
      self.size = size
      self.file = file
    }

    deinit {
      try? file.close()
    }

    func bytes(_ range: Range<Int>) -> [UInt8]? {
      var bytes = [UInt8](repeating: 0, count: range.count)
      return pread(file.number, &bytes, bytes.count, off_t(range.lowerBound)) == bytes.count ? bytes : nil
    }
  }
}
