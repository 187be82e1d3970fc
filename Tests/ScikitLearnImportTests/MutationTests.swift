import Testing

@testable import ScikitLearnImport

/// Damaged artefacts give errors, or values that keep what their types promise.
@Suite struct MutationTests {
  @Test(arguments: [
    ("classic", "vectorizer"), ("newest", "emotion_columns"), ("english", "svd_model"), ("float32", "emotion_columns"),
    ("plain", "vectorizer"), ("ngrams", "vectorizer"), ("plain5", "svd_model"), ("classic", "emotion_columns"),
  ])
  func aFileCutAnywhereIsAnError(_ name: String, _ file: String) throws {
    let bytes = try Fixture(name: name).bytes(file)
    for count in bytes.indices where Self.isAccepted(Array(bytes[..<count]), file) {
      Issue.record("cut to \(count) bytes")
    }
  }

  @Test(arguments: Fixture.names) func aMutatedFileIsAnErrorOrSound(_ name: String) throws {
    let fixture = Fixture(name: name)
    var random = SeededRandom(UInt64(name.utf8.count))
    for (file, rounds) in [("vectorizer", 400), ("svd_model", 200), ("model", 150), ("emotion_columns", 400)] {
      guard let bytes = try? fixture.bytes(file) else { continue }
      var accepted = 0
      for _ in 0..<rounds where Self.isAccepted(random.mutation(of: bytes), file) { accepted += 1 }
      #expect(accepted < rounds, "no mutation of \(file) is ever refused")
    }
  }

  /// Whether an importer takes the bytes; what it gives is checked.
  private static func isAccepted(_ bytes: [UInt8], _ file: String) -> Bool {
    bytes.withUnsafeBytes { bytes in
      switch file {
      case "vectorizer": (try? ImportedVectorizer(joblib: bytes)).map(check) != nil
      case "svd_model": (try? ImportedSVD(joblib: bytes)).map(check) != nil
      case "model": (try? ImportedModel(joblib: bytes)).map(check) != nil
      default: (try? ImportedLabelNames(joblib: bytes)).map { #expect(!$0.names.isEmpty) } != nil
      }
    }
  }

  private static func check(_ vectorizer: ImportedVectorizer) {
    #expect(vectorizer.terms.count > 0 && vectorizer.idf?.count ?? vectorizer.terms.count == vectorizer.terms.count)
    #expect((1...100).contains(vectorizer.ngramRange.upperBound))
    #expect(vectorizer.idf?.allSatisfy(\.isFinite) ?? true)
  }

  private static func check(_ svd: ImportedSVD) {
    #expect(svd.components.count == svd.componentCount * svd.termCount && svd.components.allSatisfy(\.isFinite))
  }

  private static func check(_ model: ImportedModel) {
    for case .trees(let ensemble) in model.labels {
      #expect(ensemble.baseMargin.isFinite)
      for tree in ensemble.trees {
        #expect(tree.highestFeature < model.featureCount ?? 0)
        for isLeft in [true, false] {
          var (node, steps) = (tree.nodes[0], 0)
          while node.left != -1 {
            node = tree.nodes[Int(isLeft ? node.left : node.right)]
            steps += 1
          }
          #expect(steps < tree.nodes.count && node.value.isFinite)
        }
      }
    }
  }
}
