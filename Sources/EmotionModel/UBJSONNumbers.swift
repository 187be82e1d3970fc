/// A view of a UBJSON array of numbers of one type, big-endian in the bytes that it was read from.
struct UBJSONNumbers {
  /// `i U I l L` for integers of 1, 1 (unsigned), 2, 4 and 8 bytes, `d D` for float32 and float64.
  let marker: UInt8
  let count: Int
  /// `count` numbers; owned by whoever owns the reader's bytes.
  let bytes: UnsafeRawBufferPointer

  /// How many bytes a number of this type takes, or nil if the marker is of no number.
  static func size(of marker: UInt8) -> Int? {
    switch marker {
    case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
    case UInt8(ascii: "I"): 2
    case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
    case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
    default: nil
    }
  }

  static func isInteger(_ marker: UInt8) -> Bool {
    size(of: marker) != nil && marker != UInt8(ascii: "d") && marker != UInt8(ascii: "D")
  }

  var isInteger: Bool { Self.isInteger(marker) }
  var isFloat32: Bool { marker == UInt8(ascii: "d") }

  /// Integer number `index`; the array must be of an integer type.
  func integer(_ index: Int) -> Int64 {
    switch marker {
    case UInt8(ascii: "i"): Int64(bytes.load(fromByteOffset: index, as: Int8.self))
    case UInt8(ascii: "U"): Int64(bytes[index])
    case UInt8(ascii: "I"): Int64(Int16(bigEndian: load(index)))
    case UInt8(ascii: "l"): Int64(Int32(bigEndian: load(index)))
    default: Int64(bigEndian: load(index))
    }
  }

  /// Float number `index`; the array must be of float32.
  func float(_ index: Int) -> Float {
    Float(bitPattern: UInt32(bigEndian: load(index)))
  }

  private func load<Number: BitwiseCopyable>(_ index: Int) -> Number {
    bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Number>.size, as: Number.self)
  }
}
