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
    try numbers(name, .float32, count: count)
  }

  func doubles(_ name: String, count: Int) throws(ModelError) -> [Double] {
    try numbers(name, .float64, count: count)
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
    try check(tensor, name, storage)
    return Projection(storage: storage, rowCount: rows, columnCount: tensor.shape[1], bytes: tensor.bytes)
  }

  /// The terms that `name.bytes` and `name.offsets` hold; there may be equal ones.
  func terms(_ name: String) throws(ModelError) -> Terms {
    let part = Self.part(ofTerms: name)
    let bytes = try tensor("\(name).bytes", type: "U8").bytes
    let offsets: [UInt32] = Self.copy(try tensor("\(name).offsets", type: "U32").bytes)
    guard offsets.count > 1 else { throw ModelError(part, "no terms") }
    guard offsets.first == 0, Int(offsets[offsets.count - 1]) == bytes.count else {
      throw ModelError(part, "they do not span the \(bytes.count) bytes of the terms")
    }
    for index in 1..<offsets.count where offsets[index - 1] >= offsets[index] {
      throw ModelError(part, "term \(index - 1) has no place in the bytes")
    }
    return Terms(bytes: [UInt8](bytes), offsets: offsets)
  }

  /// Refuses terms of which one comes again.
  static func check(_ name: String, repeatedTerm: Int?) throws(ModelError) {
    if let repeatedTerm { throw ModelError(part(ofTerms: name), "term \(repeatedTerm) is there twice") }
  }

  private static func part(ofTerms name: String) -> String { "tensor \"\(name).offsets\"" }

  /// Refuses what is not finite or so large that sums could overflow; every float16 is small enough.
  private func check(_ tensor: Safetensors.Tensor, _ name: String, _ type: Projection.Storage) throws(ModelError) {
    let limit = EmotionModel.largestMagnitude
    let isSound =
      switch type {
      case .float16: Self.largestMagnitude(tensor.bytes) <= Float16.greatestFiniteMagnitude.bitPattern
      case .float32: Self.largestMagnitude(tensor.bytes) <= limit.bitPattern
      case .float64: Self.largestMagnitude(tensor.bytes) <= Double(limit).bitPattern
      case .none: true
      }
    guard isSound else { throw ModelError("tensor \"\(name)\"", "a value that is not finite or above \(limit)") }
  }

  /// The bits of the largest of a tensor's numbers, signs left out; those of infinities and NaN are larger still.
  private static func largestMagnitude<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer
  ) -> Bits {
    let size = MemoryLayout<Bits>.size
    var largest: Bits = 0
    for index in 0..<(bytes.count / size) {
      largest = max(
        largest, bytes.loadUnaligned(fromByteOffset: index &* size, as: Bits.self) & ~(1 << (Bits.bitWidth - 1)))
    }
    return largest
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
    _ name: String, _ type: Projection.Storage, count: Int
  ) throws(ModelError) -> [Number] {
    let tensor = try tensor(name, type: type.rawValue)
    guard tensor.shape == [count] else {
      throw ModelError("tensor \"\(name)\"", "shape \(tensor.shape) is not [\(count)]")
    }
    try check(tensor, name, type)
    return Self.copy(tensor.bytes)
  }

  /// The numbers of a tensor, which need not be aligned in the file, as a little-endian machine reads them.
  private static func copy<Number: BitwiseCopyable>(_ bytes: UnsafeRawBufferPointer) -> [Number] {
    let count = bytes.count / MemoryLayout<Number>.size
    return Array(unsafeUninitializedCapacity: count) { numbers, initializedCount in
      UnsafeMutableRawBufferPointer(numbers).copyMemory(from: bytes)
      initializedCount = count
    }
  }
}
