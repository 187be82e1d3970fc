internal import Glibc

/// The bytes of a regular file that is open for appending, to look at piece by piece.
struct FileContents: ~Copyable {
  /// How much is looked at together.
  static let pieceSize = 64 << 10

  let size: Int
  private let file: FileDescriptor

  /// Nil for what is not a regular file, or is empty; throws if it may not be read.
  ///
  /// The file is found by its descriptor (proc(5)), for another one may have taken its name.
  init?(_ appending: FileDescriptor) throws(SystemError) {
    guard let size = appending.regularFileSize, size > 0 else { return nil }
    file = try FileDescriptor.open(forReading: "/proc/self/fd/\(appending.number)")
    self.size = size
  }

  deinit {
    try? file.close()
  }

  /// Nil if they cannot be read.
  func bytes(_ range: Range<Int>) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: range.count)
    return pread(file.number, &bytes, bytes.count, off_t(range.lowerBound)) == bytes.count ? bytes : nil
  }

  /// The next piece, from a position on; empty at the end or if it cannot be read.
  func piece(from start: Int) -> [UInt8] { bytes(start..<min(start + Self.pieceSize, size)) ?? [] }

  /// The piece up to a position.
  func piece(upTo end: Int) -> [UInt8] { bytes(max(0, end - Self.pieceSize)..<end) ?? [] }
}
