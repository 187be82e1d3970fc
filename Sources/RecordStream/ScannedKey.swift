internal import Glibc

/// A key as it stands in a line, which must outlive it.
struct ScannedKey {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let isEscaped: Bool

  init(_ place: RecordLayout.StringPlace, in line: UnsafeBufferPointer<UInt8>) {
    bytes = UnsafeBufferPointer(rebasing: line[place.range])
    isEscaped = place.isEscaped
  }

  /// Whether the key stands for that name, however it is escaped.
  func equals(_ name: [UInt8]) -> Bool {
    if isEscaped {
      var unescaped: [UInt8] = []
      JSONString.append(bytes, to: &unescaped, loneSurrogate: .unequal)
      return unescaped == name
    }
    guard let first = bytes.baseAddress, bytes.count == name.count else { return bytes.count == name.count }
    return memcmp(first, name, name.count) == 0
  }

  /// Whether the key may stand for one of the names, by its length alone.
  @inline(__always)
  func mayBe(oneOf names: NameLengths) -> Bool { isEscaped || names.contain(bytes.count) }
}

/// How long some names are, so that most keys can be told from all of them at once.
struct NameLengths: Sendable {
  /// One bit a length; the last stands for all that are longer.
  private var bits: UInt64 = 0

  init(_ names: [[UInt8]]) {
    for name in names { bits |= Self.bit(name.count) }
  }

  @inline(__always)
  func contain(_ length: Int) -> Bool { bits & Self.bit(length) != 0 }

  @inline(__always)
  private static func bit(_ length: Int) -> UInt64 { 1 << UInt64(truncatingIfNeeded: min(length, 63)) }
}
