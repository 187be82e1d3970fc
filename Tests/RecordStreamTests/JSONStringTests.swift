import Foundation
import Testing

@testable import RecordStream

struct JSONStringTests {
  private func unescape(_ contents: [UInt8], _ loneSurrogate: JSONString.LoneSurrogate = .replacement) -> [UInt8] {
    var result: [UInt8] = []
    contents.withUnsafeBufferPointer { JSONString.append($0, to: &result, loneSurrogate: loneSurrogate) }
    return result
  }

  @Test(arguments: [
    ("", ""), ("abc", "abc"), (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t"),
    (#"\u0041"#, "A"), (#"a\u0062c"#, "abc"), (#"\u0000"#, "\0"), (#"\u007F"#, "\u{7F}"), (#"\u0080"#, "\u{80}"),
    (#"\u00e9\u00E9"#, "éé"), (#"\u07ff"#, "\u{7FF}"), (#"\u0800"#, "\u{800}"), (#"\uFFFF"#, "\u{FFFF}"),
    (#"\ud7ff\ue000"#, "\u{D7FF}\u{E000}"), (#"\\u0041"#, #"\u0041"#), (#"\\\u0041"#, #"\A"#), (#"\\n"#, #"\n"#),
    ("é😀\u{7F}", "é😀\u{7F}"), (#"\u00e9é"#, "éé"),
  ])
  func escapesStandForTheirCharacters(_ contents: String, _ expected: String) {
    #expect(unescape(Array(contents.utf8)) == Array(expected.utf8))
    #expect(unescape(Array(contents.utf8), .unequal) == Array(expected.utf8))
  }

  @Test(arguments: [
    (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00"#, "😀"), (#"\ud800\udc00"#, "\u{10000}"), (#"\udbff\udfff"#, "\u{10FFFF}"),
    (#"a\ud834\udd1eb"#, "a\u{1D11E}b"), (#"\ud83d\ude00\ud83d\ude01"#, "😀😁"),
  ])
  func aSurrogatePairStandsForOneCharacter(_ contents: String, _ expected: String) {
    #expect(unescape(Array(contents.utf8)) == Array(expected.utf8))
    #expect(unescape(Array(contents.utf8), .unequal) == Array(expected.utf8))
  }

  @Test(arguments: [
    (#"\ud83d"#, "?"), (#"\ude00"#, "?"), (#"a\udbffb"#, "a?b"), (#"\udfff\\"#, #"?\"#), (#"\ude00\ud83d"#, "??"),
    (#"\ud83d\ud83d"#, "??"), (#"\ud83d\ud83d\ude00"#, "?😀"), (#"\ud83d\ude00\ude00"#, "😀?"), (#"\ud83d\n"#, "?\n"),
    (#"\ud83d\nde00"#, "?\nde00"),
    (#"\ud83d\u0041"#, "?A"), (#"\ud83dude00"#, "?ude00"), (#"\ud83d\\ude00"#, #"?\ude00"#), (#"\ud83d "#, "? "),
    (#"\ud83d\ue000"#, "?\u{E000}"), (#"\ud83d\ud7ff"#, "?\u{D7FF}"), (#"\ud83d\"u0041"#, #"?"u0041"#),
  ])
  func aLoneSurrogateIsReadAsTheReplacementCharacter(_ contents: String, _ expected: String) {
    #expect(unescape(Array(contents.utf8)) == Array(expected.replacingOccurrences(of: "?", with: "\u{FFFD}").utf8))
  }

  @Test(
    arguments: [
      (#"\ud800"#, [0xED, 0xA0, 0x80]), (#"\udbff"#, [0xED, 0xAF, 0xBF]), (#"\udc00"#, [0xED, 0xB0, 0x80]),
      (#"\udfff"#, [0xED, 0xBF, 0xBF]), (#"\ude00\ud83d"#, [0xED, 0xB8, 0x80, 0xED, 0xA0, 0xBD]),
    ] as [(String, [UInt8])])
  func aLoneSurrogateThatMustBeUnequalIsNoUTF8(_ contents: String, _ expected: [UInt8]) {
    #expect(unescape(Array(contents.utf8), .unequal) == expected)
    #expect(String(validating: expected, as: UTF8.self) == nil)
  }

  @Test func unescapedBytesStayAsTheyAre() {
    #expect(unescape([0xFF, 0x5C, 0x6E, 0xC3, 0x80, 0xED, 0xA0, 0x80]) == [0xFF, 0x0A, 0xC3, 0x80, 0xED, 0xA0, 0x80])
  }

  @Test func unescapingAppendsToWhatIsThere() {
    var result = Array("a".utf8)
    Array(#"\n"#.utf8).withUnsafeBufferPointer { JSONString.append($0, to: &result) }
    JSONString.appendQuoted("b".utf8, to: &result)
    #expect(result == Array("a\n\"b\"".utf8))
  }

  @Test func randomStringsUnescapeAsFoundationReadsThem() throws {
    var generator = StringGenerator(seed: 1)
    for _ in 0..<3000 {
      let contents = Array(generator.contents().utf8)
      let read = try JSONSerialization.jsonObject(with: Data("[\"".utf8 + contents + "\"]".utf8))
      let expected = try #require((read as? [String])?.first)
      try #require(unescape(contents) == Array(expected.utf8), "\(String(decoding: contents, as: UTF8.self))")
    }
  }

  @Test func randomTextsComeBackFromTheirQuotedForm() throws {
    var generator = StringGenerator(seed: 2)
    for _ in 0..<3000 {
      let text = generator.text()
      var quoted: [UInt8] = []
      JSONString.appendQuoted(text.utf8, to: &quoted)
      let read = try JSONSerialization.jsonObject(with: Data("[".utf8 + quoted + "]".utf8)) as? [String]
      try #require(read?.first.map { Array($0.utf8) } == Array(text.utf8), "\(text.debugDescription)")
      try #require(unescape(Array(quoted.dropFirst().dropLast())) == Array(text.utf8), "\(text.debugDescription)")
    }
  }

  @Test(arguments: [
    ("", #""""#), ("a/é\u{7F}\u{2028}😀", "\"a/é\u{7F}\u{2028}😀\""), (#"a"b\c"#, #""a\"b\\c""#),
    ("\0\n\u{1F}\u{A} ", #""\u0000\u000a\u001f\u000a ""#),
  ])
  func quotingEscapesOnlyWhatItMust(_ text: String, _ expected: String) {
    var quoted: [UInt8] = []
    JSONString.appendQuoted(text.utf8, to: &quoted)
    #expect(String(decoding: quoted, as: UTF8.self) == expected)
  }
}
