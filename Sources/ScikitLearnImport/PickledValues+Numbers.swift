extension PickledValues {
  /// The array of a value, with its node's items, which are its elements if they are objects.
  func array(_ value: PickleValue) -> (array: NumpyArray, objects: [PickleValue])? {
    guard let node = node(value), case .array(let number) = node.kind else { return nil }
    return (arrays[Int(number)], node.items)
  }

  /// The numbers of an array as `count` float64s in C order, or nil if the value is no array of float32 or float64 of
  /// that shape.
  func doubles(_ value: PickleValue, shape: [Int]) throws(ArtefactError) -> [Double]? {
    guard let (array, _) = array(value), array.shape == shape, array.type.isFloat else { return nil }
    try budget.charge(array.count * MemoryLayout<Double>.stride)
    let elements = NumpyElements(type: array.type, bytes: bytes(array.data))
    var numbers: [Double] = []
    numbers.reserveCapacity(array.count)
    guard array.isFortran, shape.count == 2 else {
      for index in 0..<array.count { numbers.append(elements.float(index)) }
      return numbers
    }
    for row in 0..<shape[0] {
      for column in 0..<shape[1] { numbers.append(elements.float(column * shape[0] + row)) }
    }
    return numbers
  }

  /// The numbers of a one-dimensional array of integers, or nil if the value is none.
  func integers(_ value: PickleValue) throws(ArtefactError) -> [Int64]? {
    guard let (array, _) = array(value), array.shape.count == 1,
      array.type.kind == UInt8(ascii: "i") || array.type.kind == UInt8(ascii: "u")
    else { return nil }
    try budget.charge(array.count * MemoryLayout<Int64>.stride)
    let elements = NumpyElements(type: array.type, bytes: bytes(array.data))
    var numbers: [Int64] = []
    numbers.reserveCapacity(array.count)
    for index in 0..<array.count {
      guard case .integer(let number) = try elements.value(index) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The texts of a list, tuple, set, array or pandas Index, or nil if the value is none of these or holds anything but
  /// texts.
  func strings(_ value: PickleValue) throws(ArtefactError) -> [String]? {
    guard let node = node(value) else { return nil }
    switch node.kind {
    case .list, .tuple, .set: return try strings(of: node.items)
    case .array(let number):
      let array = arrays[Int(number)]
      guard array.shape.count == 1 else { return nil }
      return array.type.isObject ? try strings(of: node.items) : try strings(of: array)
    case .object(.index):
      var attributes = try PickledObject(dictionary: node.items[0], title: "Index", in: self)
      let data = try attributes.take("data")
      try attributes.finish(ignoring: ["name"])
      return try indexStrings(data)
    default: return nil
    }
  }

  /// What is inside an Index: an array, or from pandas 3 on a StringArray around one, or one of Arrow's.
  private func indexStrings(_ data: PickleValue) throws(ArtefactError) -> [String]? {
    if array(data) != nil { return try strings(data) }
    if let node = node(data), case .object(.arrowStringArray) = node.kind { return try arrowStrings(data) }
    guard let node = node(data), case .object(.stringArray) = node.kind, let state = node.items.first,
      let inner = tuple(state)?.first(where: { array($0) != nil })
    else { return nil }
    return try strings(inner)
  }

  private func strings(of items: [PickleValue]) throws(ArtefactError) -> [String]? {
    var strings: [String] = []
    for item in items {
      guard case .text(let span) = item else { return nil }
      strings.append(try string(span))
    }
    return strings
  }

  private func strings(of array: NumpyArray) throws(ArtefactError) -> [String]? {
    guard array.type.isText else { return nil }
    let elements = NumpyElements(type: array.type, bytes: bytes(array.data))
    var strings: [String] = []
    for index in 0..<array.count {
      try budget.charge(64 + Int(array.type.size))
      strings.append(try elements.text(index))
    }
    return strings
  }
}
