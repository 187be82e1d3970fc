import EmotionModel
import FoundationEssentials
import Testing

@testable import EmotionTraining

/// A whole real data set, of which the repository holds digests only; made by `Fixtures/make_dev_rows.py`.
///
/// The texts are GoEmotions' `dev.tsv`, in the folder that `EMOTAG_GOEMOTIONS` names or in `../shared/goemotions`
/// beside the package. Where there is no such file these tests are skipped: they say nothing, good or bad.
@Suite(.enabled(if: DevelopmentSet.isPresent, "dev.tsv of GoEmotions is not there"))
struct DevelopmentSetTests {
  private let texts: LabelledTexts
  /// The lines of the fixture, cut at spaces.
  private let lines: [[Substring]]

  init() throws {
    texts = try DevelopmentSet.read()
    lines = String(decoding: try Fixtures.bytes("dev_rows.txt"), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: " ") }
  }

  @Test(arguments: ["defaults", "wordsAndSymbols"])
  func aFitGivesTheRowsOfScikitLearn(_ setting: String) throws {
    let (vectorizer, tokens) = fit(setting)
    let first = try #require(lines.firstIndex { $0.starts(with: ["#", Substring(setting)]) })
    #expect(vectorizer.vocabulary.count == Int(lines[first][2]))
    let digests = (0..<vectorizer.vocabulary.count).map { Self.digest(vectorizer.vocabulary[$0]) }
    var row = SparseRow()
    var wrong: [Int] = []
    for (index, text) in tokens.enumerated() {
      vectorizer.transform(text, into: &row)
      let sum = zip(row.columns, row.values).reduce(0) { $0 + $1.1 * digests[Int($1.0)] }
      let expected = lines[first + 1 + index]
      let error = abs(sum - (Double(expected[1]) ?? .infinity))
      if row.columns.count != Int(expected[0]) || error > 1e-6 { wrong.append(index + 1) }
    }
    #expect(wrong == [] && tokens.count == 5426)
  }

  @Test func theComponentsExplainAsMuchVarianceAsThoseOfScikitLearn() throws {
    let (vectorizer, tokens) = fit("defaults")
    let matrix = vectorizer.transform(tokens)
    let components = TruncatedSVD(fitting: matrix, componentCount: 50, seed: 0) { _ in }
    let features = matrix.multiply(components.components, width: 50)
    let variance = (0..<50).reduce(0.0) { sum, column in
      let values = stride(from: column, to: features.count, by: 50).map { features[$0] }
      let mean = values.reduce(0, +) / Double(values.count)
      return sum + values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    let expected = try #require(lines.last.flatMap { Double($0[2]) })
    #expect(abs(variance / expected - 1) < 0.01)
  }

  private func fit(_ setting: String) -> (vectorizer: TfidfVectorizer, tokens: [TokenizedText]) {
    let isDefault = setting == "defaults"
    let tokenizer = Tokenizer(pattern: isDefault ? .scikitLearn : .wordsAndSymbols)
    let tokens = texts.texts.map { text in
      var tokens = TokenizedText()
      text.withUnsafeBufferPointer { tokenizer.tokenize($0, into: &tokens) }
      return tokens
    }
    let vectorizer = TfidfVectorizer(
      fitting: tokens, tokenizer: tokenizer, ngramRange: isDefault ? 1...1 : 1...2, isSublinear: !isDefault,
      minimumDocuments: isDefault ? 1 : 2, termLimit: nil)
    return (vectorizer, tokens)
  }

  /// FNV-1a 64, as the script folds it to a number below 1.
  private static func digest(_ term: ArraySlice<UInt8>) -> Double {
    let hash = term.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return Double(hash >> 40) / 0x1p24
  }
}

/// Where the data set is.
private enum DevelopmentSet {
  private static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["EMOTAG_GOEMOTIONS"] { return URL(filePath: path) }
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.deletingLastPathComponent().appending(path: "shared/goemotions")
  }

  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "dev.tsv").path)
  }

  static func read() throws -> LabelledTexts {
    let names = try LabelledTexts.labelNames(reading: bytes("labels.txt"))
    return try LabelledTexts(reading: bytes("dev.tsv"), names: names)
  }

  private static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }
}
