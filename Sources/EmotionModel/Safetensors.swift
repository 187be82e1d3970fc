internal import FoundationEssentials

/// A safetensors file: a JSON header that names tensors and their places, then their bytes, little-endian.
///
/// The format is Hugging Face's: 8 bytes of header length, the header, the data without holes. Nothing outside a tensor's
/// own bytes is ever read as its values, whoever wrote the file.
package struct Safetensors {
  /// A header may be this long; those of emotag have about 20 KB.
  package static let maximumHeaderSize = 1 << 20

  package struct Tensor {
    package let type: String
    package let shape: [Int]
    /// The tensor's values, as long as the file's own bytes live.
    package let bytes: UnsafeRawBufferPointer
  }

  package private(set) var metadata: [String: String] = [:]
  package private(set) var tensors: [String: Tensor] = [:]

  /// Reads a whole file that lies in memory; the tensors are views of it, and it must outlive them.
  package init(_ file: UnsafeRawBufferPointer) throws(ModelError) {
    let headerSize = try Self.headerSize(of: file)
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(file[8..<(8 + headerSize)]))
    } catch {
      throw ModelError("header", "not the JSON of a safetensors file")
    }
    metadata = header.metadata
    let data = UnsafeRawBufferPointer(rebasing: file[(8 + headerSize)...])
    var end = 0
    for (name, entry) in header.tensors.sorted(by: { $0.value.place < $1.value.place }) {
      guard entry.start == end, entry.end >= entry.start, entry.end <= data.count else {
        throw ModelError("tensor \"\(name)\"", "its place, \(entry.start) to \(entry.end), does not fit the file")
      }
      guard entry.byteCount == entry.end - entry.start else {
        throw ModelError(
          "tensor \"\(name)\"", "shape \(entry.shape) of \(entry.dtype) does not take \(entry.end - entry.start) bytes")
      }
      end = entry.end
      tensors[name] = Tensor(
        type: entry.dtype, shape: entry.shape, bytes: UnsafeRawBufferPointer(rebasing: data[entry.start..<entry.end]))
    }
    guard end == data.count else { throw ModelError("data", "\(data.count - end) bytes belong to no tensor") }
  }

  /// How long the header is, by the file's first 8 bytes.
  package static func headerSize(of file: UnsafeRawBufferPointer) throws(ModelError) -> Int {
    guard file.count >= 8 else { throw ModelError("header", "the file has only \(file.count) bytes") }
    let size = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
    guard size >= 2, size <= maximumHeaderSize else {
      throw ModelError("header", "no safetensors file: its header would have \(size) bytes")
    }
    guard size <= file.count - 8 else { throw ModelError("header", "the file ends within it") }
    guard file[8] == UInt8(ascii: "{") else { throw ModelError("header", "it does not begin with \"{\"") }
    return Int(size)
  }

  /// The bytes of a file with these tensors, in this order; the same arguments give the same bytes.
  package static func encode(
    metadata: [String: String], tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])]
  ) throws -> [UInt8] {
    var header = Header()
    header.metadata = metadata
    var end = 0
    for tensor in tensors {
      header.tensors[tensor.name] = Header.Entry(
        dtype: tensor.type, shape: tensor.shape, data_offsets: [end, end + tensor.bytes.count])
      end += tensor.bytes.count
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = [UInt8](try encoder.encode(header))
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var file = withUnsafeBytes(of: UInt64(text.count).littleEndian) { [UInt8]($0) }
    file.append(contentsOf: text)
    for tensor in tensors { file.append(contentsOf: tensor.bytes) }
    return file
  }
}

/// The JSON header: one member a tensor, and `__metadata__`.
private struct Header: Codable {
  struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]

    var start: Int { data_offsets.first ?? -1 }
    var end: Int { data_offsets.count == 2 ? data_offsets[1] : -1 }
    /// An empty tensor comes before the one that begins where it ends.
    var place: (Int, Int) { (start, end) }

    /// What the shape asks for; nil if the type is unknown, a side is negative or the product overflows.
    var byteCount: Int? {
      let sizes = ["U8": 1, "F16": 2, "F32": 4, "U32": 4, "F64": 8]
      guard var count = sizes[dtype] else { return nil }
      for side in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: side)
        guard side >= 0, !overflow else { return nil }
        count = product
      }
      return count
    }
  }

  struct Key: CodingKey {
    let stringValue: String
    init(stringValue: String) { self.stringValue = stringValue }
    var intValue: Int? { nil }
    init?(intValue: Int) { nil }
    static let metadata = Key(stringValue: "__metadata__")
  }

  var metadata: [String: String] = [:]
  var tensors: [String: Entry] = [:]

  init() {}

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    for key in members.allKeys {
      if key.stringValue == Key.metadata.stringValue {
        metadata = try members.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try members.decode(Entry.self, forKey: key)
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Key.self)
    try members.encode(metadata, forKey: .metadata)
    for (name, entry) in tensors { try members.encode(entry, forKey: Key(stringValue: name)) }
  }
}
