extension Unpickler {
  /// `numpy.dtype`, `_reconstruct`, `_frombuffer` and `scalar`.
  func numpyResult(of global: PickleGlobal, _ arguments: [PickleValue]) throws(ArtefactError) -> PickleValue {
    switch (global, arguments.count) {
    case (.dataType, 1...3):
      guard case .text(let code) = arguments[0] else { break }
      return try values.makeNode(.dataType(try NumpyDataType(code: values.bytes(code))))
    case (.reconstruct, 3):
      guard case .global(let type) = arguments[0], type == .ndarray || type == .memmap else { break }
      return try values.makeNode(.emptyArray)
    case (.fromBuffer, 4):
      guard case .bytes(let data) = arguments[0] else { break }
      let isFortran = values.isText(arguments[3], "F")
      guard isFortran || values.isText(arguments[3], "C") else { break }
      return try makeArray(type: arguments[1], shape: arguments[2], isFortran: isFortran, data: data)
    case (.scalar, 2):
      guard case .bytes(let data) = arguments[1] else { break }
      return try scalar(try dataType(arguments[0]), data)
    default: break
    }
    throw ArtefactError("a call of numpy's \(global.title) that such an artefact does not need")
  }

  private func scalar(_ type: NumpyDataType, _ data: ByteSpan) throws(ArtefactError) -> PickleValue {
    guard !type.isObject, data.count == UInt32(type.size) else { throw ArtefactError("a numpy scalar of a wrong size") }
    let elements = NumpyElements(type: type, bytes: values.bytes(data))
    guard type.isText else { return try elements.value(0) }
    // UTF-8 takes at most the four bytes that UTF-32 takes.
    return .text(
      try values.makeBuffer(capacity: Int(type.size)) { output throws(ArtefactError) in
        let text = try elements.text(0)
        output.copyBytes(from: text.utf8)
        return text.utf8.count
      })
  }

  private func dataType(_ value: PickleValue) throws(ArtefactError) -> NumpyDataType {
    guard let node = values.node(value), case .dataType(let type) = node.kind else {
      throw ArtefactError("an array without a numpy type")
    }
    return type
  }

  /// The state of a dtype: version, byte order, subarray, names, fields, size, alignment, flags, and perhaps metadata.
  func dataType(_ type: NumpyDataType, state: PickleValue) throws(ArtefactError) -> NumpyDataType {
    guard let state = values.tuple(state), (8...9).contains(state.count), case .none = state[2], case .none = state[3],
      case .none = state[4], case .text(let order) = state[1], let letter = values.bytes(order).first
    else { throw ArtefactError("a numpy type with fields is not supported") }
    var type = type
    type.isBigEndian = letter == UInt8(ascii: ">")
    return type
  }

  /// The state of an array that is pickled as numpy does: version, shape, type, Fortran order, bytes or a list.
  func buildArray(_ state: PickleValue, at index: Int) throws(ArtefactError) {
    guard let state = values.tuple(state), state.count == 5, case .bool(let isFortran) = state[3] else {
      throw ArtefactError("an array with an unknown state")
    }
    if case .bytes(let data) = state[4] {
      try values.setArray(
        try array(type: dataType(state[2]), shape: state[1], isFortran: isFortran, data: data), at: index)
      return
    }
    guard let list = values.node(state[4]), case .list = list.kind, try dataType(state[2]).isObject else {
      throw ArtefactError("an array without its elements")
    }
    let shape = try shape(state[1])
    guard NumpyArray.count(of: shape) == list.items.count else { throw ArtefactError("an array that lacks elements") }
    try values.append(list.items[...], to: index)
    let nothing = ByteSpan(start: 0, count: 0)
    try values.setArray(
      NumpyArray(type: try dataType(state[2]), shape: shape, isFortran: isFortran, data: nothing), at: index)
  }

  private func makeArray(
    type: PickleValue, shape: PickleValue, isFortran: Bool, data: ByteSpan
  ) throws(ArtefactError) -> PickleValue {
    try values.makeArray(try array(type: dataType(type), shape: shape, isFortran: isFortran, data: data))
  }

  private func array(
    type: NumpyDataType, shape: PickleValue, isFortran: Bool, data: ByteSpan
  ) throws(ArtefactError) -> NumpyArray {
    let shape = try self.shape(shape)
    guard !type.isObject, let count = NumpyArray.count(of: shape), count * Int(type.size) == Int(data.count) else {
      throw ArtefactError("an array whose bytes do not match its shape")
    }
    return NumpyArray(type: type, shape: shape, isFortran: isFortran, data: data)
  }

  private func shape(_ value: PickleValue) throws(ArtefactError) -> [Int] {
    guard let items = values.tuple(value), items.count <= 2 else {
      throw ArtefactError("an array of more than two dimensions")
    }
    var shape: [Int] = []
    for item in items {
      guard case .integer(let dimension) = item, (0...Int64(Int32.max)).contains(dimension) else {
        throw ArtefactError("an array with a dimension that is no count")
      }
      shape.append(Int(dimension))
    }
    guard NumpyArray.count(of: shape) != nil else { throw ArtefactError("an array of too many elements") }
    return shape
  }

  /// Reads the array that joblib wrote behind its wrapper, node number `index`, which becomes the array.
  mutating func readInlineArray(at index: Int) throws(ArtefactError) {
    var wrapper = try PickledObject(.node(Int32(index)), of: .arrayWrapper, in: values)
    let type = try dataType(wrapper.take("dtype"))
    let shape = try shape(wrapper.take("shape"))
    let order = try wrapper.takeText("order")
    let subclass = try wrapper.take("subclass")
    let alignment = wrapper.takeIfPresent("numpy_array_alignment_bytes")
    try wrapper.finish(ignoring: ["allow_mmap"])
    guard case .global(let array) = subclass, array == .ndarray || array == .memmap, order == "C" || order == "F" else {
      throw ArtefactError("an array that is no plain numpy array")
    }
    if type.isObject { return try readObjects(shape: shape, at: index) }
    if let alignment, case .integer = alignment { _ = try cursor.readSpan(try cursor.readByte()) }
    let data = try cursor.readSpan((NumpyArray.count(of: shape) ?? 0) * Int(type.size))
    try values.setArray(NumpyArray(type: type, shape: shape, isFortran: order == "F", data: data), at: index)
  }

  /// Python objects are a pickle of their own behind the wrapper.
  private mutating func readObjects(shape: [Int], at index: Int) throws(ArtefactError) {
    let nested = try readNestedPickle()
    guard let node = values.node(nested), case .array(let number) = node.kind,
      values.arrays[Int(number)].shape == shape
    else { throw ArtefactError("an array whose objects are missing") }
    values.replace(node: index, by: node)
  }
}
