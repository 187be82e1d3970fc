/// Opcodes of hand-made pickles.
enum PickleBytes {
  /// GLOBAL, the form with lines.
  static func global(_ module: String, _ name: String) -> [UInt8] {
    Array("c\(module)\n\(name)\n".utf8)
  }

  /// SHORT_BINUNICODE.
  static func text(_ text: String) -> [UInt8] {
    [0x8C, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  /// STACK_GLOBAL.
  static func stackGlobal(_ module: String, _ name: String) -> [UInt8] {
    text(module) + text(name) + [0x93]
  }

  /// A little-endian number.
  static func number(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  /// `module.name` called with a tuple that holds what `arguments` pushes.
  static func call(_ module: String, _ name: String, _ arguments: [UInt8]) -> [UInt8] {
    global(module, name) + [UInt8(ascii: "(")] + arguments + Array("tR".utf8)
  }
}
