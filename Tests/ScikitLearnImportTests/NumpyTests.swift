import Testing

@testable import ScikitLearnImport

/// Numbers and texts of every size and byte order that numpy writes.
@Suite struct NumpyTests {
  private static func type(_ code: String, isBigEndian: Bool = false) throws -> NumpyDataType {
    var type = try Array(code.utf8).withUnsafeBytes { try NumpyDataType(code: $0) }
    type.isBigEndian = isBigEndian
    return type
  }

  /// What `body` reads of an array of a type.
  private static func read<Value>(
    _ code: String, _ bytes: [UInt8], isBigEndian: Bool = false, _ body: (NumpyElements) throws -> Value
  ) throws -> Value {
    let type = try type(code, isBigEndian: isBigEndian)
    return try bytes.withUnsafeBytes { try body(NumpyElements(type: type, bytes: $0)) }
  }

  private static func integer(_ code: String, _ bytes: [UInt8], isBigEndian: Bool = false) throws -> Int64? {
    try read(code, bytes, isBigEndian: isBigEndian) { elements in
      guard case .integer(let number) = try elements.value(0) else { return nil }
      return number
    }
  }

  @Test func integersOfEverySizeAreRead() throws {
    #expect(try Self.integer("i1", [0xFF]) == -1)
    #expect(try Self.integer("u1", [0xFF]) == 255)
    #expect(try Self.integer("i2", [0xFE, 0xFF]) == -2)
    #expect(try Self.integer("i2", [0xFF, 0xFE], isBigEndian: true) == -2)
    #expect(try Self.integer("u4", [1, 0, 0, 0x80]) == 0x8000_0001)
    #expect(try Self.integer("i8", [1, 0, 0, 0, 0, 0, 0, 0x80]) == .min + 1)
    #expect(try Self.integer("u8", [UInt8](repeating: 0xFF, count: 8)) == nil)
  }

  @Test func floatsOfBothByteOrdersAreRead() throws {
    let big = withUnsafeBytes(of: (-1.5).bitPattern.bigEndian) { Array($0) }
    let little = withUnsafeBytes(of: Float(0.1).bitPattern.littleEndian) { Array($0) }
    #expect(try Self.read("f8", big, isBigEndian: true) { $0.float(0) } == -1.5)
    #expect(try Self.read("f4", little) { $0.float(0) } == Double(Float(0.1)))
  }

  @Test func textIsUTF32WithoutTheZerosBehindIt() throws {
    #expect(try Self.read("U3", [0x6A, 0, 0, 0, 0, 0xF6, 1, 0, 0, 0, 0, 0]) { try $0.text(0) } == "j\u{1F600}")
    #expect(throws: ArtefactError.self) { try Self.read("U1", [0, 0xD8, 0, 0]) { try $0.text(0) } }
  }

  @Test(arguments: ["", "f", "f2", "f16", "c8", "S3", "V8", "M8", "O4", "U-1", "U9999999999", "x1"])
  func anotherTypeIsAnError(_ code: String) {
    #expect(throws: ArtefactError.self) { try Self.type(code) }
  }

  @Test func shapesThatOverflowHaveNoCount() {
    #expect(NumpyArray.count(of: []) == 1 && NumpyArray.count(of: [3, 4]) == 12 && NumpyArray.count(of: [0, 9]) == 0)
    #expect(NumpyArray.count(of: [-1]) == nil && NumpyArray.count(of: [1 << 20, 1 << 20]) == nil)
    #expect(NumpyArray.count(of: [.max, .max]) == nil)
  }
}
