import Foundation
import Testing

struct TrainTests {
  /// Texts of three kinds, each with a word that gives it away.
  static func rows(_ count: Int) -> String {
    let kinds = [("joy", "happy glad"), ("anger", "furious angry"), ("fear", "scared afraid")]
    return (0..<count).map { index in
      let (label, words) = kinds[index % 3]
      return "today number \(index % 7) I am so \(words.split(separator: " ")[index / 3 % 2])\t\(label)\n"
    }.joined()
  }

  static let small = ["--min-df", "1", "--components", "4", "--char-min-df", "1", "--trees", "5", "--depth", "2"]

  @Test func aModelIsTrainedEvaluatedCheckedAndUsed() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(Self.rows(90), to: "data.tsv")
    let model = folder.path("model")
    let train = try Emotag.run(["train", "--data", data, "--dev", data, "-o", model] + Self.small)
    #expect(train.status == 0, "\(train.err)")
    let evaluate = try Emotag.run(["evaluate", "--data", data, "--model", model, "--json"])
    let report = try #require(try JSONSerialization.jsonObject(with: evaluate.out) as? [String: Any])
    #expect(report["macro_f1"] as? Double == 1)
    #expect(report["rows"] as? Int == 90)
    let labels = try #require(report["labels"] as? [String: [String: Double]])
    #expect(labels["fear"]?["support"] == 30)
    #expect(try Emotag.run(["check", "-m", model]).status == 0)
    #expect(try Emotag.run(["inspect", model]).text.contains("15 in 3 boosters"))
    let tagged = try Emotag.run(["-m", model], input: "{\"text\":\"so scared\"}\n")
    #expect(tagged.text == "{\"text\":\"so scared\",\"emotions\":[\"fear\"]}\n")
  }

  @Test func onlyAFitNeedsLibxgboost() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(Self.rows(60), to: "data.tsv")
    // The loader takes these for it.
    for name in ["libxgboost.so.0", "libxgboost.so"] { _ = try folder.write("", to: name) }
    let environment = ["LD_LIBRARY_PATH": folder.url.path]
    let train = try Emotag.run(
      ["train", "--data", data, "--dev", data, "-o", folder.path("model")] + Self.small, environment: environment)
    #expect(train.status == 78 && train.err.contains("emotag: libxgboost: \(folder.url.path)/"))
    let check = try Emotag.run(["check"], environment: environment)
    #expect(check.status == 0 && check.text == "embedded model: 12 golden examples agree, no margins compared\n")
    #expect(check.err.hasPrefix("emotag: libxgboost: \(folder.url.path)/"))
    #expect(check.err.hasSuffix(": compared with the golden examples only\n"))
    let tagged = try Emotag.run([], input: Data("{\"text\":\"thank you\"}\n".utf8), environment: environment)
    #expect(tagged.status == 0 && tagged.text == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
  }

  @Test func theSameArgumentsGiveTheSameFile() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(Self.rows(60), to: "data.tsv")
    let models = try ["a", "b"].map { name in
      let path = folder.path(name)
      _ = try Emotag.run(["train", "--data", data, "--dev", data, "-o", path] + Self.small)
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    #expect(models[0] == models[1])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["a", "b", "data.tsv"])
  }

  @Test func thePresetClassicHasNoMargins() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(Self.rows(60), to: "data.tsv")
    let model = folder.path("model")
    let train = try Emotag.run(
      ["train", "--preset", "classic", "--components", "4", "--trees", "3", "--data", data, "--dev", data, "-o", model])
    #expect(train.status == 0, "\(train.err)")
    #expect(try !Emotag.run(["inspect", model]).text.matches(of: /linear margins +no\n/).isEmpty)
    #expect(try Emotag.run(["check", "-m", model]).status == 0)
  }

  @Test func whatABoosterSaysBesideItsTreesDoesNotReachLibxgboost() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(Self.rows(60), to: "data.tsv")
    let model = folder.path("model")
    _ = try Emotag.run(["train", "--data", data, "--dev", data, "-o", model] + Self.small)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: model))
    let count = try #require(bytes.range(of: Data("num_treesSL\0\0\0\0\0\0\0\u{1}5".utf8)))
    bytes[count.upperBound - 1] = UInt8(ascii: "9")
    try bytes.write(to: URL(fileURLWithPath: model))
    #expect(try Emotag.run(["check", "-m", model]).status == 0)
  }

  @Test(arguments: ["1e-30", "0.999999", "0", "1"])
  func anyThresholdGivesATable(_ threshold: String) throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write("thank you\tgratitude\n", to: "data.tsv")
    let run = try Emotag.run(["evaluate", "--data", data, "--threshold", threshold])
    #expect(run.status == 0 && run.text.hasSuffix("1 rows\n"))
  }

  static let badRows: [(String, String)] = [
    ("happy\tjoy\nno tab here\n", "line 2: no tab"),
    ("happy\tjoy\nsad\tsorrow\n", #"line 2: unknown label "sorrow""#),
    ("happy\t0\nsad\t7\n", #"line 2: unknown label "7""#),
  ]

  @Test(arguments: badRows)
  func aBadRowIsNamedByFileAndLine(_ rows: String, _ reason: String) throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(rows, to: "data.tsv")
    let labels = try folder.write("joy\nanger\n", to: "labels.txt")
    let run = try Emotag.run(
      ["train", "--data", data, "--dev", data, "--label-names", labels, "-o", folder.path("model")])
    #expect(run.err == "emotag: \(data): \(reason)\n")
    #expect(run.status == 65)
    #expect(!FileManager.default.fileExists(atPath: folder.path("model")))
  }

  @Test func aLabelWithoutARowIsWarnedOfAndScoresTheSameEverywhere() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(Self.rows(60), to: "data.tsv")
    let labels = try folder.write("joy\nanger\nfear\nenvy\n", to: "labels.txt")
    let model = folder.path("model")
    let run = try Emotag.run(
      ["train", "--data", data, "--dev", data, "--label-names", labels, "-o", model] + Self.small)
    #expect(run.err.contains("no row to fit on has label \"envy\"; its score will be constant\n"))
    let scores = try Emotag.run(
      ["-m", model, "--format", "all", "--labels", "envy"], input: "{\"text\":\"so scared\"}\n{\"text\":\"\"}\n")
    let values = scores.text.matches(of: /"envy":([0-9.]+)/).map { $0.1 }
    #expect(values.count == 2 && values[0] == values[1])
  }
}
