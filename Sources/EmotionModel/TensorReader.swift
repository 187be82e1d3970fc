internal import FoundationEssentials

/// Takes tensors and metadata out of a safetensors file as the types and shapes that a model needs them in.
struct TensorReader {
  private let file: Safetensors

  init(_ file: Safetensors) {
    self.file = file
  }

  func metadata(_ key: String) throws(ModelError) -> String {
    guard let value = file.metadata[key] else { throw ModelError("key \"\(key)\"", "missing") }
    return value
  }

  /// A metadata string that holds JSON.
  func metadata<Value: Decodable>(_ key: String, as type: Value.Type) throws(ModelError) -> Value {
    let text = try metadata(key)
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw ModelError("key \"\(key)\"", "not the JSON that belongs there")
    }
  }

  /// The bytes of a tensor that may be absent.
  func bytes(_ name: String) throws(ModelError) -> UnsafeRawBufferPointer? {
    file.tensors[name] == nil ? nil : try tensor(name, type: "U8").bytes
  }

  func has(_ name: String) -> Bool { file.tensors[name] != nil }

  func floats(_ name: String, count: Int) throws(ModelError) -> [Float] {
    let values: [Float] = try numbers(name, type: "F32", count: count)
    try check(values, name)
    return values
  }

  func doubles(_ name: String, count: Int) throws(ModelError) -> [Double] {
    let values: [Double] = try numbers(name, type: "F64", count: count)
    try check(values, name)
    return values
  }

  /// A matrix with that many rows and at least one column, stored as float16, float32 or float64.
  func matrix(_ name: String, rows: Int) throws(ModelError) -> Projection {
    let tensor = try tensor(name)
    guard let storage = Projection.Storage(rawValue: tensor.type), storage != .none else {
      throw ModelError("tensor \"\(name)\"", "type \(tensor.type) is neither F16 nor F32 nor F64")
    }
    guard tensor.shape.count == 2, tensor.shape[0] == rows, tensor.shape[1] >= 1 else {
      throw ModelError("tensor \"\(name)\"", "shape \(tensor.shape) is not [\(rows), columns]")
    }
    let values: [Float]
    switch storage {
    case .float16: values = Self.copy(tensor.bytes, Self.float)
    case .float32: values = Self.copy(tensor.bytes) { (value: Float) in value }
    case .float64, .none:
      let wide: [Double] = Self.copy(tensor.bytes) { (value: Double) in value }
      try check(wide, name)
      return Projection(columnCount: tensor.shape[1], values: wide)
    }
    try check(values, name, limit: storage == .float16 ? Float(Float16.greatestFiniteMagnitude) : nil)
    return Projection(storage: storage, rowCount: rows, columnCount: tensor.shape[1], stored: values)
  }

  /// The set of terms that `name.bytes` and `name.offsets` hold.
  func vocabulary(_ name: String) throws(ModelError) -> Vocabulary {
    let part = "tensor \"\(name).offsets\""
    let bytes = try tensor("\(name).bytes", type: "U8").bytes.bindMemory(to: UInt8.self)
    let offsets = try tensor("\(name).offsets", type: "U32")
    let table = offsets.bytes
    let count = table.count / 4 - 1
    guard count >= 1 else { throw ModelError(part, "no terms") }
    func offset(_ index: Int) -> Int {
      Int(UInt32(littleEndian: table.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
    }
    guard offset(0) == 0, offset(count) == bytes.count else {
      throw ModelError(part, "they do not span the \(bytes.count) bytes of the terms")
    }
    var vocabulary = Vocabulary(capacity: count)
    for index in 0..<count {
      let (start, end) = (offset(index), offset(index + 1))
      guard start < end, end <= bytes.count else { throw ModelError(part, "term \(index) has no place in the bytes") }
      guard vocabulary.insert(UnsafeBufferPointer(rebasing: bytes[start..<end])).isNew else {
        throw ModelError(part, "term \(index) is there twice")
      }
    }
    return vocabulary
  }

  private func check<Value: BinaryFloatingPoint>(
    _ values: [Value], _ name: String, limit: Value? = nil
  ) throws(ModelError) {
    let limit = limit ?? Value(EmotionModel.largestMagnitude)
    guard values.allSatisfy({ $0.magnitude <= limit }) else {
      throw ModelError("tensor \"\(name)\"", "a value that is not finite or above \(limit)")
    }
  }

  private func tensor(_ name: String, type: String? = nil) throws(ModelError) -> Safetensors.Tensor {
    guard let tensor = file.tensors[name] else { throw ModelError("tensor \"\(name)\"", "missing") }
    guard type == nil || tensor.type == type else {
      throw ModelError("tensor \"\(name)\"", "type \(tensor.type) is not \(type ?? "")")
    }
    guard type == nil || tensor.shape.count == 1 else {
      throw ModelError("tensor \"\(name)\"", "shape \(tensor.shape.prefix(8)) has not just one side")
    }
    return tensor
  }

  private func numbers<Number: BitwiseCopyable>(
    _ name: String, type: String, count: Int
  ) throws(ModelError) -> [Number] {
    let tensor = try tensor(name, type: type)
    guard tensor.shape == [count] else {
      throw ModelError("tensor \"\(name)\"", "shape \(tensor.shape) is not [\(count)]")
    }
    return Self.copy(tensor.bytes) { (value: Number) in value }
  }

  /// A float16 as float32: its exponent and fraction, moved into place and scaled to the other bias.
  ///
  /// The conversion of the standard library is a call a number. Infinities and NaN become 65536 and more, which no
  /// float16 is.
  @inline(__always)
  private static func float(_ half: UInt16) -> Float {
    let magnitude = Float(bitPattern: UInt32(half & 0x7FFF) << 13) * 0x1p112
    return Float(bitPattern: magnitude.bitPattern | UInt32(half & 0x8000) << 16)
  }

  /// A tensor need not be aligned in the file.
  private static func copy<Stored: BitwiseCopyable, Value>(
    _ bytes: UnsafeRawBufferPointer, _ convert: (Stored) -> Value
  ) -> [Value] {
    let size = MemoryLayout<Stored>.size
    return Array(unsafeUninitializedCapacity: bytes.count / size) { values, count in
      count = bytes.count / size
      for index in 0..<count {
        values.initializeElement(
          at: index, to: convert(bytes.loadUnaligned(fromByteOffset: index * size, as: Stored.self)))
      }
    }
  }
}
