import Testing

@testable import ScikitLearnImport

/// Names of labels come in many containers.
@Suite struct LabelNamesTests {
  private static func names(_ bytes: [UInt8]) throws -> [String] {
    try bytes.withUnsafeBytes { try ImportedLabelNames(joblib: $0).names }
  }

  @Test func anIndexWhoseStringsAreArrowsIsRead() throws {
    #expect(try Self.names(Fixture.bytes("names/arrow-2.joblib")) == ["joy", "tristesse", "colère é"])
    #expect(try Self.names(Fixture.bytes("names/arrow-4.joblib")) == ["joy", "anger"])
  }

  @Test func aListAndATupleAreRead() throws {
    #expect(
      try Self.names(Array("](Vjoy\nVcaf\u{E9}\\u00e9\ne.".unicodeScalars.map { UInt8($0.value) })) == ["joy", "caféé"])
    #expect(try Self.names(Array("(Vjoy\nVanger\nt.".utf8)) == ["joy", "anger"])
  }

  @Test(arguments: ["](Vjoy\nK\u{1}e.", "](Vjoy\nV\ne.", "](Vjoy\nNe.", "Vjoy\n.", "](Vjoy\n]e.", "}(Vjoy\nVjoy\nu."])
  func anythingElseThanDifferentNamesIsAnError(_ pickle: String) {
    #expect(throws: ArtefactError.self) { try Self.names(Array(pickle.utf8)) }
  }

  @Test(arguments: [
    "joy\nanger\n", "joy\r\nanger", "\u{FEFF}jo\u{79}\n", "xénophobie\n", "BZ\n", "(lp0\nVjoy\n", "a.\nb.\n",
  ])
  func textIsToldFromPickles(_ text: String) {
    #expect(Array(text.utf8).withUnsafeBytes { ImportedLabelNames.isText($0) })
  }

  @Test(arguments: ["](Vjoy\nVanger\ne.", "(lp0\nVjoy\np1\na.", "", "]q\u{0}(X\u{3}\u{0}\u{0}\u{0}joye", "joy\u{7F}\n"])
  func picklesAreNoText(_ pickle: String) {
    #expect(!Array(pickle.utf8).withUnsafeBytes { ImportedLabelNames.isText($0) })
  }

  @Test(arguments: Fixture.names) func noFileOfNamesThatPythonWroteIsText(_ name: String) throws {
    #expect(try !Fixture(name: name).bytes("emotion_columns").withUnsafeBytes { ImportedLabelNames.isText($0) })
  }
}
