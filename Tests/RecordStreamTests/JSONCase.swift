import Testing

@testable import RecordStream

/// A line for the scanner, shown in failures as it reads.
struct JSONCase: Sendable, CustomTestStringConvertible, ExpressibleByStringLiteral {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(stringLiteral text: String) {
    bytes = Array(text.utf8)
  }

  var testDescription: String {
    let start = String(decoding: bytes.prefix(60), as: UTF8.self).debugDescription
    return bytes.count > 60 ? "\(start)… (\(bytes.count) bytes)" : start
  }

  /// The cases of a table that has one on each line.
  static func lines(_ table: String) -> [JSONCase] {
    table.utf8.split(separator: UInt8(ascii: "\n")).map { JSONCase(Array($0)) }
  }
}

/// What the scanner finds in a line.
func scan(
  _ line: [UInt8], from start: Int = 0, paths: [FieldPath] = [], addedMember: String = "emotions"
) throws -> RecordLayout {
  var scanner = RecordScanner(paths: paths, addedMember: addedMember)
  return try line.withUnsafeBufferPointer { try scanner.scan($0, from: start) }
}

/// Whether the scanner takes a line for JSON, and puts the closing brace where the last one is.
func expectValid(_ json: JSONCase, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let layout = try scan(json.bytes)
  let firstByte = json.bytes.first { !" \t\r\n".utf8.contains($0) }
  let brace = firstByte == UInt8(ascii: "{") ? json.bytes.lastIndex(of: UInt8(ascii: "}")) : 0
  #expect(layout.closingBrace == brace, sourceLocation: sourceLocation)
}

func expectMalformed(_ json: JSONCase, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(throws: MalformedRecord.self, sourceLocation: sourceLocation) { try scan(json.bytes) }
}
