import Testing

@testable import RecordStream

/// What is left out of a record so that no member of the added name remains.
struct MemberCutTests {
  @Test(arguments: [
    ("{}", "{}", true), ("{ }", "{ }", true), (#"{"a":1}"#, #"{"a":1}"#, false), (#"{"x":1}"#, "{}", true),
    (#"{ "x" : 1 }"#, "{  }", true), (#"{"x":1,"a":2}"#, #"{"a":2}"#, false), (#"{"x":1, "a":2}"#, #"{ "a":2}"#, false),
    (#"{"a":2,"x":1}"#, #"{"a":2}"#, false), (#"{"a":2 , "x":1 }"#, #"{"a":2  }"#, false),
    (#"{"a":2,"x":[1,{"x":3}],"b":4}"#, #"{"a":2,"b":4}"#, false), (#"{"x":1,"x":2}"#, "{}", true),
    (#"{"x":1,"x":2,"x":3}"#, "{}", true), (#"{"x":1,"x":2,"a":3,"x":4,"x":5}"#, #"{"a":3}"#, false),
    (#"{"x":1,"a":2,"x":3,"b":4,"x":5}"#, #"{"a":2,"b":4}"#, false), (#"{"\u0078":1,"a":2}"#, #"{"a":2}"#, false),
    (#"{"a":{"x":1},"b":[{"x":2}]}"#, #"{"a":{"x":1},"b":[{"x":2}]}"#, false),
    (#"{"X":1,"xx":2}"#, #"{"X":1,"xx":2}"#, false),
    (#"{"\\u0078":1,"\ud83d":2}"#, #"{"\\u0078":1,"\ud83d":2}"#, false),
  ])
  func noMemberOfTheNameRemains(_ record: String, _ expected: String, _ isEmptyObject: Bool) throws {
    let line = Array(record.utf8)
    let layout = try scan(line, addedMember: "x")
    #expect(String(decoding: Splice.applying(layout.cuts, to: line[...]), as: UTF8.self) == expected)
    #expect(layout.isEmptyObject == isEmptyObject)
  }

  @Test func cutsAreAscendingAndApart() throws {
    let layout = try scan(Array(#"{"x":1,"x":2,"a":3,"x":4,"x":5,"b":6,"x":7}"#.utf8), addedMember: "x")
    #expect(layout.cuts.count == 5)
    for (cut, next) in zip(layout.cuts, layout.cuts.dropFirst()) { #expect(cut.upperBound <= next.lowerBound) }
  }

  @Test func aLoneSurrogateIsNoMemberOfAReplacementCharactersName() throws {
    #expect(try scan(Array(#"{"\ud83d":1}"#.utf8), addedMember: "\u{FFFD}").cuts.isEmpty)
    #expect(try scan(Array(#"{"\ufffd":1}"#.utf8), addedMember: "\u{FFFD}").cuts.count == 1)
    #expect(try scan([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], addedMember: "\u{FFFD}").cuts.isEmpty)
  }

  @Test func aCanonicallyEquivalentNameIsAnotherName() throws {
    #expect(try scan(Array("{\"e\u{301}\":1}".utf8), addedMember: "\u{E9}").cuts.isEmpty)
  }

  @Test(arguments: [#"[{"emotions":1}]"#, "[]", "7", #""emotions""#])
  func whatIsNoObjectHasNothingToCut(_ record: String) throws {
    let layout = try scan(Array(record.utf8))
    #expect(layout == RecordLayout())
  }
}
