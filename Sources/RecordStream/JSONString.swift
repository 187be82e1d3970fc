/// What the contents of a JSON string stand for, and back.
package enum JSONString {
  /// What half of a surrogate pair alone is read as.
  package enum LoneSurrogate {
    /// U+FFFD, as a text for reading.
    case replacement
    /// The three bytes that UTF-8 would have for it and forbids, so that it equals no valid text.
    case unequal
  }

  /// Appends the unescaped bytes of a string that the scanner has accepted; unescaped bytes are copied as they are.
  package static func append(
    _ contents: UnsafeBufferPointer<UInt8>, to result: inout [UInt8], loneSurrogate: LoneSurrogate = .replacement
  ) {
    var index = 0
    while index < contents.count {
      let end = contents[index...].firstIndex(of: UInt8(ascii: "\\")) ?? contents.count
      result.append(contentsOf: contents[index..<end])
      index = end
      if index == contents.count { return }
      switch contents[index + 1] {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        let (scalar, length) = scalar(contents, at: index, loneSurrogate)
        append(scalar, to: &result)
        index += length
        continue
      case let itself: result.append(itself)
      }
      index += 2
    }
  }

  /// Appends UTF-8 as a JSON string with its quotes; only what must be escaped is.
  package static func appendQuoted(_ text: some Sequence<UInt8>, to result: inout [UInt8]) {
    result.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0..<0x20:
        result.append(contentsOf: Array(#"\u00"#.utf8))
        for digit in [byte >> 4, byte & 0xF] { result.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10) }
      default: result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
  }

  /// The scalar that `\uXXXX`, or a pair of them, stands for, and how many bytes it takes.
  private static func scalar(
    _ contents: UnsafeBufferPointer<UInt8>, at index: Int, _ loneSurrogate: LoneSurrogate
  ) -> (UInt32, Int) {
    let first = codeUnit(contents, at: index)
    if UTF16.isLeadSurrogate(first), index + 11 < contents.count, contents[index + 6] == UInt8(ascii: "\\"),
      contents[index + 7] == UInt8(ascii: "u")
    {
      let second = codeUnit(contents, at: index + 6)
      if UTF16.isTrailSurrogate(second) {
        return (0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF)), 12)
      }
    }
    let isLone = UTF16.isLeadSurrogate(first) || UTF16.isTrailSurrogate(first)
    return (isLone && loneSurrogate == .replacement ? 0xFFFD : UInt32(first), 6)
  }

  private static func codeUnit(_ contents: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16 {
    contents[(index + 2)..<(index + 6)].reduce(0) { $0 << 4 | (hexValue($1) ?? 0) }
  }

  private static func append(_ scalar: UInt32, to result: inout [UInt8]) {
    func byte(_ lead: UInt32, _ shift: UInt32) -> UInt8 { UInt8(lead | scalar >> shift & 0x3F) }
    switch scalar {
    case 0..<0x80: result.append(UInt8(scalar))
    case 0x80..<0x800: result.append(contentsOf: [byte(0xC0, 6), byte(0x80, 0)])
    case 0x800..<0x10000: result.append(contentsOf: [UInt8(0xE0 | scalar >> 12), byte(0x80, 6), byte(0x80, 0)])
    default: result.append(contentsOf: [UInt8(0xF0 | scalar >> 18), byte(0x80, 12), byte(0x80, 6), byte(0x80, 0)])
    }
  }
}
