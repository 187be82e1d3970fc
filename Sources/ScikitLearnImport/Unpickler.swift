/// Reads a pickle (protocols 0 to 5, with joblib's arrays between the opcodes) into values, and calls nothing.
///
/// Opcodes and names that Python's pickler does not write for such an artefact are errors; so are the ones that would
/// import, call or look up something of the reader's choosing (extension registry, persistent ids, buffers).
struct Unpickler {
  /// Deepest nesting of unfinished tuples and batches; artefacts need less than 20.
  static let maximumMarks = 1000
  /// Most values that are on the stack at once; a pickler writes containers in batches of 1000 items.
  static let maximumStack = 1 << 20

  let values: PickledValues
  var cursor: PickleCursor
  /// Whether joblib's array wrappers may occur: not in the pickle of an array's objects.
  private let hasInlineArrays: Bool
  private var stack: [PickleValue] = []
  private var highestStack = 0
  /// For each mark, how many values are below it.
  private var marks: [Int] = []
  private var memo: [PickleValue] = []

  private init(_ values: PickledValues, at cursor: PickleCursor, hasInlineArrays: Bool) {
    self.values = values
    self.cursor = cursor
    self.hasInlineArrays = hasInlineArrays
  }

  /// Reads all of `bytes`, which must outlive `values`; returns the value that they hold.
  static func read(_ bytes: UnsafeRawBufferPointer, into values: PickledValues) throws(ArtefactError) -> PickleValue {
    var unpickler = Unpickler(values, at: PickleCursor(bytes), hasInlineArrays: true)
    let value = try unpickler.run()
    values.budget.release(unpickler.memo.capacity * MemoryLayout<PickleValue>.stride)
    guard unpickler.cursor.position == bytes.count else {
      throw ArtefactError("bytes follow the end of the pickle (at byte \(unpickler.cursor.position))")
    }
    return value
  }

  /// Reads the pickle that stands at the cursor, the objects of an array, and moves the cursor behind it.
  mutating func readNestedPickle() throws(ArtefactError) -> PickleValue {
    var nested = Unpickler(values, at: cursor, hasInlineArrays: false)
    let value = try nested.run()
    cursor = nested.cursor
    return value
  }

  private mutating func run() throws(ArtefactError) -> PickleValue {
    while true {
      let place = cursor.position
      do throws(ArtefactError) {
        let opcode = try cursor.readByte()
        if opcode == UInt8(ascii: ".") { return try finish() }
        try execute(opcode)
      } catch {
        throw error.reason.contains("(at byte ") ? error : ArtefactError("\(error.reason) (at byte \(place))")
      }
    }
  }

  private mutating func finish() throws(ArtefactError) -> PickleValue {
    guard marks.isEmpty, stack.count == 1 else {
      throw ArtefactError("it ends with \(stack.count) values, not with one")
    }
    return stack[0]
  }

  private mutating func execute(_ opcode: UInt8) throws(ArtefactError) {
    switch opcode {
    case UInt8(ascii: "("): try pushMark()
    case UInt8(ascii: "0"): try popValueOrMark()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): try push(top())
    case UInt8(ascii: "N"): try push(.none)
    case 0x88: try push(.bool(true))
    case 0x89: try push(.bool(false))
    case 0x80: try readProtocol()
    case 0x95: _ = try readFrame()
    case UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "F"), UInt8(ascii: "J"), UInt8(ascii: "K"),
      UInt8(ascii: "M"),
      UInt8(ascii: "G"), 0x8A, 0x8B:
      try push(readNumber(opcode))
    case UInt8(ascii: "V"), UInt8(ascii: "X"), 0x8C, 0x8D: try push(readText(opcode))
    case UInt8(ascii: "B"), UInt8(ascii: "C"), 0x8E, 0x96: try push(readBytes(opcode))
    case UInt8(ascii: "p"), UInt8(ascii: "q"), UInt8(ascii: "r"), 0x94: try memoize(opcode)
    case UInt8(ascii: "g"), UInt8(ascii: "h"), UInt8(ascii: "j"): try push(recall(opcode))
    case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"), 0x8F, UInt8(ascii: "l"), UInt8(ascii: "d"),
      UInt8(ascii: "t"), 0x85, 0x86, 0x87, 0x91:
      try push(makeContainer(opcode))
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "s"), UInt8(ascii: "u"), 0x90: try fillContainer(opcode)
    case UInt8(ascii: "c"): try pushGlobal(module: cursor.readLine(), name: cursor.readLine())
    case 0x93: try pushStackGlobal()
    case UInt8(ascii: "R"), 0x81, UInt8(ascii: "b"): try makeOrBuild(opcode)
    default: throw ArtefactError("the opcode \(Self.name(of: opcode)), which such an artefact does not need")
    }
  }

  private static func name(of opcode: UInt8) -> String {
    let names: [UInt8: String] = [
      UInt8(ascii: "P"): "PERSID", UInt8(ascii: "Q"): "BINPERSID", UInt8(ascii: "S"): "STRING",
      UInt8(ascii: "T"): "BINSTRING", UInt8(ascii: "U"): "SHORT_BINSTRING", UInt8(ascii: "i"): "INST",
      UInt8(ascii: "o"): "OBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x92: "NEWOBJ_EX", 0x97: "NEXT_BUFFER",
      0x98: "READONLY_BUFFER",
    ]
    return names[opcode] ?? "0x" + String(opcode, radix: 16)
  }

  private mutating func readProtocol() throws(ArtefactError) {
    let version = try cursor.readByte()
    guard version <= 5 else { throw ArtefactError("pickle protocol \(version) is not supported") }
  }

  /// Frames only tell Python how much to read ahead.
  private mutating func readFrame() throws(ArtefactError) {
    let count = try cursor.read(UInt64.self)
    guard count <= UInt64(cursor.bytes.count - cursor.position) else { throw ArtefactError("a frame beyond the end") }
  }
}

// MARK: - Stack and memo

extension Unpickler {
  mutating func push(_ value: PickleValue) throws(ArtefactError) {
    guard stack.count < Self.maximumStack else { throw ArtefactError("more than \(Self.maximumStack) values at once") }
    if stack.count == highestStack {
      try values.budget.charge(3 * MemoryLayout<PickleValue>.stride)
      highestStack += 1
    }
    stack.append(value)
  }

  mutating func pop() throws(ArtefactError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else { throw ArtefactError("a value is missing") }
    return value
  }

  func top() throws(ArtefactError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else { throw ArtefactError("a value is missing") }
    return value
  }

  private mutating func pushMark() throws(ArtefactError) {
    guard marks.count < Self.maximumMarks else { throw ArtefactError("nested deeper than \(Self.maximumMarks)") }
    marks.append(stack.count)
  }

  /// Pops the values above the last mark, and the mark.
  mutating func popToMark() throws(ArtefactError) -> ArraySlice<PickleValue> {
    guard let mark = marks.popLast() else { throw ArtefactError("a mark is missing") }
    let items = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return items[...]
  }

  private mutating func popValueOrMark() throws(ArtefactError) {
    if stack.count > marks.last ?? 0 {
      stack.removeLast()
    } else if marks.popLast() == nil {
      throw ArtefactError("a value is missing")
    }
  }

  private mutating func memoize(_ opcode: UInt8) throws(ArtefactError) {
    let index: Int
    switch opcode {
    case UInt8(ascii: "p"): index = Int(try cursor.readNumberLine()) ?? -1
    case UInt8(ascii: "q"): index = Int(try cursor.readByte())
    case UInt8(ascii: "r"): index = Int(try cursor.read(UInt32.self))
    default: index = memo.count
    }
    // A pickler numbers what it remembers without a gap.
    guard (0...memo.count).contains(index) else {
      throw ArtefactError("memo entry \(index), where \(memo.count) is the next")
    }
    if index < memo.count {
      memo[index] = try top()
    } else {
      let value = try top()
      try growMemo()
      memo.append(value)
    }
  }

  /// Makes room for one more; the memo doubles, so that what it takes is charged step by step.
  private mutating func growMemo() throws(ArtefactError) {
    guard memo.count == memo.capacity else { return }
    let larger = max(64, 2 * memo.capacity)
    try values.budget.charge((larger - memo.capacity) * MemoryLayout<PickleValue>.stride)
    memo.reserveCapacity(larger)
  }

  private mutating func recall(_ opcode: UInt8) throws(ArtefactError) -> PickleValue {
    let index: Int
    switch opcode {
    case UInt8(ascii: "g"): index = Int(try cursor.readNumberLine()) ?? -1
    case UInt8(ascii: "h"): index = Int(try cursor.readByte())
    default: index = Int(try cursor.read(UInt32.self))
    }
    guard memo.indices.contains(index) else { throw ArtefactError("memo entry \(index) of \(memo.count)") }
    return memo[index]
  }
}

// MARK: - Names

extension Unpickler {
  private mutating func pushGlobal(module: ByteSpan, name: ByteSpan) throws(ArtefactError) {
    let global = try PickleGlobal(module: values.bytes(module), name: values.bytes(name))
    guard hasInlineArrays || global != .arrayWrapper else { throw ArtefactError("an array inside an array's objects") }
    try push(.global(global))
  }

  private mutating func pushStackGlobal() throws(ArtefactError) {
    guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
      throw ArtefactError("a global whose name is no text")
    }
    try pushGlobal(module: module, name: name)
  }
}
