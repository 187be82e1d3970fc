extension UBJSONDocument {
  /// Reads an array of numbers, each with its own marker or all with one.
  mutating func readNumbers<Number>(
    _ element: (UInt8, inout Self) throws(ArtefactError) -> Number
  ) throws(ArtefactError) -> [Number] {
    try expect("[")
    let head = try peek()
    var numbers: [Number] = []
    if head == UInt8(ascii: "$") {
      let (marker, _, count) = try readTypedHead()
      try budget.charge(count * MemoryLayout<Number>.stride)
      numbers.reserveCapacity(count)
      for _ in 0..<count { numbers.append(try element(marker, &self)) }
    } else {
      try expect("#")
      let count = try readCount(elementSize: 2)
      try budget.charge(count * MemoryLayout<Number>.stride)
      numbers.reserveCapacity(count)
      for _ in 0..<count { numbers.append(try element(try readByte(), &self)) }
    }
    return numbers
  }

  /// Reads `$`, a marker, `#` and a count; that many numbers are there.
  mutating func readTypedHead() throws(ArtefactError) -> (marker: UInt8, size: Int, count: Int) {
    try expect("$")
    let marker = try readByte()
    let size = try size(of: marker)
    try expect("#")
    return (marker, size, try readCount(elementSize: size))
  }

  func size(of marker: UInt8) throws(ArtefactError) -> Int {
    switch marker {
    case UInt8(ascii: "i"), UInt8(ascii: "U"): return 1
    case UInt8(ascii: "I"): return 2
    case UInt8(ascii: "l"), UInt8(ascii: "d"): return 4
    case UInt8(ascii: "L"), UInt8(ascii: "D"): return 8
    default: throw error("an unknown marker")
    }
  }

  mutating func readInteger(_ marker: UInt8) throws(ArtefactError) -> Int64 {
    switch marker {
    case UInt8(ascii: "i"): return Int64(try read(Int8.self))
    case UInt8(ascii: "U"), UInt8(ascii: "T"), UInt8(ascii: "F"):
      return marker == UInt8(ascii: "U") ? Int64(try readByte()) : marker == UInt8(ascii: "T") ? 1 : 0
    case UInt8(ascii: "I"): return Int64(try read(Int16.self))
    case UInt8(ascii: "l"): return Int64(try read(Int32.self))
    case UInt8(ascii: "L"): return try read(Int64.self)
    default: throw error("an integer expected")
    }
  }

  mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _: Number.Type
  ) throws(ArtefactError) -> Number {
    guard MemoryLayout<Number>.size <= bytes.count - position else { throw error("the bytes end too early") }
    position += MemoryLayout<Number>.size
    return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: position - MemoryLayout<Number>.size, as: Number.self))
  }

  mutating func readText() throws(ArtefactError) -> String {
    let count = try readCount(elementSize: 1)
    position += count
    // The longest text that is read is a list of base scores; no key that is read is longer than 100.
    guard count <= 1 << 20 else { throw error("a text of \(count) bytes") }
    return String(decoding: bytes[(position - count)..<position], as: UTF8.self)
  }

  mutating func skipText() throws(ArtefactError) {
    let count = try readCount(elementSize: 1)
    position += count
  }

  /// Reads a count with its type marker; that many elements of `elementSize` bytes must still be there.
  mutating func readCount(elementSize: Int) throws(ArtefactError) -> Int {
    let count = try readInteger(try readByte())
    guard count >= 0, count <= (bytes.count - position) / elementSize else { throw error("a length beyond the end") }
    return Int(count)
  }

  func peek() throws(ArtefactError) -> UInt8 {
    guard position < bytes.count else { throw error("the bytes end too early") }
    return bytes[position]
  }

  mutating func readByte() throws(ArtefactError) -> UInt8 {
    let byte = try peek()
    position += 1
    return byte
  }

  mutating func expect(_ marker: Unicode.Scalar) throws(ArtefactError) {
    guard try peek() == UInt8(ascii: marker) else { throw error("\"\(marker)\" expected") }
    position += 1
  }

  func error(_ reason: String) -> ArtefactError {
    ArtefactError("\(reason) (byte \(position) of its UBJSON)")
  }
}
