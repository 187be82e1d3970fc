extension PickledValues {
  /// The texts of pandas' ArrowStringArray, or nil if it holds anything but texts.
  ///
  /// Its array is type, length, count of nulls, offset, buffers, children and dictionary; the buffers of a string array
  /// are validity bits, the offsets of the texts, and the UTF-8 of all texts.
  func arrowStrings(_ value: PickleValue) throws(ArtefactError) -> [String]? {
    var attributes = try PickledObject(value, of: .arrowStringArray, in: self)
    let array = try tuple(attributes.take("_pa_array")) ?? []
    try attributes.finish(ignoring: ["_dtype", "_cache", "_readonly"])
    guard array.count == 7, case .integer(let length) = array[1], case .integer(0) = array[2],
      case .integer(let offset) = array[3], let buffers = node(array[4])?.items, buffers.count == 3,
      case .bytes(let offsets) = buffers[1], case .bytes(let text) = buffers[2]
    else { return nil }
    let size = isText(array[0], "large_string") ? 8 : isText(array[0], "string") ? 4 : 0
    let (starts, bytes) = (bytes(offsets), bytes(text))
    guard size > 0, length >= 0, offset >= 0, offset <= starts.count, length < starts.count / size - Int(offset) else {
      return nil
    }
    func place(_ index: Int) -> Int {
      size == 8
        ? Int(Int64(littleEndian: starts.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self)))
        : Int(Int32(littleEndian: starts.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self)))
    }
    var strings: [String] = []
    for index in Int(offset)..<(Int(offset) + Int(length)) {
      let (start, end) = (place(index), place(index + 1))
      guard start >= 0, start <= end, end <= bytes.count else { return nil }
      let span = ByteSpan(buffer: text.buffer, start: text.start + UInt32(start), count: UInt32(end - start))
      strings.append(try string(span))
    }
    return strings
  }
}
