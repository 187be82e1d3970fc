internal import Glibc

/// Reads UBJSON (draft 12) front to back, as far as XGBoost writes it, from bytes that nobody vouches for.
///
/// Nothing is built for values that the caller skips, arrays of numbers are views of the bytes, and every length is
/// held against the bytes that remain, so memory never exceeds what the caller keeps. Skipping uses no recursion.
struct UBJSONReader {
  /// Arrays and objects may be nested this deep; XGBoost's models need 8.
  static let maximumDepth = 64

  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  /// The bytes must outlive the reader and the arrays that it returns.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }

  /// The name of a member: a view of the bytes, as a literal is of the program's.
  struct Key: ExpressibleByStringLiteral, Equatable {
    private let bytes: UnsafeRawBufferPointer

    fileprivate init(_ bytes: UnsafeRawBufferPointer) {
      self.bytes = bytes
    }

    init(stringLiteral name: StaticString) {
      self.init(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    static func == (one: Key, other: Key) -> Bool {
      guard one.bytes.count == other.bytes.count else { return false }
      guard let first = one.bytes.baseAddress, let second = other.bytes.baseAddress else { return true }
      return memcmp(first, second, one.bytes.count) == 0
    }
  }

  /// Reads an object; `member` is called with each key and must read or skip exactly that key's value.
  mutating func readObject(_ member: (Key, inout UBJSONReader) throws(UBJSONError) -> Void) throws(UBJSONError) {
    try expect("{")
    while try peek() != UInt8(ascii: "}") {
      let key = Key(try readBytes())
      try member(key, &self)
    }
    position += 1
  }

  /// Reads an array; `element` is called for each element and must read or skip exactly one value.
  mutating func readArray(_ element: (inout UBJSONReader) throws(UBJSONError) -> Void) throws(UBJSONError) {
    try expect("[")
    if try peek() == UInt8(ascii: "#") {
      position += 1
      for _ in 0..<(try readCount(elementSize: 1)) { try element(&self) }
    } else {
      while try peek() != UInt8(ascii: "]") { try element(&self) }
      position += 1
    }
  }

  /// Reads an array of numbers of one type, the form with `$type#count`.
  mutating func readNumbers() throws(UBJSONError) -> UBJSONNumbers {
    try expect("[")
    try expect("$")
    let marker = try readByte()
    guard let size = UBJSONNumbers.size(of: marker) else { throw error("an array of no number type") }
    try expect("#")
    let count = try readCount(elementSize: size)
    let view = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count * size)])
    position += count * size
    return UBJSONNumbers(marker: marker, count: count, bytes: view)
  }

  mutating func readString() throws(UBJSONError) -> String {
    try expect("S")
    return String(decoding: try readBytes(), as: UTF8.self)
  }

  /// Passes over one value of any type.
  mutating func skip() throws(UBJSONError) {
    // Each open container: the values still to come, or nil where a closing bracket tells.
    var open: [(isObject: Bool, left: Int?)] = []
    repeat {
      if let last = open.last {
        if last.isObject { _ = try readBytes() }
        if let left = last.left { open[open.count - 1].left = left - 1 }
      }
      try skipOne(&open)
      try closeFinished(&open)
    } while !open.isEmpty
  }

  private mutating func closeFinished(_ open: inout [(isObject: Bool, left: Int?)]) throws(UBJSONError) {
    while let last = open.last {
      if let left = last.left {
        if left > 0 { return }
      } else {
        guard try peek() == UInt8(ascii: last.isObject ? "}" : "]") else { return }
        position += 1
      }
      open.removeLast()
    }
  }

  /// Passes over a scalar, a string or an array of numbers, or opens a container.
  private mutating func skipOne(_ open: inout [(isObject: Bool, left: Int?)]) throws(UBJSONError) {
    let marker = try peek()
    switch marker {
    case UInt8(ascii: "["):
      if position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "$") {
        _ = try readNumbers()
        return
      }
      position += 1
      var left: Int?
      if try peek() == UInt8(ascii: "#") {
        position += 1
        left = try readCount(elementSize: 1)
      }
      open.append((false, left))
    case UInt8(ascii: "{"):
      position += 1
      open.append((true, nil))
    case UInt8(ascii: "S"):
      position += 1
      _ = try readBytes()
    case UInt8(ascii: "Z"), UInt8(ascii: "T"), UInt8(ascii: "F"): position += 1
    default:
      guard let size = UBJSONNumbers.size(of: marker) else { throw error("an unknown marker") }
      position += 1
      guard size <= bytes.count - position else { throw error("the bytes end too early") }
      position += size
    }
    if open.count > Self.maximumDepth { throw error("nested too deep") }
  }

  /// Reads a length and so many bytes.
  private mutating func readBytes() throws(UBJSONError) -> UnsafeRawBufferPointer {
    let count = try readCount(elementSize: 1)
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
  }

  /// Reads a count with its type marker; that many elements of `elementSize` bytes must still be there.
  private mutating func readCount(elementSize: Int) throws(UBJSONError) -> Int {
    let marker = try readByte()
    guard let size = UBJSONNumbers.size(of: marker), UBJSONNumbers.isInteger(marker) else {
      throw error("a length that is no integer")
    }
    guard size <= bytes.count - position else { throw error("the bytes end too early") }
    let number = UBJSONNumbers(
      marker: marker, count: 1, bytes: UnsafeRawBufferPointer(rebasing: bytes[position..<(position + size)]))
    position += size
    let count = number.integer(0)
    guard count >= 0 else { throw error("a negative length") }
    guard count <= (bytes.count - position) / elementSize else { throw error("a length beyond the end") }
    return Int(count)
  }

  private func peek() throws(UBJSONError) -> UInt8 {
    guard position < bytes.count else { throw error("the bytes end too early") }
    return bytes[position]
  }

  private mutating func readByte() throws(UBJSONError) -> UInt8 {
    let byte = try peek()
    position += 1
    return byte
  }

  private mutating func expect(_ marker: Unicode.Scalar) throws(UBJSONError) {
    guard try peek() == UInt8(ascii: marker) else { throw error("\"\(marker)\" expected") }
    position += 1
  }

  /// An error at the place that the reader has reached.
  func error(_ reason: String) -> UBJSONError {
    UBJSONError(reason: "\(reason) (at byte \(position))")
  }
}

/// What is wrong with UBJSON bytes, or with the model that they hold.
struct UBJSONError: Error, Equatable {
  let reason: String
}
