import Foundation
import Testing

@testable import RecordStream

/// Lines of the rejects, read by Foundation's JSON.
struct RejectTests {
  private static func decode(_ line: [UInt8]) throws -> [String: Any] {
    #expect(line.last == 0x0A && !line.dropLast().contains(0x0A))
    // Foundation repairs bytes that are not UTF-8 where JSON should be refused.
    try #require(String(validating: line, as: UTF8.self) != nil)
    return try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
  }

  @Test func aRecordThatIsTextIsKeptAsItIs() throws {
    let record = "{\"a\":\"\\ \u{1}\u{7F}é😀\r"
    let line = try Self.decode(Reject.line(reason: "a \"reason\"", record: record.utf8))
    #expect(line["reason"] as? String == "a \"reason\"" && line["record"] as? String == record && line.count == 2)
  }

  @Test func thePlaceIsNamed() throws {
    let line = try Self.decode(
      Reject.line(reason: "r", place: LinePlace(input: "a\n\"b\"", line: 12), record: "x".utf8))
    #expect(line["input"] as? String == "a\n\"b\"" && line["line"] as? Int == 12)
  }

  @Test(arguments: [
    [0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE, 0x7B, 0, 0x22, 0], [0xC0, 0x80], [0xF5, 0x80, 0x80, 0x80],
  ])
  func aRecordThatIsNotTextIsThereWithAllItsBytes(_ bytes: [UInt8]) throws {
    let line = try Self.decode(Reject.line(reason: "r", record: bytes))
    #expect((line["record"] as? String)?.contains("\u{FFFD}") == true)
    let base64 = try #require(line["record_base64"] as? String)
    #expect(Data(base64Encoded: base64) == Data(bytes))
  }

  @Test func everyRowHasThePlaceOfItsLine() throws {
    let batch = Batch()
    for (source, text) in [(1, "a\n0123456789\nb\n"), (2, "c\n"), (1, "d\n"), (3, "01234567890\ne")] {
      var cutter = LineCutter(name: "input \(source)", source: source, recordLimit: 5, limits: .init(rows: 100))
      for piece in text.utf8 { _ = [piece].withUnsafeBytes { cutter.cut($0, into: batch) } }
      cutter.finish(into: batch)
    }
    var places = LinePlaces()
    for row in batch.rows.indices { #expect(places.place(of: row, in: batch) == batch.place(of: row)) }
    var some = LinePlaces()
    for row in batch.rows.indices where row % 3 == 2 { #expect(some.place(of: row, in: batch) == batch.place(of: row)) }
    let ends = batch.rows.indices.filter { batch.rows[$0].kind != .oversizedPiece }
    #expect(
      ends.map { batch.place(of: $0) }
        == [
          ("input 1", 1), ("input 1", 2), ("input 1", 3), ("input 2", 1), ("input 1", 1), ("input 3", 1),
          ("input 3", 2),
        ].map { LinePlace(input: $0, line: $1) })
  }
}
