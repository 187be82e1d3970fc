import EmotionModel
import Testing

/// The container: what is written is read again, and a file that breaks a rule is refused with the part at fault.
@Suite struct SafetensorsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: [UInt8]
    let part: String

    init(_ description: String, _ header: String, data: Int = 0, part: String = "header") {
      self.init(description, size: UInt64(header.utf8.count), Array(header.utf8), data: data, part: part)
    }

    init(_ description: String, size: UInt64, _ header: [UInt8] = [], data: Int = 0, part: String = "header") {
      testDescription = description
      file = withUnsafeBytes(of: size.littleEndian) { Array($0) } + header + [UInt8](repeating: 7, count: data)
      self.part = part
    }
  }

  private static func tensor(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }
  private static let eight = tensor("a", "U8", "[8]", "[0,8]")

  static let malformed = [
    Case("header of 0 bytes", size: 0),
    Case("header of 1 byte", size: 1, Array("{".utf8)),
    Case("header beyond the file", size: 3, Array("{}".utf8)),
    Case("header over the cap", size: (1 << 20) + 1, [UInt8](repeating: 32, count: (1 << 20) + 1)),
    Case("header of 2^63 bytes", size: 1 << 63, Array("{}".utf8)),
    Case("header of 2^64 - 1 bytes", size: .max, Array("{}".utf8)),
    Case("no JSON", "{]"),
    Case("invalid UTF-8", size: 6, [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x7D]),
    Case("JSON array", "[]"),
    Case("deep JSON", String(repeating: "[", count: 1 << 20)),
    Case("deep JSON in a tensor", #"{"a":"# + String(repeating: #"{"a":"#, count: 200_000)),
    Case("tensor no object", #"{"a":1}"#),
    Case("metadata no strings", #"{"__metadata__":{"a":1}}"#),
    Case("tensor without a shape", #"{"a":{"dtype":"U8","data_offsets":[0,0]}}"#),
    Case("shape too large for an integer", "{\(tensor("a", "U8", "[18446744073709551616]", "[0,0]"))}"),
    Case("offset no integer", "{\(tensor("a", "U8", "[1]", "[0.5,1.5]"))}", data: 2),
    Case("space before the header", " {\(eight)}", data: 8),
    Case("one offset", "{\(tensor("a", "U8", "[0]", "[0]"))}", part: #"tensor "a""#),
    Case("three offsets", "{\(tensor("a", "U8", "[0]", "[0,0,0]"))}", part: #"tensor "a""#),
    Case("overlap", "{\(eight),\(tensor("b", "U8", "[8]", "[4,12]"))}", data: 12, part: #"tensor "b""#),
    Case("hole", "{\(eight),\(tensor("b", "U8", "[4]", "[12,16]"))}", data: 16, part: #"tensor "b""#),
    Case("hole at the start", "{\(tensor("b", "U8", "[4]", "[4,8]"))}", data: 8, part: #"tensor "b""#),
    Case("beyond the end", "{\(eight)}", data: 7, part: #"tensor "a""#),
    Case("far beyond", "{\(tensor("a", "U8", "[\(Int.max)]", "[0,\(Int.max)]"))}", part: #"tensor "a""#),
    Case("backwards", "{\(eight),\(tensor("b", "U8", "[0]", "[8,4]"))}", data: 8, part: #"tensor "b""#),
    Case("negative offset", "{\(tensor("a", "U8", "[8]", "[-8,0]"))}", part: #"tensor "a""#),
    Case("least offset", "{\(tensor("a", "U8", "[8]", "[0,-9223372036854775808]"))}", part: #"tensor "a""#),
    Case("shape too small", "{\(tensor("a", "U8", "[7]", "[0,8]"))}", data: 8, part: #"tensor "a""#),
    Case("shape overflows", "{\(tensor("a", "U8", "[4294967296,4294967296]", "[0,0]"))}", part: #"tensor "a""#),
    Case("shape negative", "{\(tensor("a", "U8", "[-1]", "[0,0]"))}", part: #"tensor "a""#),
    Case("shape negative twice", "{\(tensor("a", "U8", "[-2,-4]", "[0,8]"))}", data: 8, part: #"tensor "a""#),
    Case("shape negative times nothing", "{\(tensor("a", "U8", "[0,-1]", "[0,0]"))}", part: #"tensor "a""#),
    Case("unknown type", "{\(tensor("a", "Q8", "[8]", "[0,8]"))}", data: 8, part: #"tensor "a""#),
    Case("another type", "{\(tensor("a", "F64", "[8]", "[0,8]"))}", data: 8, part: #"tensor "a""#),
    Case("trailing bytes", "{\(eight)}", data: 9, part: "data"),
    Case("trailing bytes, no tensor", "{}", data: 1, part: "data"),
  ]

  @Test(arguments: malformed)
  func aMalformedFileIsRefusedWithThePartAtFault(_ malformed: Case) {
    let error = #expect(throws: ModelError.self) { try malformed.file.withUnsafeBytes { _ = try Safetensors($0) } }
    #expect(error?.part == malformed.part)
  }

  @Test func aFileOfFewerThanEightBytesIsRefused() {
    for count in 0..<8 {
      let file = [UInt8](repeating: 0, count: count)
      #expect(throws: ModelError.self) { try file.withUnsafeBytes { _ = try Safetensors($0) } }
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])] = [
      ("b", "F32", [1, 2], [1, 2, 3, 4, 5, 6, 7, 8]), ("a \"quoted\"", "U8", [3], [9, 9, 9]), ("scalar", "U8", [], [5]),
    ]
    let file = try Safetensors.encode(metadata: ["key": "é/\u{0}\n"], tensors: tensors)
    try file.withUnsafeBytes { bytes in
      let read = try Safetensors(bytes)
      #expect(read.metadata == ["key": "é/\u{0}\n"] && read.tensors.count == 3)
      for tensor in tensors {
        let found = try #require(read.tensors[tensor.name])
        #expect(found.type == tensor.type && found.shape == tensor.shape && [UInt8](found.bytes) == tensor.bytes)
      }
      #expect(try Safetensors.headerSize(of: bytes) % 8 == 0)
    }
    #expect(try Safetensors.encode(metadata: ["key": "é/\u{0}\n"], tensors: tensors) == file)
  }

  @Test func emptyTensorsBesideAnotherAreRead() throws {
    let empty = (0..<20).map { (name: "empty \($0)", type: "U8", shape: [0], bytes: [UInt8]()) }
    let full = (name: "full", type: "U8", shape: [4], bytes: [UInt8](1...4))
    for tensors in [empty + [full], [full] + empty] {
      let file = try Safetensors.encode(metadata: [:], tensors: tensors)
      #expect(throws: Never.self) { try file.withUnsafeBytes { _ = try Safetensors($0) } }
    }
  }
}
