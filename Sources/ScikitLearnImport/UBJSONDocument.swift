/// UBJSON (draft 12), the form in which XGBoost pickles a booster.
struct UBJSONDocument: DocumentReader {
  let bytes: UnsafeRawBufferPointer
  let budget: MemoryBudget
  var position = 0

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
