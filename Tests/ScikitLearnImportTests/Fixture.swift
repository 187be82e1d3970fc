import FoundationEssentials

@testable import ScikitLearnImport

/// Artefacts in `Fixtures` that `make.py` wrote, and what Python itself reads and computes from them.
struct Fixture {
  static let names = [
    "classic", "dense", "english", "float32", "forest", "json", "multilabel", "newest", "ngrams", "plain", "plain5",
    "sparse",
  ]

  struct Expected: Decodable {
    struct Vectorizer: Decodable {
      let terms: [String]
      let ngram_range: [Int]
      let lowercase: Bool
      let stop_words: [String]?
      let binary: Bool
      let sublinear_tf: Bool
      let idf: [Double]?
      let norm: String?
      let float32: Bool
    }

    struct SVD: Decodable {
      let shape: [Int]
      let components: [Double]
      let float32: Bool
    }

    let vectorizer: Vectorizer
    let svd: SVD?
    let label_names: [String]
    let texts: [String]
    /// For each text, pairs of column and value.
    let weighted: [[[Double]]]
    /// For each text, one value a feature; nil is missing.
    let features: [[Double?]]
    /// For each text, one value a label; nil where the label is constant.
    let margins: [[Double?]]
    let scores: [[Double]]
  }

  let name: String

  func bytes(_ file: String) throws -> [UInt8] {
    try Self.bytes("\(name)/\(file).joblib")
  }

  func expected() throws -> Expected {
    try JSONDecoder().decode(Expected.self, from: Data(Self.bytes("\(name)/expected.json")))
  }

  func vectorizer() throws -> ImportedVectorizer { try imported("vectorizer", ImportedVectorizer.init(joblib:)) }
  func model() throws -> ImportedModel { try imported("model", ImportedModel.init(joblib:)) }
  func labelNames() throws -> ImportedLabelNames { try imported("emotion_columns", ImportedLabelNames.init(joblib:)) }
  func svd() throws -> ImportedSVD? {
    ["dense", "sparse"].contains(name) ? nil : try imported("svd_model", ImportedSVD.init(joblib:))
  }

  private func imported<Value>(_ file: String, _ make: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
    try bytes(file).withUnsafeBytes(make)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    return [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }
}

/// Every importer on the same bytes: nothing but errors and values may come of it.
func importAll(_ bytes: [UInt8]) -> (values: Int, errors: [String]) {
  var (values, errors): (Int, [String]) = (0, [])
  func attempt(_ body: (UnsafeRawBufferPointer) throws -> Void) {
    do {
      try bytes.withUnsafeBytes(body)
      values += 1
    } catch {
      errors.append("\(error)")
    }
  }
  attempt { _ = try ImportedVectorizer(joblib: $0) }
  attempt { _ = try ImportedSVD(joblib: $0) }
  attempt { _ = try ImportedModel(joblib: $0) }
  attempt { _ = try ImportedLabelNames(joblib: $0) }
  return (values, errors)
}
