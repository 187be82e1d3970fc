/// Reads arrays that are known to be well-formed.
extension JSONScanner {
  /// The elements of the array at the position, or nil if one of them is not a string; of more than `limit`, one more.
  mutating func strings(upTo limit: Int) -> [RecordLayout.StringPlace]? {
    var places: [RecordLayout.StringPlace] = []
    position += 1
    skipWhitespace()
    while current != UInt8(ascii: "]") {
      guard current == UInt8(ascii: "\""), let place = try? string() else { return nil }
      if places.count <= limit { places.append(place) }
      skipWhitespace()
      if current == UInt8(ascii: ",") { position += 1 }
      skipWhitespace()
    }
    return places
  }

  /// The bytes that the array at `start` lists as numbers from 0 to 255; nil if it is empty or has any other element.
  mutating func byteValues(from start: Int) -> RecordLayout.Text? {
    var values: [UInt8] = []
    position = start + 1
    while true {
      skipWhitespace()
      let first = position
      var value = 0
      while current &- UInt8(ascii: "0") < 10, value < 256 {
        value = 10 * value + Int(current - UInt8(ascii: "0"))
        position += 1
      }
      guard position > first, let byte = UInt8(exactly: value) else { return nil }
      values.append(byte)
      skipWhitespace()
      if current == UInt8(ascii: "]") { return .bytes(values) }
      // A point or an exponent is left here: it is not a whole number.
      guard current == UInt8(ascii: ",") else { return nil }
      position += 1
    }
  }
}
