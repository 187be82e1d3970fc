/// Makes random texts, and random spellings of texts as contents of JSON strings.
struct StringGenerator {
  private static let scalars = Array(
    "aZ09 \"\\/\u{8}\u{C}\n\r\t\0\u{1F}\u{7F}\u{80}éж\u{7FF}\u{800}好\u{2028}\u{FFFD}😀𝄞\u{10FFFF}".unicodeScalars)
  private static let shortEscapes: [Unicode.Scalar: String] = [
    "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
  ]

  var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func text() -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<random.below(12) { text.append(scalar()) }
    return String(text)
  }

  mutating func contents() -> String { spelling(text(), escapedOneIn: 3) }

  /// The text, with what must be escaped and some of the rest escaped in one of the possible ways.
  mutating func spelling(_ text: String, escapedOneIn count: Int) -> String {
    var contents = ""
    for scalar in text.unicodeScalars {
      let must = scalar == "\"" || scalar == "\\" || scalar.value < 0x20
      if !must && !random.oneIn(count) {
        contents.unicodeScalars.append(scalar)
      } else if let short = Self.shortEscapes[scalar], random.oneIn(2) {
        contents += short
      } else {
        for unit in String(scalar).utf16 { contents += unicodeEscape(unit) }
      }
    }
    return contents
  }

  private mutating func scalar() -> Unicode.Scalar {
    if random.oneIn(2) { return random.pick(Self.scalars) }
    return Unicode.Scalar(UInt32(random.below(0x11_0000))) ?? "\u{D7FF}"
  }

  private mutating func unicodeEscape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16, uppercase: random.oneIn(2))
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
