extension RecordLayout.Text {
  /// Whether there is nothing in it to read: no character but white space.
  func isBlank(in line: UnsafeBufferPointer<UInt8>) -> Bool {
    switch self {
    case .none: true
    case .string(let place): place.isBlank(in: line)
    case .strings(let places): places.allSatisfy { $0.isBlank(in: line) }
    case .bytes(let bytes): isWhiteSpace(bytes)
    }
  }
}

extension RecordLayout.StringPlace {
  fileprivate func isBlank(in line: UnsafeBufferPointer<UInt8>) -> Bool {
    let contents = UnsafeBufferPointer(rebasing: line[range])
    // Most texts begin with a letter, and need not be looked at any further.
    guard let first = contents.first else { return true }
    if first > 0x20 && first < 0x7F && first != UInt8(ascii: "\\") { return false }
    var unescaped: [UInt8] = []
    JSONString.append(contents, to: &unescaped)
    return isWhiteSpace(unescaped)
  }
}

/// Whether a text has no character but Unicode's white space.
private func isWhiteSpace(_ text: [UInt8]) -> Bool {
  String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy(\.properties.isWhitespace)
}
