/// A compressed format that is not read, told by how a file of it begins.
package enum CompressedFormat: String, Sendable, CaseIterable {
  case bzip2, xz, lzma, zstd, lz4, zip, lzip
  case compress = "compress (.Z)"
  case sevenZip = "7z"
  case snappy

  /// The program that writes its contents to stdout, with the options for that.
  package var decoder: String {
    switch self {
    case .bzip2: "bzip2 -dc"
    case .xz, .lzma: "xz -dc"
    case .zstd: "zstd -dc"
    case .lz4: "lz4 -dc"
    case .zip: "unzip -p"
    case .lzip: "lzip -dc"
    case .compress: "gzip -dc"
    case .sevenZip: "7z x -so"
    case .snappy: "snzip -dc"
    }
  }

  /// How each of its files begins; nil stands for any byte but LF, which decides for a line of text.
  private var magic: [UInt8?] {
    switch self {
    // After the level comes pi, so that a text that begins with "BZh" is still a text.
    case .bzip2: Array("BZh".utf8) + [nil, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
    case .xz: [0xFD] + Array("7zXZ".utf8) + [0]
    // The size of the dictionary, and a length that is not known.
    case .lzma: [0x5D, 0, 0, nil, 0] + repeatElement(0xFF, count: 8)
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .lz4: [0x04, 0x22, 0x4D, 0x18]
    case .zip: Array("PK".utf8) + [3, 4]
    case .lzip: Array("LZIP".utf8) + [1]
    case .compress: [0x1F, 0x9D]
    case .sevenZip: Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C]
    case .snappy: [0xFF, 0x06, 0, 0] + Array("sNaPpY".utf8)
    }
  }

  /// The format of a whole file; nil for any other.
  package init?(_ file: [UInt8]) {
    guard case .compressed(let format) = Self.verdict(of: file.prefix(16)) else { return nil }
    self = format
  }

  /// What the first bytes of an input say of it.
  enum Verdict: Equatable {
    case compressed(CompressedFormat)
    case other
    /// More bytes are needed.
    case undecided
  }

  static func verdict(of beginning: ArraySlice<UInt8>) -> Verdict {
    var isUndecided = false
    for format in allCases {
      let magic = format.magic
      guard Swift.zip(magic, beginning).allSatisfy({ $0 == $1 || $0 == nil && $1 != 0x0A }) else { continue }
      if beginning.count >= magic.count { return .compressed(format) }
      isUndecided = true
    }
    return isUndecided ? .undecided : .other
  }
}
