import Testing

@testable import RecordStream

/// The text that a scanner finds in a record.
enum FoundText: Equatable {
  case none
  case string(String)
  case strings([String])
  case bytes([UInt8])

  /// The text of the first of the paths that leads to text.
  init(in record: String, at paths: String...) throws {
    let line = Array(record.utf8)
    let paths = try paths.map { try #require(FieldPath($0)) }
    switch try scan(line, paths: paths).text {
    case .none: self = .none
    case .string(let place): self = .string(unescape(line, place))
    case .strings(let places): self = .strings(places.map { unescape(line, $0) })
    case .bytes(let bytes): self = .bytes(bytes)
    }
  }
}

private func unescape(_ line: [UInt8], _ place: RecordLayout.StringPlace) -> String {
  var bytes: [UInt8] = []
  line[place.range].withUnsafeBufferPointer { contents in
    if place.isEscaped {
      JSONString.append(contents, to: &bytes)
    } else {
      bytes.append(contentsOf: contents)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
