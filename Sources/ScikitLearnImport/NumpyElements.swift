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
