import Foundation
import Testing

/// What `emotag train` and `emotag evaluate` read, in which forms, and what they say of it.
struct TrainingDataTests {
  private static func train(
    _ data: [String], dev: [String] = [], _ more: [String] = [], input: Data = Data(), into model: String
  ) throws -> Emotag {
    let files = data.flatMap { ["--data", $0] } + dev.flatMap { ["--dev", $0] }
    return try Emotag.run(["train"] + files + ["-o", model] + TrainTests.small + more, input: input)
  }

  /// What gzip(1), sha256sum(1) and such write.
  private static func output(of command: String, _ file: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command, "sh", file]
    let out = Pipe()
    process.standardOutput = out
    try process.run()
    let data = try out.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return data
  }

  private static func json(_ rows: String) throws -> String {
    try rows.split(separator: "\n").map { row in
      let columns = row.split(separator: "\t")
      let object = ["text": String(columns[0]), "label": String(columns[1])]
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self) + "\n"
    }.joined()
  }

  @Test func severalFilesInSeveralFormsAreOneDataSet() throws {
    let folder = try TemporaryDirectory()
    let all = try folder.write(TrainTests.rows(90), to: "all.tsv")
    let lines = TrainTests.rows(90).split(separator: "\n").map { "\($0)\n" }
    let first = try folder.write("text\tlabel\n" + lines[..<30].joined(), to: "first.tsv")
    let second = try folder.write(Self.json(lines[30..<60].joined()), to: "second.ndjson")
    let third = try folder.write(lines[60...].joined(), to: "third.tsv")
    // Two members, the second of which begins within a line.
    let members = try Self.output(of: "head -c 500 \"$1\" | gzip; tail -c +501 \"$1\" | gzip", third)
    try members.write(to: URL(fileURLWithPath: third + ".gz"))

    let whole = try Self.train([all], dev: [all], into: folder.path("whole"))
    let parts = try Self.train(
      [first, second, "-"], dev: [first, second, third + ".gz"], input: members, into: folder.path("parts"))
    #expect(whole.status == 0 && parts.status == 0, "\(parts.err)")
    #expect(whole.text == parts.text)
    let inspected = try Emotag.run(["inspect", folder.path("parts")]).text
    for (name, file) in [
      ("data", first), ("data 2", second), ("data 3", third + ".gz"), ("dev", first), ("dev 2", second),
      ("dev 3", third + ".gz"),
    ] {
      let sum = String(decoding: try Self.output(of: "sha256sum \"$1\"", file).prefix(64), as: UTF8.self)
      #expect(inspected.split(separator: "\n").contains { $0.hasPrefix("\(name) sha256 ") && $0.hasSuffix(sum) })
    }
    let evaluated = try Emotag.run(
      ["evaluate", "-m", folder.path("parts"), "--data", first, "--data", second, "--data", third + ".gz"])
    #expect(evaluated.text == parts.text)
  }

  @Test func aHeaderIsSkippedAndSaid() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write("text\tlabels\n" + TrainTests.rows(60), to: "data.tsv")
    let model = folder.path("model")
    let train = try Self.train([data], dev: [data], into: model)
    #expect(train.err.hasPrefix("emotag: \(data): line 1: skipped as a header: its label is \"labels\"\n"))
    #expect(train.text.hasSuffix("60 rows\n") && !train.text.contains("labels"))
    let evaluate = try Emotag.run(["evaluate", "-m", model, "--data", data])
    #expect(evaluate.text == train.text && evaluate.err.contains("skipped as a header"))
  }

  @Test func onlyOneFileCanBeStdin() throws {
    let folder = try TemporaryDirectory()
    let run = try Self.train(["-"], dev: ["-"], into: folder.path("model"))
    #expect(run.status == 64 && run.err == "emotag: train: only one file can be stdin ('-')\n")
    let evaluate = try Emotag.run(["evaluate", "--data", "-", "--label-names", "-"])
    #expect(evaluate.status == 64 && evaluate.err == "emotag: evaluate: only one file can be stdin ('-')\n")
  }

  @Test func corruptGzipIsRefused() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(TrainTests.rows(60), to: "data.tsv")
    let member = try Self.output(of: "gzip -c \"$1\"", data)
    for (bytes, reason) in [
      (member.dropLast(), "unexpected end of file"), (member + [7], "garbage after the last gzip member"),
    ] {
      let run = try Self.train(["-"], input: Data(bytes), into: folder.path("model"))
      #expect(run.status == 65 && run.err == "emotag: stdin: \(reason)\n")
    }
  }

  @Test func aBadRowIsNamedByItsOwnFile() throws {
    let folder = try TemporaryDirectory()
    let good = try folder.write(TrainTests.rows(60), to: "good.tsv")
    let bad = try folder.write("{\"text\":\"a\",\"labels\":[]}\n{\"text\":\"a\"}\n", to: "bad.ndjson")
    let run = try Self.train([good, bad], dev: [good], into: folder.path("model"))
    #expect(run.status == 65 && run.err.hasPrefix("emotag: \(bad): line 2: no JSON object with"))
    let unknown = try folder.write("text\tlabel\nx\tjoy\nx\trage\n", to: "unknown.tsv")
    let dev = try Self.train([good], dev: [good, unknown], into: folder.path("model"))
    #expect(dev.status == 65 && dev.err.hasSuffix("emotag: \(unknown): line 3: unknown label \"rage\"\n"))
  }

  @Test func aNumberThatOnlyTheDevelopmentSetHasIsNoLabel() throws {
    let folder = try TemporaryDirectory()
    let numbered = TrainTests.rows(60).replacing("joy", with: "1").replacing("anger", with: "2")
    let data = try folder.write(numbered, to: "data.tsv")
    let dev = try folder.write("so glad\t1\nso so\t0\n", to: "dev.tsv")
    let run = try Self.train([data], dev: [dev], into: folder.path("model"))
    #expect(run.status == 65 && run.err == "emotag: \(dev): line 2: unknown label \"0\"\n")
    #expect(try Emotag.run(["evaluate", "--data", dev]).text.contains("2 rows\n"))
  }

  @Test func labelsOfOneOrTwoRowsAreNamed() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(TrainTests.rows(60) + "so glad\tjoyy\nso mad\trage\nmad\trage\n", to: "data.tsv")
    let run = try Self.train([data], dev: [data], into: folder.path("model"))
    #expect(run.status == 0)
    #expect(
      run.err.hasPrefix("emotag: \(data): labels with too few rows to learn from: \"joyy\" (1), \"rage\" (2)\n"))
  }

  static let useless: [(String, [String], String)] = [
    ("a\tx\nb\ty\nc\tz\n", [], "nothing can be learnt: each label has fewer than 3 rows, or every row"),
    (
      String(repeating: "a\tx\n", count: 20), [],
      "nothing can be learnt: each label has fewer than 3 rows, or every row"
    ),
    ("a\t\nb\t\n", [], "no row has a label"),
    (TrainTests.rows(12), ["--min-df", "13"], "--min-df 13 is more than the 12 rows to fit on"),
    (TrainTests.rows(12), ["--char-min-df", "13"], "--char-min-df 13 is more than the 12 rows to fit on"),
    ("text\tlabels\n", [], "no rows after the header"),
  ]

  @Test(arguments: useless)
  func dataThatGivesAUselessModelIsRefused(_ rows: String, _ options: [String], _ reason: String) throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(rows, to: "data.tsv")
    // Each option is given once.
    let others = TrainTests.small.indices.filter { $0 % 2 == 0 && TrainTests.small[$0] != options.first }
    let run = try Emotag.run(
      ["train", "--data", data, "--dev", data, "-o", folder.path("model")]
        + others.flatMap { [TrainTests.small[$0], TrainTests.small[$0 + 1]] } + options)
    #expect(run.status == 65 && run.err == "emotag: \(data): \(reason)\n")
    #expect(!FileManager.default.fileExists(atPath: folder.path("model")))
  }

  @Test func withoutADevelopmentSetATenthIsKeptAside() throws {
    let folder = try TemporaryDirectory()
    let rows = (0..<150).map { "row \($0) " + TrainTests.rows(150).split(separator: "\n")[$0] + "\n" }
    let data = try folder.write(rows.joined(), to: "data.tsv")
    let models = try [["a"], ["b"], ["c", "--seed", "2"]].map { arguments in
      let run = try Self.train([data], Array(arguments.dropFirst()), into: folder.path(arguments[0]))
      #expect(run.status == 0 && run.text.hasSuffix("15 rows\n"))
      #expect(run.err.hasPrefix("emotag: \(data): no --dev: 15 of 150 rows are kept aside for thresholds\n"))
      return try Data(contentsOf: URL(fileURLWithPath: folder.path(arguments[0])))
    }
    #expect(models[0] == models[1] && models[0] != models[2])
  }

  @Test func tooFewRowsToKeepSomeAsideAreRefused() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(TrainTests.rows(99), to: "data.tsv")
    let run = try Self.train([data], into: folder.path("model"))
    #expect(run.status == 65)
    #expect(
      run.err
        == "emotag: \(data): 99 rows are too few or too much alike to keep a tenth aside for thresholds; --dev is needed\n"
    )
  }

  @Test func aMisspeltLabelIsOnNoText() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(TrainTests.rows(300) + "today number 3 I am so happy\tjoyy\n", to: "data.tsv")
    let dev = try folder.write(TrainTests.rows(60), to: "dev.tsv")
    let model = folder.path("model")
    #expect(try Self.train([data], dev: [dev], into: model).status == 0)
    let records = TrainTests.rows(60).split(separator: "\n").map { "{\"text\":\"\($0.split(separator: "\t")[0])\"}\n" }
    let tagged = try Emotag.run(["-m", model], input: records.joined())
    #expect(tagged.text.contains("\"joy\"") && !tagged.text.contains("joyy"))
  }
}
