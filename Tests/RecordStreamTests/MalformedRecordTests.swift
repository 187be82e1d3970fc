import Testing

@testable import RecordStream

struct MalformedRecordTests {
  @Test(
    arguments: [
      ("", .empty, 0), ("  ", .empty, 0), ("{}x", .unexpectedByte, 2), ("[1,]", .unexpectedByte, 3),
      (#"{"a":1,}"#, .unexpectedByte, 7), ("[tru]", .unexpectedByte, 4), ("{a:1}", .unexpectedByte, 1),
      ("[1", .unexpectedEnd, 2), (#"{"a""#, .unexpectedEnd, 4), (#"["abc"#, .unexpectedEnd, 5),
      ("nul", .unexpectedEnd, 3),
      (#"["\u00"#, .unexpectedEnd, 6), (#"["a\"#, .unexpectedEnd, 4), ("[\"a\tb\"]", .controlCharacter, 3),
      (#"["\x"]"#, .escape, 3), (#"["\u00g0"]"#, .escape, 6), ("[-]", .number, 2), ("[1.e1]", .number, 3),
    ] as [(String, MalformedRecord.Reason, Int)])
  func saysWhyAndWhereTheScannerGaveUp(_ line: String, _ reason: MalformedRecord.Reason, _ offset: Int) {
    #expect(throws: MalformedRecord(reason: reason, offset: offset)) { try scan(Array(line.utf8)) }
  }
}
