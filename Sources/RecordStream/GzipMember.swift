/// How a gzip member that emotag writes begins (RFC 1952, 2.3): with its own size as an extra field.
///
/// Other programs skip the field. By it the last whole member of a file is found without decoding the file.
enum GzipMember {
  static let magic: [UInt8] = [0x1F, 0x8B]
  /// The extra field: its name, the length of what follows, and room for the size.
  static let sizeField: [UInt8] = [UInt8(ascii: "E"), UInt8(ascii: "T"), 4, 0, 0, 0, 0, 0]
  /// Magic, method, flags, time, extra flags and system, then the length of the extra fields and the one that there is.
  static let headerSize = 12 + sizeField.count

  /// What is the same in every header, byte by byte; the time, extra flags and system may differ.
  private static let constants: [UInt8?] =
    magic.map { $0 } + [8, 4, nil, nil, nil, nil, nil, nil, UInt8(sizeField.count), 0] + sizeField.prefix(4).map { $0 }

  /// Writes a member's size into its header, which has room for it.
  static func note(_ size: Int, in member: UnsafeMutableBufferPointer<UInt8>) {
    for place in 0..<4 { member[headerSize - 4 + place] = UInt8(truncatingIfNeeded: size >> (8 * place)) }
  }

  /// Whether such a member may begin with these bytes, which may be fewer than a header has.
  static func mayBegin(with bytes: [UInt8]) -> Bool {
    zip(bytes, constants).allSatisfy { $1 == nil || $0 == $1 }
  }

  /// The size in a header that is whole; nil if it is not, or no member is so small.
  static func size(of header: [UInt8]) -> Int? {
    guard header.count == headerSize else { return nil }
    let size = header.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    // Behind the header come a block and the eight bytes of checksum and length.
    return size > headerSize + 8 ? size : nil
  }
}
