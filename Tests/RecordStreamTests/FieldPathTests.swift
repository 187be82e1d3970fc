import Testing

@testable import RecordStream

struct FieldPathTests {
  private func names(_ text: String) -> [String]? {
    FieldPath(text)?.steps.map { String(decoding: $0.name, as: UTF8.self) }
  }

  @Test(arguments: [
    ("text", ["text"]), ("a.b.c", ["a", "b", "c"]), ("a/b", ["a/b"]), ("a~0b", ["a~0b"]), ("0.1", ["0", "1"]),
    ("ключ.é", ["ключ", "é"]), (" a . b ", [" a ", " b "]), (#"a\u0062"#, [#"a\u0062"#]),
  ])
  func dotsSeparateNames(_ text: String, _ expected: [String]) {
    #expect(names(text) == expected)
  }

  @Test(arguments: [
    ("/text", ["text"]), ("/a/b/0", ["a", "b", "0"]), ("/a.b", ["a.b"]), ("/", [""]), ("//", ["", ""]),
    ("/a/", ["a", ""]), ("/~0", ["~"]), ("/~1", ["/"]), ("/~01", ["~1"]), ("/~10", ["/0"]), ("/a~1b~0c", ["a/b~c"]),
    ("/ключ/é", ["ключ", "é"]), ("/ /-", [" ", "-"]),
  ])
  func aLeadingSlashMakesAJSONPointer(_ text: String, _ expected: [String]) {
    #expect(names(text) == expected)
  }

  @Test(arguments: ["/\u{301}", "/\u{200D}a", "/\u{FE0F}/\u{301}b"])
  func aCombiningCharacterBehindASlashDoesNotHideIt(_ text: String) {
    let expected = text.unicodeScalars.dropFirst().split(separator: "/").map { String($0) }
    #expect(names(text) == expected)
  }

  @Test(arguments: ["", ".", "a.", ".a", "a..b", "..", "/~", "/~2", "/a~", "/~~", "/a/~a/b", "/~ 0"])
  func whatIsNeitherDottedNorAPointerIsNoPath(_ text: String) {
    #expect(FieldPath(text) == nil)
  }

  @Test(arguments: [
    ("/0", 0), ("/7", 7), ("/10", 10), ("/9223372036854775807", Int.max), ("/00", nil), ("/01", nil), ("/-", nil),
    ("/-1", nil), ("/+1", nil), ("/", nil), ("/1a", nil), ("/٣", nil), ("/9223372036854775808", nil), ("0", nil),
  ])
  func anArrayIndexIsDigitsOfAPointerWithoutLeadingZeros(_ text: String, _ expected: Int?) throws {
    let path = try #require(FieldPath(text))
    #expect(path.steps.map(\.index) == [expected])
  }

  @Test(arguments: [("a.b", "a"), ("text", "text"), ("/~1a/b", "/a"), ("/", ""), ("/0/a", "0")])
  func theTopLevelNameIsTheFirst(_ text: String, _ expected: String) throws {
    let path = try #require(FieldPath(text))
    #expect(path.topLevelName == Array(expected.utf8))
  }
}
