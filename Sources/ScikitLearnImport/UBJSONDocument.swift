/// UBJSON (draft 12), the form in which XGBoost pickles a booster.
struct UBJSONDocument: DocumentReader {
  private let bytes: UnsafeRawBufferPointer
  private let budget: MemoryBudget
  private var position = 0

  /// The bytes must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer, budget: MemoryBudget) {
    self.bytes = bytes
    self.budget = budget
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func readObject(_ member: (String, inout Self) throws(ArtefactError) -> Void) throws(ArtefactError) {
    try expect("{")
    while try peek() != UInt8(ascii: "}") {
      let key = try readText()
      try member(key, &self)
    }
    position += 1
  }

  mutating func readArray(_ element: (inout Self) throws(ArtefactError) -> Void) throws(ArtefactError) {
    try expect("[")
    if try peek() == UInt8(ascii: "#") {
      position += 1
      for _ in 0..<(try readCount(elementSize: 1)) { try element(&self) }
    } else {
      while try peek() != UInt8(ascii: "]") { try element(&self) }
      position += 1
    }
  }

  mutating func readIntegers() throws(ArtefactError) -> [Int32] {
    try readNumbers { marker, document throws(ArtefactError) in
      guard let value = Int32(exactly: try document.readInteger(marker)) else {
        throw document.error("an integer out of range")
      }
      return value
    }
  }

  mutating func readFloats() throws(ArtefactError) -> [Float] {
    try readNumbers { marker, document throws(ArtefactError) in
      guard marker == UInt8(ascii: "d") else { return Float(try document.readInteger(marker)) }
      return Float(bitPattern: UInt32(bitPattern: try document.read(Int32.self)))
    }
  }

  mutating func readString() throws(ArtefactError) -> String {
    try expect("S")
    return try readText()
  }

  mutating func skip() throws(ArtefactError) {
    // Each open container: the values still to come, or nil where a closing bracket tells.
    var open: [(isObject: Bool, left: Int?)] = []
    repeat {
      if let last = open.last {
        if last.isObject { try skipText() }
        if let left = last.left { open[open.count - 1].left = left - 1 }
      }
      try skipOne(&open)
      try closeFinished(&open)
    } while !open.isEmpty
  }

  private mutating func closeFinished(_ open: inout [(isObject: Bool, left: Int?)]) throws(ArtefactError) {
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
  private mutating func skipOne(_ open: inout [(isObject: Bool, left: Int?)]) throws(ArtefactError) {
    let marker = try readByte()
    switch marker {
    case UInt8(ascii: "["):
      var left: Int?
      switch try peek() {
      case UInt8(ascii: "$"):
        let (_, size, count) = try readTypedHead()
        position += size * count
        return
      case UInt8(ascii: "#"):
        position += 1
        left = try readCount(elementSize: 1)
      default: break
      }
      open.append((false, left))
    case UInt8(ascii: "{"): open.append((true, nil))
    case UInt8(ascii: "S"): try skipText()
    case UInt8(ascii: "Z"), UInt8(ascii: "T"), UInt8(ascii: "F"): break
    default: position += try size(of: marker)
    }
    if open.count > Self.maximumDepth { throw error("nested too deep") }
    guard position <= bytes.count else { throw error("the bytes end too early") }
  }
}

// MARK: - Numbers and text

extension UBJSONDocument {
  /// Reads an array of numbers, each with its own marker or all with one.
  private mutating func readNumbers<Number>(
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
  private mutating func readTypedHead() throws(ArtefactError) -> (marker: UInt8, size: Int, count: Int) {
    try expect("$")
    let marker = try readByte()
    let size = try size(of: marker)
    try expect("#")
    return (marker, size, try readCount(elementSize: size))
  }

  private func size(of marker: UInt8) throws(ArtefactError) -> Int {
    switch marker {
    case UInt8(ascii: "i"), UInt8(ascii: "U"): return 1
    case UInt8(ascii: "I"): return 2
    case UInt8(ascii: "l"), UInt8(ascii: "d"): return 4
    case UInt8(ascii: "L"), UInt8(ascii: "D"): return 8
    default: throw error("an unknown marker")
    }
  }

  private mutating func readInteger(_ marker: UInt8) throws(ArtefactError) -> Int64 {
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

  private mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _: Number.Type
  ) throws(ArtefactError) -> Number {
    guard MemoryLayout<Number>.size <= bytes.count - position else { throw error("the bytes end too early") }
    position += MemoryLayout<Number>.size
    return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: position - MemoryLayout<Number>.size, as: Number.self))
  }

  private mutating func readText() throws(ArtefactError) -> String {
    let count = try readCount(elementSize: 1)
    position += count
    // The longest text that is read is a list of base scores; no key that is read is longer than 100.
    guard count <= 1 << 20 else { throw error("a text of \(count) bytes") }
    return String(decoding: bytes[(position - count)..<position], as: UTF8.self)
  }

  private mutating func skipText() throws(ArtefactError) {
    let count = try readCount(elementSize: 1)
    position += count
  }

  /// Reads a count with its type marker; that many elements of `elementSize` bytes must still be there.
  private mutating func readCount(elementSize: Int) throws(ArtefactError) -> Int {
    let count = try readInteger(try readByte())
    guard count >= 0, count <= (bytes.count - position) / elementSize else { throw error("a length beyond the end") }
    return Int(count)
  }

  private func peek() throws(ArtefactError) -> UInt8 {
    guard position < bytes.count else { throw error("the bytes end too early") }
    return bytes[position]
  }

  private mutating func readByte() throws(ArtefactError) -> UInt8 {
    let byte = try peek()
    position += 1
    return byte
  }

  private mutating func expect(_ marker: Unicode.Scalar) throws(ArtefactError) {
    guard try peek() == UInt8(ascii: marker) else { throw error("\"\(marker)\" expected") }
    position += 1
  }

  private func error(_ reason: String) -> ArtefactError {
    ArtefactError("\(reason) (byte \(position) of its UBJSON)")
  }
}
