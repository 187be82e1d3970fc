/// The pickle in a joblib file: the file's own bytes, or what zlib makes of them.
final class JoblibFile {
  /// Valid as long as this object and the bytes that it was made of.
  let pickle: UnsafeRawBufferPointer
  private let inflated: UnsafeMutableRawBufferPointer?

  /// Decompresses zlib and gzip; a compression that only Python has is an error that names it.
  init(_ file: UnsafeRawBufferPointer, budget: MemoryBudget) throws(ArtefactError) {
    if let name = Self.foreignCompression(of: file) {
      throw ArtefactError("it is compressed with \(name); save it with compress=0 or compress=(\"zlib\", 3)")
    }
    if file.starts(with: [0x78]) || file.starts(with: [0x1F, 0x8B]) {
      let size = try Self.inflatedSize(of: file, budget: budget)
      try budget.charge(size)
      let output = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
      inflated = output
      pickle = UnsafeRawBufferPointer(output)
      try Self.inflate(file, into: output)
    } else {
      inflated = nil
      pickle = file
    }
    // Places in it are kept in 32 bits.
    guard pickle.count <= Int(Int32.max) else { throw ArtefactError("it is larger than 2 GiB") }
  }

  deinit {
    inflated?.deallocate()
  }

  /// The magic bytes by which joblib tells its compressions.
  private static func foreignCompression(of file: UnsafeRawBufferPointer) -> String? {
    let magics: [(name: String, bytes: [UInt8])] = [
      ("bz2", [0x42, 0x5A]), ("lzma", [0x5D, 0x00]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
      ("lz4", [0x04, 0x22, 0x4D, 0x18]), ("the format of joblib before 0.10", [0x5A, 0x46]),
    ]
    return magics.first { file.starts(with: $0.bytes) }?.name
  }

  private static func inflatedSize(
    of file: UnsafeRawBufferPointer, budget: MemoryBudget
  ) throws(ArtefactError) -> Int {
    var size = 0
    var inflater = Inflater(file)
    while let piece = try inflater.next() {
      size += piece.count
      guard size <= budget.left else { throw budget.overdrawn }
    }
    return size
  }

  private static func inflate(
    _ file: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(ArtefactError) {
    var position = 0
    var inflater = Inflater(file)
    while let piece = try inflater.next() {
      guard piece.count <= output.count - position else { throw ArtefactError("it changed while it was read") }
      UnsafeMutableRawBufferPointer(rebasing: output[position...]).copyMemory(from: piece)
      position += piece.count
    }
    guard position == output.count else { throw ArtefactError("it changed while it was read") }
  }
}
