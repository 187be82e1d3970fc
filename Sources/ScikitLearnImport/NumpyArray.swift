/// numpy's dtype, as far as artefacts use it.
struct NumpyDataType {
  /// numpy's letter: `b` bool, `i` and `u` integers, `f` floats, `U` text in UTF-32, `O` Python objects.
  var kind: UInt8
  /// Bytes an element.
  var size: Int32
  var isBigEndian = false

  /// Reads the first argument of `numpy.dtype`, such as `f8`, `U12` or `O8`.
  init(code: UnsafeRawBufferPointer) throws(ArtefactError) {
    let text = String(decoding: code.prefix(16), as: UTF8.self)
    guard let kind = code.first, code.count <= 8, let number = Int32(text.dropFirst()), number >= 0 else {
      throw ArtefactError("the numpy type \"\(text)\" is not known")
    }
    switch (kind, number) {
    case (UInt8(ascii: "b"), 1), (UInt8(ascii: "i"), 1), (UInt8(ascii: "i"), 2), (UInt8(ascii: "i"), 4),
      (UInt8(ascii: "i"), 8), (UInt8(ascii: "u"), 1), (UInt8(ascii: "u"), 2), (UInt8(ascii: "u"), 4),
      (UInt8(ascii: "u"), 8), (UInt8(ascii: "f"), 4), (UInt8(ascii: "f"), 8), (UInt8(ascii: "O"), 8):
      size = number
    case (UInt8(ascii: "U"), 0...1_000_000): size = 4 * number
    default: throw ArtefactError("the numpy type \"\(text)\" is not supported")
    }
    self.kind = kind
  }

  var isObject: Bool { kind == UInt8(ascii: "O") }
  var isText: Bool { kind == UInt8(ascii: "U") }
  var isFloat: Bool { kind == UInt8(ascii: "f") }
}

/// A numpy array; its numbers stay where they lie in the pickle.
struct NumpyArray {
  var type: NumpyDataType
  var shape: [Int]
  /// Whether the first index runs fastest.
  var isFortran: Bool
  /// Of all elements, unless they are objects: those are the items of the array's node.
  var data: ByteSpan

  /// How many elements a shape has, or nil if a dimension is negative or there are too many.
  static func count(of shape: [Int]) -> Int? {
    var count = 1
    for dimension in shape {
      let (product, isOverflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !isOverflow, product <= Int(Int32.max) else { return nil }
      count = product
    }
    return count
  }

  var count: Int { Self.count(of: shape) ?? 0 }
}

/// Reads single elements out of an array's bytes.
struct NumpyElements {
  let type: NumpyDataType
  let bytes: UnsafeRawBufferPointer

  /// Element number `index` in the order of the bytes, as a number or a truth value; text is read by `text`.
  func value(_ index: Int) throws(ArtefactError) -> PickleValue {
    let raw = bits(index)
    switch (type.kind, type.size) {
    case (UInt8(ascii: "b"), _): return .bool(raw != 0)
    case (UInt8(ascii: "f"), 8): return .float(Double(bitPattern: raw))
    case (UInt8(ascii: "f"), _): return .float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw))))
    case (UInt8(ascii: "i"), let size):
      let shift = Int64(64 - 8 * size)
      return .integer((Int64(truncatingIfNeeded: raw) << shift) >> shift)
    case (UInt8(ascii: "u"), _): return Int64(exactly: raw).map { .integer($0) } ?? .wideInteger
    default: throw ArtefactError("an array of another type than numbers")
    }
  }

  /// Element number `index` of an array of floats.
  @inline(__always)
  func float(_ index: Int) -> Double {
    type.size == 8 ? Double(bitPattern: load(index)) : Double(Float(bitPattern: load(index)))
  }

  @inline(__always)
  private func load<Bits: FixedWidthInteger & BitwiseCopyable>(_ index: Int) -> Bits {
    let stored = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
    return type.isBigEndian ? Bits(bigEndian: stored) : Bits(littleEndian: stored)
  }

  /// The text of element number `index`, UTF-32 that is filled up with zeros.
  func text(_ index: Int) throws(ArtefactError) -> String {
    let size = Int(type.size)
    let element = UnsafeRawBufferPointer(rebasing: bytes[(index * size)..<((index + 1) * size)])
    var text = String.UnicodeScalarView()
    var pendingZeros = 0
    for offset in stride(from: 0, to: size, by: 4) {
      let stored = element.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      let code = type.isBigEndian ? UInt32(bigEndian: stored) : UInt32(littleEndian: stored)
      guard let scalar = Unicode.Scalar(code) else { throw ArtefactError("a text is not UTF-32") }
      if code == 0 {
        pendingZeros += 1
      } else {
        text.append(contentsOf: repeatElement("\0", count: pendingZeros))
        pendingZeros = 0
        text.append(scalar)
      }
    }
    return String(text)
  }

  private func bits(_ index: Int) -> UInt64 {
    let size = Int(type.size)
    var bits: UInt64 = 0
    for offset in 0..<size {
      let place = type.isBigEndian ? offset : size - 1 - offset
      bits = bits << 8 | UInt64(bytes[index * size + place])
    }
    return bits
  }
}
