/// JSON as XGBoost writes it, with `NaN` and `Infinity` among the numbers that are skipped.
struct JSONDocument: DocumentReader {
  private let bytes: UnsafeRawBufferPointer
  private let budget: MemoryBudget
  private var position = 0

  /// The bytes must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer, budget: MemoryBudget) {
    self.bytes = bytes
    self.budget = budget
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == bytes.count
    }
  }

  mutating func readObject(_ member: (String, inout Self) throws(ArtefactError) -> Void) throws(ArtefactError) {
    try readElements(from: "{", to: "}") { document throws(ArtefactError) in
      let key = try document.readString()
      try document.expect(":")
      try member(key, &document)
    }
  }

  mutating func readArray(_ element: (inout Self) throws(ArtefactError) -> Void) throws(ArtefactError) {
    try readElements(from: "[", to: "]", element)
  }

  mutating func readIntegers() throws(ArtefactError) -> [Int32] {
    try readNumbers { word in word == "true" ? 1 : word == "false" ? 0 : Int32(word) }
  }

  mutating func readFloats() throws(ArtefactError) -> [Float] {
    try readNumbers { word in Float(word) }
  }

  /// Reads a string; escapes stay as they are written, which no key or text that is looked for has.
  mutating func readString() throws(ArtefactError) -> String {
    let range = try scanString()
    // The longest text that is read is a list of base scores; no key that is read is longer than 100.
    guard range.count <= 1 << 20 else { throw error("a text of \(range.count) bytes") }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  mutating func skip() throws(ArtefactError) {
    // The closing bracket of each open container; commas and colons are passed over where they stand.
    var open: [UInt8] = []
    repeat {
      switch try peek() {
      case UInt8(ascii: "\""): _ = try scanString()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open.append(bytes[position] + 2)
        position += 1
        if open.count > Self.maximumDepth { throw error("nested too deep") }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard open.popLast() == bytes[position] else { throw error("a bracket that closes nothing") }
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard !open.isEmpty else { throw error("a value expected") }
        position += 1
      default: _ = try scanWord()
      }
    } while !open.isEmpty
  }
}

// MARK: - Scanning

extension JSONDocument {
  private mutating func readElements(
    from first: Unicode.Scalar, to last: Unicode.Scalar, _ element: (inout Self) throws(ArtefactError) -> Void
  ) throws(ArtefactError) {
    try expect(first)
    if try peek() == UInt8(ascii: last) {
      position += 1
      return
    }
    while true {
      try element(&self)
      if try peek() == UInt8(ascii: last) { break }
      try expect(",")
    }
    position += 1
  }

  private mutating func readNumbers<Number>(_ parse: (String) -> Number?) throws(ArtefactError) -> [Number] {
    var numbers: [Number] = []
    try readArray { document throws(ArtefactError) in
      // The array doubles as it grows.
      try document.budget.charge(3 * MemoryLayout<Number>.stride)
      let word = try document.scanWord()
      guard word.count <= 40, let number = parse(String(decoding: document.bytes[word], as: UTF8.self)) else {
        throw document.error("a number expected")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A number or a literal.
  private mutating func scanWord() throws(ArtefactError) -> Range<Int> {
    skipSpace()
    let start = position
    scan: while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        position += 1
      default: break scan
      }
    }
    guard position > start else { throw error("a value expected") }
    return start..<position
  }

  /// Passes over a string; returns what stands between its quotes.
  private mutating func scanString() throws(ArtefactError) -> Range<Int> {
    try expect("\"")
    let start = position
    while position < bytes.count && bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < bytes.count else { throw error("the bytes end too early") }
    position += 1
    return start..<(position - 1)
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
  }

  private mutating func peek() throws(ArtefactError) -> UInt8 {
    skipSpace()
    guard position < bytes.count else { throw error("the bytes end too early") }
    return bytes[position]
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(ArtefactError) {
    guard try peek() == UInt8(ascii: character) else { throw error("\"\(character)\" expected") }
    position += 1
  }

  private func error(_ reason: String) -> ArtefactError {
    ArtefactError("\(reason) (byte \(position) of its JSON)")
  }
}
