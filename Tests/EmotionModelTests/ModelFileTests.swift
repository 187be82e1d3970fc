import EmotionModel
import Testing

/// A model that is written is read again, and one with a wrong part is refused with that part's name.
@Suite struct ModelFileTests {
  /// The parts of an encoded file, to be changed and put together again.
  struct Parts {
    var metadata: [String: String]
    var tensors: [String: (type: String, shape: [Int], bytes: [UInt8])]

    init(_ file: [UInt8]) throws {
      (metadata, tensors) = try file.withUnsafeBytes { bytes in
        let read = try Safetensors(bytes)
        return (read.metadata, read.tensors.mapValues { ($0.type, $0.shape, [UInt8]($0.bytes)) })
      }
    }

    func encode() throws -> [UInt8] {
      try Safetensors.encode(
        metadata: metadata,
        tensors: tensors.sorted { $0.key < $1.key }.map { ($0.key, $0.value.type, $0.value.shape, $0.value.bytes) })
    }

    mutating func set<Number>(_ name: String, _ type: String, _ shape: [Int], _ values: [Number]) {
      tensors[name] = (type, shape, values.withUnsafeBytes { [UInt8]($0) })
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let part: String
    let change: @Sendable (inout Parts) -> Void

    init(_ description: String, _ part: String, _ change: @escaping @Sendable (inout Parts) -> Void) {
      testDescription = description
      self.part = part
      self.change = change
    }

    /// One key with another value; nil takes it away.
    static func key(_ key: String, _ value: String?) -> Case {
      Case("\(key) \(value ?? "missing")", "key \"\(key)\"") { $0.metadata[key] = value }
    }

    static func missing(_ name: String) -> Case {
      Case("no \(name)", "tensor \"\(name)\"") { $0.tensors[name] = nil }
    }

    static func tensor<Number: Sendable>(
      _ description: String, _ name: String, _ type: String, _ shape: [Int], _ values: [Number]
    ) -> Case {
      Case("\(name) \(description)", "tensor \"\(name)\"") { $0.set(name, type, shape, values) }
    }

    static func vectorizer(_ pattern: String, _ range: String, _ rest: String = "") -> Case {
      key("vectorizer", #"{"token_pattern":"\#(pattern)","ngram_range":\#(range),"sublinear_tf":true\#(rest)}"#)
    }
  }

  private static let words = #"(?u)\\w+|[!?]+|[^\\w\\s]"#

  static let malformed: [Case] =
    ["format", "format_version", "labels", "thresholds", "vectorizer", "score", "provenance", "golden_examples"]
    .map { Case.key($0, nil) }
    + ["vocabulary.bytes", "vocabulary.offsets", "idf", "projection", "bias"].map(Case.missing)
    + ["ngrams.bytes", "ngrams.offsets", "ngrams.weights"].map(Case.missing)
    + [
      .key("format", "pt"), .key("format_version", "3"), .key("format_version", ""),
      .key("labels", #"["joy","joy"]"#), .key("labels", "[]"), .key("labels", #"["joy",""]"#), .key("labels", "joy"),
      .key("thresholds", "[0.5]"), .key("thresholds", "[0.5,0.5,0.5]"), .key("thresholds", "[1e39,0.5]"),
      .key("thresholds", "[null,0.5]"), .key("score", #"{"components":2}"#), .key("provenance", "{}"),
      .key("golden_examples", #"[{"text":"a","scores":[0.5]}]"#), .key("golden_examples", "{}"),
      .vectorizer(#"\\w+"#, "[1,1]"), .vectorizer(words, "[0,1]"), .vectorizer(words, "[2,1]"),
      .vectorizer(words, "[1,101]"), .vectorizer(words, "[1]"), .vectorizer(words, "[1,9223372036854775807]"),
      .vectorizer(words, "[1,2]", #","norm":"max""#), .vectorizer(words, "[1,2]", #","stop_words":"english""#),
      .vectorizer(words, "[1,2]", #","binary":1"#), .vectorizer(words, "[1,2]", #","lowercase":"no""#),
      .vectorizer(words, "[1,2]", #","char_ngram_range":[5,3]"#),
      .vectorizer(words, "[1,2]", #","char_ngram_range":[1,1000]"#),
      .tensor("NaN", "idf", "F64", [3], [1, 1, Double.nan]), .tensor("of two", "idf", "F64", [2], [1.0, 1]),
      .tensor("infinite", "idf", "F64", [3], [1, 1, Double.infinity]),
      .tensor("F32", "idf", "F32", [3], [Float(1), 1, 1]), .tensor("square", "idf", "F64", [3, 1], [1.0, 1, 1]),
      .tensor("NaN", "bias", "F32", [2], [Float.nan, 0]), .tensor("of three", "bias", "F32", [3], [Float(0), 0, 0]),
      .tensor("NaN", "projection", "F32", [3, 4], [Float](repeating: .nan, count: 12)),
      .tensor("infinite", "projection", "F16", [3, 4], [UInt16](repeating: 0x7C00, count: 12)),
      .tensor("U32", "projection", "U32", [3, 4], [UInt32](repeating: 0, count: 12)),
      .tensor("of four rows", "projection", "F32", [4, 4], [Float](repeating: 0, count: 16)),
      .tensor("of no columns", "projection", "F32", [3, 0], [Float]()),
      .tensor("of three columns", "projection", "F32", [3, 3], [Float](repeating: 0, count: 9)),
      .tensor("of five columns", "projection", "F32", [3, 5], [Float](repeating: 0, count: 15)),
      .tensor("of one dimension", "projection", "F32", [12], [Float](repeating: 0, count: 12)),
      .tensor("NaN", "ngrams.weights", "F32", [3, 2], [Float](repeating: .nan, count: 6)),
      .tensor("F64", "ngrams.weights", "F64", [3, 2], [Double](repeating: 0, count: 6)),
      .tensor("of three columns", "ngrams.weights", "F32", [3, 3], [Float](repeating: 0, count: 9)),
      Case("booster.0 F16", #"tensor "booster.0""#) { parts in
        var booster = HandmadeBooster()
        if booster.bytes.count % 2 == 1 { booster.baseScore = "0.5" }
        parts.set("booster.0", "F16", [booster.bytes.count / 2], booster.bytes)
      },
      .tensor("no UBJSON", "booster.1", "U8", [2], [UInt8](repeating: 0x7B, count: 2)),
      .tensor("not ascending", "vocabulary.offsets", "U32", [4], [UInt32(0), 7, 3, 9]),
      .tensor("with an empty term", "vocabulary.offsets", "U32", [4], [UInt32(0), 3, 3, 9]),
      .tensor("beyond the bytes", "vocabulary.offsets", "U32", [4], [UInt32(0), 3, .max, 9]),
      .tensor("not from 0", "vocabulary.offsets", "U32", [4], [UInt32(1), 3, 7, 9]),
      .tensor("not to the end", "vocabulary.offsets", "U32", [4], [UInt32(0), 3, 7, 8]),
      .tensor("of no terms", "vocabulary.offsets", "U32", [1], [UInt32(0)]),
      .tensor("empty", "vocabulary.offsets", "U32", [0], [UInt32]()),
      .tensor("F32", "vocabulary.offsets", "F32", [4], [Float](repeating: 0, count: 4)),
      .tensor("square", "vocabulary.offsets", "U32", [2, 2], [UInt32(0), 3, 7, 9]),
      .tensor("F32", "vocabulary.bytes", "F32", [2], [Float](repeating: 0, count: 2)),
      Case("n-grams without margins", #"key "vectorizer""#) { parts in
        parts.metadata["score"] = #"{"components":4,"margin_weight":0}"#
      },
      Case("components -2", #"tensor "projection""#) { parts in
        parts.metadata["score"] = #"{"components":-2,"margin_weight":0}"#
      },
    ]
    + ["vocabulary", "ngrams"].map { name in
      Case("a term twice in \(name)", #"tensor "\#(name).offsets""#) { parts in
        parts.set("\(name).bytes", "U8", [9], Array("badbadsoo".utf8))
        parts.set("\(name).offsets", "U32", [4], [UInt32(0), 3, 6, 9])
      }
    }

  @Test(arguments: malformed)
  func aMalformedModelIsRefusedWithThePartAtFault(_ malformed: Case) throws {
    var parts = try Parts(TinyModel.file().encode())
    malformed.change(&parts)
    let file = try parts.encode()
    let error = #expect(throws: ModelError.self) { _ = try ModelFile(file) }
    #expect(error?.part == malformed.part)
  }

  @Test func theUnchangedPartsAreAccepted() throws {
    let file = try Parts(TinyModel.file().encode()).encode()
    #expect(throws: Never.self) { _ = try ModelFile(file) }
  }
}
