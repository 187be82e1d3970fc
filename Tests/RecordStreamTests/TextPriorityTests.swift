import Testing

@testable import RecordStream

/// Which text counts where there are several.
struct TextPriorityTests {
  @Test(arguments: [
    ("text", #"{"text":"y","text":"x"}"#), ("text", #"{"text":1,"text":["y"],"text":"x"}"#),
    ("text", #"{"text":"y","a":1,"te\u0078t":"x"}"#), ("a.b", #"{"a":{"b":"y"},"a":{"b":"x"}}"#),
    ("a.b", #"{"a":{"b":"y","b":"x"}}"#), ("a.b", #"{"a":{"b":"y"},"a":1,"a":{"b":2,"b":"x"}}"#),
    ("/a/0", #"{"a":["y"],"a":["x","z"]}"#), ("/a/1/b", #"{"a":[{},{"b":"y"}],"a":[{"b":"y"},{"b":"z","b":"x"}]}"#),
  ])
  func ofDuplicateKeysTheLastWins(_ path: String, _ record: String) throws {
    #expect(try FoundText(in: record, at: path) == .string("x"))
  }

  @Test(arguments: [
    ("text", #"{"text":"y","text":1}"#), ("text", #"{"text":"y","text":null}"#), ("text", #"{"text":"y","text":{}}"#),
    ("text", #"{"text":"y","te\u0078t":[-1]}"#), ("a.b", #"{"a":{"b":"y"},"a":{"b":null}}"#),
    ("a.b", #"{"a":{"b":"y"},"a":{"c":"z"}}"#), ("a.b", #"{"a":{"b":"y"},"a":{}}"#),
    ("a.b", #"{"a":{"b":"y"},"a":[]}"#),
    ("a.b", #"{"a":{"b":"y"},"a":"z"}"#), ("a.b.c", #"{"a":{"b":{"c":"y"},"b":7}}"#),
    ("a.b.c", #"{"a":{"b":{"c":"y"}},"a":{"b":{"d":"z"}}}"#), ("/a/1", #"{"a":["y","z"],"a":["x"]}"#),
    ("/a/0/b", #"{"a":[{"b":"y"}],"a":[{"b":"y","b":[[]]}]}"#),
  ])
  func aLastDuplicateThatIsNoTextHidesTheTextBefore(_ path: String, _ record: String) throws {
    #expect(try FoundText(in: record, at: path) == .none)
  }

  @Test(arguments: [
    #"{"b":"x"}"#, #"{"b":"x","a":1}"#, #"{"b":"x","c":"y"}"#, #"{"c":"y","b":"x"}"#, #"{"a":"y","b":"x","a":null}"#,
    #"{"a":[-1],"b":"x"}"#,
  ])
  func theFirstPathThatLeadsToTextWins(_ record: String) throws {
    #expect(try FoundText(in: record, at: "a", "b", "c") == .string("x"))
  }

  @Test(arguments: [
    #""""#, #"" ""#, #""\n\t ""#, #""\u0020\u00a0\u2003""#, "\"\u{3000}\"", "[]", #"["",""]"#, #"[" "]"#, "[10,32]",
  ])
  func aTextWithNothingToReadDoesNotWinOverOneThatHasSomething(_ blank: String) throws {
    for record in [
      #"{"a":\#(blank),"b":"x"}"#, #"{"b":"x","a":\#(blank)}"#, #"{"a":\#(blank),"b":\#(blank),"c":"x"}"#,
    ] {
      #expect(try FoundText(in: record, at: "a", "b", "c") == .string("x"))
    }
    #expect(try FoundText(in: #"{"b":["","x"],"a":\#(blank)}"#, at: "a", "b") == .strings(["", "x"]))
  }

  @Test func ofTextsWithNothingToReadTheFirstPathWins() throws {
    #expect(try FoundText(in: #"{"b":" ","a":""}"#, at: "a", "b") == .string(""))
    #expect(try FoundText(in: #"{"b":"","a":[]}"#, at: "a", "b") == .strings([]))
    #expect(try FoundText(in: #"{"b":1,"a":" "}"#, at: "b", "a") == .string(" "))
  }

  @Test(arguments: [#"\u00e9"#, "é", #"\\"#, ".", " a", "\u{200B}"])
  func whatIsNotWhiteSpaceIsSomethingToRead(_ text: String) throws {
    let found = try FoundText(in: #"{"a":"\#(text)","b":"y"}"#, at: "a", "b")
    #expect(found != .string("y"))
  }

  @Test func pathsMayLeadThroughAndToTheSameMembers() throws {
    let record = #"{"a":{"b":"x","c":["y"]},"d":[{"b":"z"}]}"#
    #expect(try FoundText(in: record, at: "a", "a.b", "/a/c/0") == .string("x"))
    #expect(try FoundText(in: record, at: "/a/c/0", "a.b") == .string("y"))
    #expect(try FoundText(in: record, at: "a.c", "a.b") == .strings(["y"]))
    #expect(try FoundText(in: record, at: "d", "/d/1/b", "/d/0/b", "a.b") == .string("z"))
    #expect(try FoundText(in: record, at: "a.c.b", "a.b.c", "d.b") == .none)
  }

  @Test func withoutPathsThereIsNoText() throws {
    #expect(try FoundText(in: #"{"text":"x"}"#) == .none)
  }
}
