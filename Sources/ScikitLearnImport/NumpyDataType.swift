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
