/// Reads a pickle (protocols 0 to 5, with joblib's arrays between the opcodes) into values, and calls nothing.
///
/// Opcodes and names that Python's pickler does not write for such an artefact are errors; so are the ones that would
/// import, call or look up something of the reader's choosing (extension registry, persistent ids, buffers).
struct Unpickler {
  let values: PickledValues
  var cursor: PickleCursor
  /// Whether joblib's array wrappers may occur: not in the pickle of an array's objects.
  private let hasInlineArrays: Bool
  var stack: PickleStack
  private var memo: PickleMemo

  private init(_ values: PickledValues, at cursor: PickleCursor, hasInlineArrays: Bool) {
    self.values = values
    self.cursor = cursor
    self.hasInlineArrays = hasInlineArrays
    stack = PickleStack(budget: values.budget)
    memo = PickleMemo(budget: values.budget)
  }

  /// Reads all of `bytes`, which must outlive `values`; returns the value that they hold.
  static func read(_ bytes: UnsafeRawBufferPointer, into values: PickledValues) throws(ArtefactError) -> PickleValue {
    var unpickler = Unpickler(values, at: PickleCursor(bytes), hasInlineArrays: true)
    let value = try unpickler.run()
    unpickler.memo.release()
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
        let opcode = try readOpcode()
        if opcode == .stop { return try stack.only() }
        try execute(opcode)
      } catch {
        throw error.reason.contains("(at byte ") ? error : ArtefactError("\(error.reason) (at byte \(place))")
      }
    }
  }

  private mutating func readOpcode() throws(ArtefactError) -> PickleOpcode {
    let byte = try cursor.readByte()
    guard let opcode = PickleOpcode(rawValue: byte) else {
      throw ArtefactError("the byte 0x\(String(byte, radix: 16)), which is no opcode")
    }
    return opcode
  }

  private mutating func execute(_ opcode: PickleOpcode) throws(ArtefactError) {
    switch opcode {
    case .mark: try stack.pushMark()
    case .pop: try stack.popValueOrMark()
    case .popMark: _ = try stack.popToMark()
    case .dup: try stack.push(stack.top())
    case .none: try stack.push(.none)
    case .newtrue: try stack.push(.bool(true))
    case .newfalse: try stack.push(.bool(false))
    case .proto: try readProtocol()
    case .frame: try readFrame()
    case .int, .long, .float, .binint, .binint1, .binint2, .binfloat, .long1, .long4:
      try stack.push(readNumber(opcode))
    case .unicode, .binunicode, .shortBinunicode, .binunicode8: try stack.push(readText(opcode))
    case .binbytes, .shortBinbytes, .binbytes8, .bytearray8: try stack.push(readBytes(opcode))
    case .put, .binput, .longBinput, .memoize: try memo.put(stack.top(), at: readMemoIndex(opcode))
    case .get, .binget, .longBinget: try stack.push(memo.value(at: readMemoIndex(opcode) ?? -1))
    case .emptyList, .emptyDict, .emptyTuple, .emptySet, .list, .dict, .tuple, .tuple1, .tuple2, .tuple3, .frozenset:
      try stack.push(makeContainer(opcode))
    case .append, .appends, .setitem, .setitems, .additems: try fillContainer(opcode)
    case .global: try pushGlobal(module: cursor.readLine(), name: cursor.readLine())
    case .stackGlobal: try pushStackGlobal()
    case .reduce, .newobj: try callOrMake(opcode)
    case .build: try build(stack.pop())
    case .stop, .persid, .binpersid, .string, .binstring, .shortBinstring, .inst, .obj, .ext1, .ext2, .ext4, .newobjEx,
      .nextBuffer, .readonlyBuffer:
      throw ArtefactError("the opcode \(opcode.name), which such an artefact does not need")
    }
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

// MARK: - Numbers of the memo, and names

extension Unpickler {
  /// The number that a PUT or GET opcode names, or nil for MEMOIZE.
  private mutating func readMemoIndex(_ opcode: PickleOpcode) throws(ArtefactError) -> Int? {
    switch opcode {
    case .put, .get: Int(try cursor.readNumberLine()) ?? -1
    case .binput, .binget: Int(try cursor.readByte())
    case .longBinput, .longBinget: Int(try cursor.read(UInt32.self))
    default: nil
    }
  }

  private mutating func pushGlobal(module: ByteSpan, name: ByteSpan) throws(ArtefactError) {
    let global = try PickleGlobal(module: values.bytes(module), name: values.bytes(name))
    guard hasInlineArrays || global != .arrayWrapper else { throw ArtefactError("an array inside an array's objects") }
    try stack.push(.global(global))
  }

  private mutating func pushStackGlobal() throws(ArtefactError) {
    guard case .text(let name) = try stack.pop(), case .text(let module) = try stack.pop() else {
      throw ArtefactError("a global whose name is no text")
    }
    try pushGlobal(module: module, name: name)
  }
}
