import FoundationEssentials
import Testing

@testable import ScikitLearnImport

/// A setting that is not honoured is refused by its name, never passed over.
@Suite struct RefusedTests {
  @Test func everySettingThatIsNotHonouredIsNamed() throws {
    let listing = try Fixture.bytes("refused/refused.json")
    let reasons = try JSONDecoder().decode([String: String].self, from: Data(listing))
    #expect(reasons.count > 20)
    for (file, reason) in reasons {
      let bytes = try Fixture.bytes("refused/\(file)")
      let error = #expect(throws: ArtefactError.self, "\(file)") {
        try bytes.withUnsafeBytes { bytes in
          switch file.split(separator: "-")[0] {
          case "vectorizer": _ = try ImportedVectorizer(joblib: bytes)
          case "model": _ = try ImportedModel(joblib: bytes)
          default: _ = try ImportedLabelNames(joblib: bytes)
          }
        }
      }
      #expect(error?.reason.contains(reason) ?? false, "\(file): \(error?.reason ?? "none")")
    }
  }

  @Test func artefactsThatDoNotFitTogetherAreRefused() throws {
    let (classic, ngrams) = (Fixture(name: "classic"), Fixture(name: "ngrams"))
    func reason(
      _ vectorizer: Fixture, _ svd: Fixture?, _ model: Fixture, _ names: Fixture
    ) throws -> String? {
      let parts = (try vectorizer.vectorizer(), try svd?.svd(), try model.model(), try names.labelNames())
      return #expect(throws: ArtefactError.self) {
        try ImportedPipeline(vectorizer: parts.0, svd: parts.1, model: parts.2, labelNames: parts.3)
      }?.reason
    }
    #expect(try reason(ngrams, classic, classic, classic)?.contains("terms, the SVD expects") ?? false)
    #expect(try reason(classic, nil, classic, classic)?.contains("the model expects 4") ?? false)
    #expect(try reason(classic, classic, classic, ngrams)?.contains("3 label names for 5 outputs") ?? false)
  }
}
