import Foundation
import Testing

/// `emotag import` against what Python read and computed from the same artefacts (`Fixtures/make.py`).
struct ImportTests {
  private struct Expected: Decodable {
    let label_names: [String]
    let texts: [String]
    let scores: [[Double]]
  }

  private static let fixtures = Emotag.root.appendingPathComponent("Tests/ScikitLearnImportTests/Fixtures")
  static let imported = [
    "classic", "dense", "english", "forest", "json", "multilabel", "newest", "ngrams", "plain", "plain5", "sparse",
  ]

  private static func artefacts(_ fixture: String, labelNames: String) -> [String] {
    var artefacts = artefacts(fixture)
    for index in artefacts.indices where artefacts[index] == "--label-names" { artefacts[index + 1] = labelNames }
    return artefacts
  }

  private static func artefacts(_ fixture: String) -> [String] {
    let options = [
      ("--vectorizer", "vectorizer"), ("--svd", "svd_model"), ("--model", "model"),
      ("--label-names", "emotion_columns"),
    ]
    let files = options.flatMap { option, name -> [String] in
      let path = fixtures.appendingPathComponent("\(fixture)/\(name).joblib").path
      return FileManager.default.fileExists(atPath: path) ? [option, path] : []
    }
    return files + (fixture == "dense" ? ["--missing", "zero"] : [])
  }

  private static func expected(_ fixture: String) throws -> Expected {
    let file = try Data(contentsOf: fixtures.appendingPathComponent("\(fixture)/expected.json"))
    return try JSONDecoder().decode(Expected.self, from: file)
  }

  /// What `--verify` reads, with something added to the first score.
  private static func scores(_ expected: Expected, adding difference: Double = 0) throws -> String {
    var difference = difference
    return try zip(expected.texts, expected.scores).map { text, scores in
      var named = Dictionary(uniqueKeysWithValues: zip(expected.label_names, scores))
      named[expected.label_names[0], default: 0] += difference
      difference = 0
      let row: [String: Any] = ["text": text, "emotions": named]
      return String(decoding: try JSONSerialization.data(withJSONObject: row), as: UTF8.self) + "\n"
    }.joined()
  }

  /// More texts than are scored together.
  @Test func eachOfManyTextsOfOneRecordHasTheTagsThatItHasAlone() throws {
    let folder = try TemporaryDirectory()
    let model = folder.path("model")
    try #require(try Emotag.run(["import", "-o", model] + Self.artefacts("dense")).status == 0)
    let texts = (0..<60_000).map { #"""# + ($0 % 7 == 0 ? "thank you" : "") + #"""# }.joined(separator: ",")
    let emotag = try RunningEmotag(["-j", "1", "-m", model, "--max-texts", "60000"])
    let writer = Thread { try? emotag.write("{\"text\":[\(texts)]}\n{\"text\":\"thank you\"}\n") }
    writer.start()
    var out = ""
    while out.count(where: { $0 == "\n" }) < 2 { out += emotag.readAvailable() }
    try emotag.closeInput()
    #expect(try emotag.end().status == 0)
    let single = try Emotag.run(["-m", model], input: "{\"text\":\"thank you\"}\n{\"text\":\"\"}\n").text
    let tags = single.matches(of: /"emotions":(\[[^\]]*\])/).map { String($0.1) }
    try #require(tags.count == 2)
    let expected = (0..<60_000).map { $0 % 7 == 0 ? tags[0] : tags[1] }.joined(separator: ",")
    let isSame = out.hasPrefix("{\"text\":[\(texts)],\"emotions\":[\(expected)]}\n")
    #expect(isSame)
  }

  @Test(arguments: imported)
  func scoresAndTagsAreThoseOfPython(_ fixture: String) throws {
    let folder = try TemporaryDirectory()
    let expected = try Self.expected(fixture)
    let scores = try folder.write(try Self.scores(expected), to: "scores")
    let model = folder.path("model")
    let run = try Emotag.run(
      ["import", "--threshold", "0.3", "--verify", scores, "-o", model] + Self.artefacts(fixture))
    #expect(run.status == 0 && run.err.isEmpty, "\(run.err)")
    #expect(
      run.text.hasPrefix("\(expected.texts.count) texts: ") && run.text.contains(" tags, 0 differ\n"), "\(run.text)")
    #expect(try Emotag.run(["check", "-m", model]).status == 0)

    let records = try expected.texts.map { text in
      String(decoding: try JSONSerialization.data(withJSONObject: ["text": text]), as: UTF8.self) + "\n"
    }
    let tagged = try Emotag.run(["-m", model], input: records.joined())
    let tags = try tagged.text.split(separator: "\n").map { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["emotions"] as? [String]
    }
    #expect(
      tags == expected.scores.map { zip(expected.label_names, $0).filter { Float($0.1) >= 0.3 }.map(\.0) })
  }

  @Test func aFitOnADenseArrayIsSaidWhereNothingSaysWhatIsMissing() throws {
    let folder = try TemporaryDirectory()
    let scores = try folder.write(try Self.scores(try Self.expected("dense")), to: "scores")
    let artefacts = Self.artefacts("dense").dropLast(2) + ["--verify", scores]
    let silent = try Emotag.run(["import"] + artefacts)
    #expect(silent.status == 65 && silent.err.contains("give --missing zero, and if not, --missing nan\n"))
    let chosen = try Emotag.run(["import", "--missing", "nan"] + artefacts)
    #expect(chosen.status == 65 && !chosen.err.contains("--missing"))
  }

  @Test func missingValuesAndAnSVDAreRefused() throws {
    let run = try Emotag.run(["import", "--missing", "zero", "-o", "/nowhere/model"] + Self.artefacts("classic"))
    #expect(run.status == 64 && run.err == "emotag: --missing: with --svd no value is missing\n")
  }

  @Test(arguments: ["1.01", "-0.1", "7"])
  func aThresholdThatNoScoreCanReachIsRefused(_ threshold: String) throws {
    let run = try Emotag.run(["import", "--threshold", threshold, "-o", "/nowhere/model"] + Self.artefacts("classic"))
    #expect(run.status == 64 && run.err == "emotag: --threshold: \"\(threshold)\" is not between 0 and 1\n")
  }

  @Test func labelNamesMayBeText() throws {
    let folder = try TemporaryDirectory()
    let expected = try Self.expected("classic")
    let scores = try folder.write(try Self.scores(expected), to: "scores")
    let names = try folder.write(expected.label_names.joined(separator: "\r\n"), to: "labels.txt")
    let run = try Emotag.run(["import", "--verify", scores] + Self.artefacts("classic", labelNames: names))
    #expect(run.status == 0 && run.text.contains(" tags, 0 differ\n"), "\(run.err)")
  }

  @Test func aLineThatIsNoLabelNameIsNamed() throws {
    let folder = try TemporaryDirectory()
    let names = try folder.write("joy\nanger\njoy\n", to: "labels.txt")
    let run = try Emotag.run(["import", "-o", folder.path("model")] + Self.artefacts("classic", labelNames: names))
    #expect(run.status == 65 && run.err == "emotag: \(names): line 3: label \"joy\" is there twice\n")
  }

  @Test func aScoreThatDiffersIsShownAndNoModelWritten() throws {
    let folder = try TemporaryDirectory()
    let scores = try folder.write(try Self.scores(try Self.expected("classic"), adding: 0.001), to: "scores")
    let run = try Emotag.run(["import", "--verify", scores, "-o", folder.path("model")] + Self.artefacts("classic"))
    #expect(run.status == 65 && run.text.contains("(line 1, ") && run.err.contains("more than 1e-05"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("model")))
  }

  @Test func whatIsNotHonouredIsNamed() throws {
    let folder = try TemporaryDirectory()
    let run = try Emotag.run(["import", "-o", folder.path("model")] + Self.artefacts("float32"))
    #expect(run.status == 65 && run.err.contains("dtype=float32") && run.out.isEmpty)
  }

  @Test func aPickleThatWouldRunACommandRunsNothing() throws {
    let folder = try TemporaryDirectory()
    let trap = try folder.write("cos\nsystem\n(S'touch \(folder.path("ran"))'\ntR.", to: "trap.joblib")
    let run = try Emotag.run(["import", "-o", folder.path("model")] + Self.artefacts("classic", labelNames: trap))
    #expect(run.status == 65 && run.err.contains("os.system"), "\(run.err)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("ran")))
  }

  @Test func artefactsThatDoNotFitTogetherAreRefused() throws {
    let folder = try TemporaryDirectory()
    var artefacts = Self.artefacts("classic")
    let svd = try #require(artefacts.firstIndex(of: "--svd"))
    artefacts[svd + 1] = Self.fixtures.appendingPathComponent("ngrams/svd_model.joblib").path
    let run = try Emotag.run(["import", "-o", folder.path("model")] + artefacts)
    #expect(run.status == 65 && run.err.contains("terms"), "\(run.err)")
  }

  @Test(arguments: [["import"], ["import", "--vectorizer", "x", "--model", "y", "--label-names", "z"]])
  func whatIsNeededIsNamed(_ arguments: [String]) throws {
    #expect(try Emotag.run(arguments).status == 64)
  }
}
