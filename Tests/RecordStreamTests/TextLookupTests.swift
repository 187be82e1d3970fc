import Testing

@testable import RecordStream

/// Where a path leads in a record.
struct TextLookupTests {
  @Test(arguments: [
    ("text", #"{"text":"x"}"#), ("text", #" { "a" : [ {"text":"y"} ] , "text" : "x" , "b" : {"text":"z"} } "#),
    ("a.b", #"{"b":"y","a":{"a":"z","b":"x","c":{"b":"y"}},"a.b":"z"}"#), ("a.b.c", #"{"a":{"c":1,"b":{"c":"x"}}}"#),
    ("a.a.a", #"{"a":{"a":{"a":"x","b":{"a":"y"}},"b":{"a":{"a":"y"}}}}"#),
    ("a.b", #"{"z":{"b":"y"},"a":{"z":{},"y":[],"b":"x"},"c":{"b":"y"}}"#),
    ("a.0", #"{"a":{"0":"x"}}"#), ("ключ.é", #"{"ключ":{"é":"x"}}"#), ("~1", #"{"/":"y","~1":"x"}"#),
  ])
  func dottedNamesLeadThroughNestedObjects(_ path: String, _ record: String) throws {
    #expect(try FoundText(in: record, at: path) == .string("x"))
  }

  @Test(arguments: [
    ("/a/b", #"{"b":"y","a":{"b":"x"}}"#), ("/a.b", #"{"a":{"b":"y"},"a.b":"x"}"#), ("/", #"{"a":"y","":"x"}"#),
    ("//a/", #"{"":{"":"y","a":{"":"x"}},"a":{"":"y"}}"#), ("/~1", #"{"~1":"y","/":"x"}"#),
    ("/~01", #"{"~01":"y","~1":"x","/":"z"}"#), ("/m~0n/~0~1", #"{"m~n":{"~/":"x"}}"#),
    ("/a/0", #"{"a":["x","y"]}"#), ("/a/1", #"{"a":[["y","z"],"x"]}"#), ("/a/10", #"{"a":[0,1,2,3,4,5,6,7,8,9,"x"]}"#),
    ("/a/1/b/0", #"{"a":[{"b":["y"]},{"b":["x"]},{"b":["z"]}]}"#), ("/0", #"{"1":"y","0":"x"}"#),
    ("/a/00", #"{"a":{"0":"y","00":"x"}}"#), ("/a/2", #"{"a":[[],{},"x",[]]}"#),
    ("/a/0/0/0", #"{"a":[[["x"],["y"]],[["z"]]]}"#), ("/a/b.c", #"{"a":{"b":{"c":"y"},"b.c":"x"}}"#),
  ])
  func aPointerLeadsThroughObjectsAndArrays(_ path: String, _ record: String) throws {
    #expect(try FoundText(in: record, at: path) == .string("x"))
  }

  @Test(arguments: [
    ("text", #"{}"#), ("text", #"{"Text":"x","text ":"y","tex":"z","texts":"z"}"#), ("a.b", #"{"a.b":"x"}"#),
    ("a.b", #"{"a":"x","b":"y"}"#), ("a.b", #"{"a":[{"b":"x"}]}"#), ("a.0", #"{"a":["x"]}"#),
    ("/a/00", #"{"a":["x"]}"#), ("/a/-", #"{"a":["x"]}"#), ("/a/1", #"{"a":["x"]}"#), ("/a/b", #"{"a":["x","b"]}"#),
    ("/a/0", #"{"a":"x"}"#), ("/a/0", #"{"a":[["x",1]]}"#), ("b", #"{"a":{"b":"x"}}"#),
    ("a.b", #"{"c":{"a":{"b":"x"}}}"#),
    ("/a/18446744073709551616", #"{"a":["x"]}"#), ("/0", #"["x"]"#), ("/0/a", #"[{"a":"x"}]"#), ("text", #""text""#),
  ])
  func whatIsAtNoEndOfThePathIsNoText(_ path: String, _ record: String) throws {
    #expect(try FoundText(in: record, at: path) == .none)
  }

  @Test(arguments: [1, 62, 63, 64, 65, 100])
  func aNameMayBeLong(_ length: Int) throws {
    let name = String(repeating: "n", count: length)
    #expect(try FoundText(in: #"{"\#(name)o":"y","\#(name)":"x","\#(name.dropLast())":"z"}"#, at: name) == .string("x"))
    let layout = try scan(Array(#"{"a":1,"\#(name)":2}"#.utf8), addedMember: name)
    #expect(layout.cuts == [6..<(11 + length)])
  }

  @Test(arguments: ["1", "-0.5e3", "null", "true", "false", "{}", #"{"text":"x"}"#])
  func onlyStringsAndArraysAreText(_ value: String) throws {
    #expect(try FoundText(in: "{\"text\":\(value)}", at: "text") == .none)
    #expect(try FoundText(in: "{\"a\":{\"text\":\(value)},\"b\":\"x\"}", at: "a.text") == .none)
  }

  @Test(arguments: [("[]", []), ("[ ]", []), (#"["a"]"#, ["a"]), (#"[ "" , "\"b\u0063" ,"é"]"#, ["", "\"bc", "é"])])
  func anArrayOfStringsIsText(_ value: String, _ expected: [String]) throws {
    #expect(try FoundText(in: "{\"text\":\(value)}", at: "text") == .strings(expected))
    #expect(try FoundText(in: "{\"a\":[0,\(value)]}", at: "/a/1") == .strings(expected))
  }

  /// As journald writes a field with a character that is not printable (journalctl(1), `-o json`).
  @Test(arguments: [
    ("[27,91,51,109]", [27, 91, 51, 109]), ("[ 0 , 255 ]", [0, 255]), ("[104]", [104]),
    ("[195,169,10]", [195, 169, 10]),
  ])
  func anArrayOfByteValuesIsText(_ value: String, _ expected: [UInt8]) throws {
    #expect(try FoundText(in: "{\"text\":\(value)}", at: "text") == .bytes(expected))
    #expect(try FoundText(in: "{\"a\":[0,\(value)]}", at: "/a/1") == .bytes(expected))
  }

  @Test(arguments: [
    "[256]", "[-1]", "[1.0]", "[1e2]", "[1,null]", "[1,[2]]", "[[1],[2]]", #"[1,"a"]"#, #"["a",1]"#, #"["a",[1]]"#,
    "[25600000000000000000000]", "[0.5]", "[true]",
  ])
  func anArrayOfOtherNumbersIsNoText(_ value: String) throws {
    #expect(try FoundText(in: "{\"text\":\(value)}", at: "text") == .none)
  }

  @Test(arguments: ["[null]", #"["a",null]"#, #"["a",["b"]]"#, "[[]]", #"[{"a":"b"},"a"]"#, #"["a","b",true]"#])
  func anArrayOfAnythingElseIsNoText(_ value: String) throws {
    #expect(try FoundText(in: "{\"text\":\(value)}", at: "text") == .none)
  }

  @Test func anEmptyStringIsText() throws {
    #expect(try FoundText(in: #"{"text":""}"#, at: "text") == .string(""))
  }

  @Test(arguments: [#"{"te\u0078t":"x"}"#, #"{"\u0074\u0065\u0078\u0074":"x"}"#, #"{"text":"y","\u0074ext":"x"}"#])
  func keysCompareUnescaped(_ record: String) throws {
    #expect(try FoundText(in: record, at: "text") == .string("x"))
  }

  @Test func escapedKeysCompareUnescapedAtEveryLevel() throws {
    #expect(try FoundText(in: #"{"\u0061\/":{"\n😀\"\\":"x"}}"#, at: "a/.\n😀\"\\") == .string("x"))
    #expect(try FoundText(in: #"{"\ud83d\uDE00":{"\ud83d":"y","\ufffd":"x"}}"#, at: "😀.\u{FFFD}") == .string("x"))
    #expect(try FoundText(in: #"{"\\u0061":"y","a\\":"z"}"#, at: "a") == .none)
  }
}
