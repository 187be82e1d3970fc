import Testing

@testable import RecordStream

/// What is JSON and what is not, byte by byte.
struct StrictBytesTests {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The text with the byte in place of its `?`.
  private func line(_ text: String, _ byte: UInt8) -> JSONCase {
    JSONCase(text.utf8.map { $0 == UInt8(ascii: "?") ? byte : $0 })
  }

  @Test(arguments: UInt8(0)..<0x20)
  func aRawControlCharacterInAStringIsMalformed(_ byte: UInt8) {
    for text in [#"["a?b"]"#, #"["?"]"#, #"{"?":1}"#, #"["\?"]"#, #"{"a":"?"#] { expectMalformed(line(text, byte)) }
  }

  /// Strings are passed over many bytes at a time, and their ends in another way.
  @Test(arguments: [(0x00, 0), (0x1F, 0), (0x22, 1), (0x5C, 1)] as [(UInt8, Int)])
  func aByteThatIsNotPlainIsFoundWhereverItIsInAString(_ byte: UInt8, _ behind: Int) throws {
    let plain: [UInt8] = [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF]
    for length in 2...70 {
      let contents = (0..<length).map { plain[$0 % plain.count] }
      try expectValid(JSONCase([0x5B, 0x22] + contents + [0x22, 0x5D]))
      for place in 0..<(length - 1) {
        var line = [0x5B, 0x22] + contents + [0x22, 0x5D]
        line[2 + place] = byte
        // What cannot follow any of them outside a string or behind a backslash.
        line[2 + place + 1] = UInt8(ascii: "!")
        let error = #expect(throws: MalformedRecord.self) { try scan(line) }
        #expect(error?.offset == 2 + place + behind, "\(length), \(place)")
      }
    }
  }

  @Test(arguments: UInt8.min...UInt8.max)
  func onlyFourBytesAreWhitespace(_ byte: UInt8) throws {
    for text in ["?{}", "{}?", "[1?]", "{?}", #"{"a"?:1}"#, #"{"a":?1}"#] where !"0123456789\"-".utf8.contains(byte) {
      if " \t\r\n".utf8.contains(byte) {
        try expectValid(line(text, byte))
      } else {
        expectMalformed(line(text, byte))
      }
    }
  }

  @Test(arguments: UInt8(0x80)...0xFF)
  func invalidUTF8IsValidInAStringAndMalformedOutside(_ byte: UInt8) throws {
    for text in [#"{"a":"?"}"#, #"{"?":"b??"}"#, #"["\\?"]"#] { try expectValid(line(text, byte)) }
    for text in [#"{"a":"b"?}"#, "[?]", #"[1,?"a"]"#, "?", "1?", "[tru?]", #"["\u004?"]"#] {
      expectMalformed(line(text, byte))
    }
  }

  @Test(arguments: ["\u{A0}", "\u{85}", "\u{2028}", "\u{2060}", "\u{3000}", "\u{FEFF}", "\u{0B}", "\u{0C}"])
  func unicodeWhitespaceOutsideStringsIsMalformed(_ space: String) {
    for text in ["\(space)[]", "[\(space)]", "[]\(space)", "{\"a\":\(space)1}"] {
      expectMalformed(JSONCase(Array(text.utf8)))
    }
  }

  @Test(arguments: ["", " ", "\t", "\r", " \t\r\n "] as [JSONCase])
  func anEmptyOrBlankLineIsMalformed(_ json: JSONCase) {
    #expect(throws: MalformedRecord(reason: .empty, offset: 0)) { try scan(json.bytes) }
  }

  @Test func aByteOrderMarkIsMalformedForTheScannerWhereverItIs() {
    let mark = Self.byteOrderMark
    for line in [mark, mark + "{}".utf8, "{}".utf8 + mark, "[".utf8 + mark + "]".utf8, [0xEF, 0xBB, 0x7B]] {
      expectMalformed(JSONCase(line))
    }
  }

  @Test func offsetsBehindASkippedByteOrderMarkCountFromTheBeginningOfTheLine() throws {
    let path = try #require(FieldPath("text"))
    let layout = try scan(Self.byteOrderMark + #"{"text":"a","emotions":1}"#.utf8, from: 3, paths: [path])
    #expect(layout.text == .string(RecordLayout.StringPlace(range: 12..<13, isEscaped: false)))
    #expect(layout.cuts == [14..<27])
    #expect(layout.closingBrace == 27)
  }

  @Test func aByteOrderMarkAloneIsAnEmptyLine() {
    #expect(throws: MalformedRecord(reason: .empty, offset: 3)) { try scan(Self.byteOrderMark, from: 3) }
  }

  @Test func utf16IsMalformed() {
    let units = Array(#"["é"]"#.utf16)
    let littleEndian = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let bigEndian = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for line in [littleEndian, bigEndian, [0xFF, 0xFE] + littleEndian, [0xFE, 0xFF] + bigEndian] {
      expectMalformed(JSONCase(line))
    }
  }

  @Test func everyTruncatedRecordIsMalformed() throws {
    let record = #" {"a":[1.5e+2,-0,"x\u00e9\n\"",true,false,null,{"b":{}},[]],"ключ":{"c":[[""]]}}"#
    let bytes = Array(record.utf8)
    try expectValid(JSONCase(bytes))
    for count in 0..<bytes.count { expectMalformed(JSONCase(Array(bytes.prefix(count)))) }
  }
}
