/// Where in a record a value is: names of nested members, or a JSON Pointer.
package struct FieldPath: Sendable, Equatable {
  /// One step down: the member of that name in an object, or with an index that element of an array.
  struct Step: Sendable, Equatable {
    /// UTF-8, as it reads once unescaped.
    let name: [UInt8]
    /// Only in a JSON Pointer, and only where `name` is an array index by RFC 6901: digits without leading zeros.
    let index: Int?
  }

  let steps: [Step]

  /// Reads `a.b.c`, or `/a/b/0` (RFC 6901, with `~0` for `~` and `~1` for `/`).
  ///
  /// Returns nil for what is neither: an empty text, an empty name between dots, another escape.
  package init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    var steps: [Step] = []
    if text.utf8.first == UInt8(ascii: "/") {
      for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
        guard let name = Self.unescape(part) else { return nil }
        steps.append(Step(name: name, index: Self.arrayIndex(name)))
      }
    } else {
      for part in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
        guard !part.isEmpty else { return nil }
        steps.append(Step(name: Array(part), index: nil))
      }
    }
    self.steps = steps
  }

  /// The name of the top-level member that the path goes through.
  package var topLevelName: [UInt8] { steps[0].name }

  private static func unescape(_ part: Substring.UTF8View) -> [UInt8]? {
    var name: [UInt8] = []
    var iterator = part.makeIterator()
    while let byte = iterator.next() {
      guard byte == UInt8(ascii: "~") else {
        name.append(byte)
        continue
      }
      switch iterator.next() {
      case UInt8(ascii: "0"): name.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): name.append(UInt8(ascii: "/"))
      default: return nil
      }
    }
    return name
  }

  private static func arrayIndex(_ name: [UInt8]) -> Int? {
    guard name.allSatisfy({ (0x30...0x39).contains($0) }), name.count == 1 || name.first != UInt8(ascii: "0")
    else { return nil }
    return Int(String(decoding: name, as: UTF8.self))
  }
}
