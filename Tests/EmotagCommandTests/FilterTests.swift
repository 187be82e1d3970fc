import Foundation
import Testing

struct FilterTests {
  @Test func anArrayOfMoreTextsThanAllowedPassesUntagged() throws {
    func record(_ count: Int) -> String {
      "{\"text\":[\(Array(repeating: "\"thanks\"", count: count).joined(separator: ","))]}\n"
    }
    let run = try Emotag.run(["--max-texts", "3", "--report", "-"], input: record(3) + record(4) + record(0))
    let tags = "[[\"gratitude\"],[\"gratitude\"],[\"gratitude\"]]"
    #expect(
      run.text == record(3).replacing("}\n", with: ",\"emotions\":\(tags)}\n") + record(4)
        + "{\"text\":[],\"emotions\":[]}\n")
    #expect(run.err.contains("the first is stdin, line 2: it has more than 3 texts, see --max-texts\n"))
    #expect(run.err.contains("\"oversized\":1,"))
  }

  /// Records and what goes before and after the new member in each.
  static let records: [(String, String, String)] = [
    (#"{"id": 9007199254740993, "text": "hi"}"#, #"{"id": 9007199254740993, "text": "hi","#, "}"),
    (#"{"a":1e400,"b":1.0,"c":-0,"text":"hi"}"#, #"{"a":1e400,"b":1.0,"c":-0,"text":"hi","#, "}"),
    (#"{"text":"a","text":"hi","k":1,"k":2}"#, #"{"text":"a","text":"hi","k":1,"k":2,"#, "}"),
    (#"{"te\u0078t":"hi","z":"\ud800\u0000\/"}"#, #"{"te\u0078t":"hi","z":"\ud800\u0000\/","#, "}"),
    (
      "  {\t\"text\" : \"hi\" ,\"n\":{\"emotions\":[{}]} }  \r", "  {\t\"text\" : \"hi\" ,\"n\":{\"emotions\":[{}]} ,",
      "}  \r"
    ),
  ]

  @Test(arguments: records)
  func everyByteOutsideTheNewMemberStays(_ record: String, _ before: String, _ after: String) throws {
    let run = try Emotag.run(["--format", "labels"], input: record + "\n")
    #expect(run.text.hasPrefix(before + "\"emotions\":["))
    #expect(run.text.hasSuffix("]" + after + "\n"))
  }

  @Test(arguments: [
    "not json", "", "   ", "\r", "[1,2]", "7", "{}", #"{"text":null}"#, #"{"text":["a",1]}"#, #"{"text":"a"} x"#,
    #"{"text":"a",}"#,
  ])
  func aLineWithoutTextPassesUnchanged(_ line: String) throws {
    let run = try Emotag.run([], input: line + "\n")
    #expect(run.text == line + "\n")
    #expect(run.status == 0)
  }

  @Test func bytesThatAreNoTextStayAndTheRestIsTagged() throws {
    let line = Data(#"{"text":"I love this "#.utf8) + [0xFF, 0xFE, 0xC3] + Data(#"","x":1}"#.utf8)
    let run = try Emotag.run([], input: line + [0x0A])
    #expect(run.out == line.dropLast() + Data(",\"emotions\":[\"love\"]}\n".utf8))
  }

  @Test func aByteOrderMarkIsSkippedOnTheFirstLineOnly() throws {
    let line = "\u{FEFF}{\"text\":\"thank you\"}\n"
    let run = try Emotag.run([], input: line + line)
    #expect(run.text == "\u{FEFF}{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n" + line)
  }

  @Test func theLastLineNeedsNoNewlineAndGetsOne() throws {
    let run = try Emotag.run([], input: #"{"text":"thank you"}"#)
    #expect(run.text == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
  }

  @Test func filesAreReadInOrderAndNeverJoined() throws {
    let folder = try TemporaryDirectory()
    let first = try folder.write(#"{"id":1}"#, to: "first")
    let second = try folder.write("{\"id\":2}\n", to: "second")
    let run = try Emotag.run(["-f", "id", first, "-", second], input: "{\"id\":3}\n")
    #expect(run.text == "{\"id\":1}\n{\"id\":3}\n{\"id\":2}\n")
  }

  @Test func theOutputFileIsAppendedTo() throws {
    let folder = try TemporaryDirectory()
    let output = try folder.write("old\n", to: "out")
    let run = try Emotag.run(["-o", output], input: "{\"text\":\"thank you\"}\n")
    #expect(run.out.isEmpty)
    #expect(
      try String(contentsOfFile: output, encoding: .utf8)
        == "old\n{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
  }

  @Test func aRunWithoutAnyTextNamesTheField() throws {
    let run = try Emotag.run(["-f", "a.b", "-f", "/c"], input: "{}\n[]\n")
    #expect(run.err == "emotag: none of 2 records has a text under --field a.b or --field /c\n")
    #expect(run.status == 0)
  }

  @Test func scoresAreNumbersOfAtMostSixDecimals() throws {
    let run = try Emotag.run(["--format", "all"], input: "{\"text\":\"thank you\"}\n")
    let record = try #require(try JSONSerialization.jsonObject(with: run.out) as? [String: Any])
    let scores = try #require(record["emotions"] as? [String: Double])
    #expect(scores.count == 28)
    #expect(scores.values.allSatisfy { (0...1).contains($0) })
    #expect(run.text.matches(of: /[0-9]\.[0-9]{7}/).isEmpty)
    #expect(run.text.matches(of: /\.[0-9]*0[,}]/).isEmpty)
  }

  @Test func aLongTextIsCutForTheClassifierOnly() throws {
    let long = "{\"text\":\"thank you, I hate and despise all of this\"}\n"
    let run = try Emotag.run(["--max-text", "9"], input: long)
    #expect(run.text == long.dropLast(2) + ",\"emotions\":[\"gratitude\"]}\n")
  }

  @Test func progressLeavesStandardOutputAlone() throws {
    let run = try Emotag.run(["--progress", "always"], input: "{\"text\":\"thank you\"}\n")
    #expect(run.text == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
  }

  @Test func topPutsTheBestFirst() throws {
    let run = try Emotag.run(["--format", "all", "--top", "3"], input: "{\"text\":\"thank you\"}\n")
    let scores = run.text.matches(of: /:([0-9.]+)/).compactMap { Double($0.1) }
    #expect(scores.count == 3)
    #expect(scores == scores.sorted(by: >))
  }

  @Test func aThresholdForOneLabelLeavesTheOthers() throws {
    let all = try Emotag.run(["--threshold", "0"], input: "{\"text\":\"x\"}\n")
    #expect(all.text.matches(of: /"[a-z]+"[,\]]/).count == 28 + 1)
    let one = try Emotag.run(["--threshold", "1", "--threshold", "joy=0"], input: "{\"text\":\"x\"}\n")
    #expect(one.text == "{\"text\":\"x\",\"emotions\":[\"joy\"]}\n")
    let kept = try Emotag.run(["--threshold", "0", "--labels", "love,anger"], input: "{\"text\":\"x\"}\n")
    #expect(kept.text == "{\"text\":\"x\",\"emotions\":[\"anger\",\"love\"]}\n")
  }
}
