import Testing

@testable import RecordStream

struct NestingDepthTests {
  /// The opening repeated, the middle, and as many closings.
  private func nested(_ opening: String, _ middle: String, _ closing: String, _ count: Int) -> JSONCase {
    let text = String(repeating: opening, count: count) + middle + String(repeating: closing, count: count)
    return JSONCase(Array(text.utf8))
  }

  @Test(arguments: [("[", "]"), (#"{"a":"#, "}"), (#"{"a":1,"b":"#, #","c":2}"#), ("[0,", ",0]")])
  func maximumDepthIsValidAndOneMoreIsMalformed(_ opening: String, _ closing: String) throws {
    let maximum = RecordScanner.maximumDepth
    #expect(maximum == 512)
    try expectValid(nested(opening, "1", closing, maximum))
    try expectValid(nested(opening, "[]", closing, maximum - 1))
    try expectValid(nested(opening, "{}", closing, maximum - 1))
    for json in [nested(opening, "1", closing, maximum + 1), nested(opening, "[]", closing, maximum)] {
      let error = #expect(throws: MalformedRecord.self) { try scan(json.bytes) }
      #expect(error?.reason == .depth)
    }
  }

  @Test func depthCountsWhatIsOpenAndNotWhatWas() throws {
    let deep = String(repeating: "[", count: 511) + String(repeating: "]", count: 511)
    try expectValid(JSONCase(Array("{\"a\":\(deep),\"b\":\(deep)}".utf8)))
    try expectValid(JSONCase(Array("[\(Array(repeating: "{}", count: 2000).joined(separator: ","))]".utf8)))
  }

  @Test(arguments: ["[", #"[{"":"#, #"{"a":"#, "[[],", #"{"a":{},"b":"#])
  func hostileNestingIsMalformed(_ opening: String) {
    let error = #expect(throws: MalformedRecord.self) {
      try scan(Array(String(repeating: opening, count: 100_000).utf8))
    }
    #expect(error?.reason == .depth)
  }

  @Test func aScannerReadsTheNextLineAsIfNothingHadBeenThere() throws {
    let path = try #require(FieldPath("a.b"))
    var scanner = RecordScanner(paths: [path], addedMember: "emotions")
    for hostile in [#"{"a":{"b":"x""#, String(repeating: "[", count: 600), #"{"a":{"b":["x"#, #"{"a":{"#] {
      var hostile = hostile
      #expect(throws: MalformedRecord.self) { try hostile.withUTF8 { _ = try scanner.scan($0) } }
      // Both where the lines before had their text, and how deep they were, must be forgotten.
      var none = #"{"bb":"x","c":{"b":"x"}}"#
      let text = try none.withUTF8 { try scanner.scan($0).text }
      #expect(text == .none)
    }
  }
}
