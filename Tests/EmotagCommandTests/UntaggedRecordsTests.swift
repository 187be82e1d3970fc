import Foundation
import Testing

@testable import EmotagCommand

/// Inputs that are not NDJSON: what the last line on stderr says of them, and whether what it advises helps.
struct UntaggedRecordsTests {
  /// Two records that have a text, in many forms, and what each is called.
  private static let inputs: [(form: String, bytes: [UInt8], name: String)] = [
    ("plain text", text("I love it\nthank you\n"), "plain text"),
    ("log lines", text("[2026-01-01 10:00] I love it\n[2026-01-01 10:01] thank you\n"), "plain text"),
    ("CSV", text("id,text\n1,I love it\n2,\"thanks, a lot\"\n"), "CSV"),
    ("quoted CSV", text("\"id\",\"text\"\n\"1\",\"I love it\"\n\"2\",\"thanks\"\n"), "CSV"),
    ("CSV with a mark", text("\u{FEFF}text,id\nI love it,1\nthanks,2\n"), "CSV"),
    ("CSV with semicolons", text("id;text\n1;I love it\n2;thanks\n"), "CSV"),
    ("TSV", text("id\ttext\n1\tI love it\n2\tthanks\n"), "TSV"),
    ("array on a line", text(#"[{"text":"I love it"}, {"text":"thanks"}]"# + "\n"), "a JSON array"),
    ("array on lines", text("[\n{\"text\":\"I love it\"},\n{\"text\":\"thanks\"}\n]\n"), "a JSON array"),
    ("array of strings", text(#"["I love it", "thanks"]"# + "\n"), "a JSON array of strings"),
    ("strings", text("\"I love it\"\n\"thanks\"\n"), "JSON strings"),
    (
      "pretty", text("{\n  \"text\": \"I love it\"\n}\n{\n  \"text\": \"thanks\"\n}\n"),
      "JSON that is not one object per line"
    ),
    (
      "joined", text(#"{"text":"I love it"}{"text":"thanks"}"# + "\n"), "JSON that is not one object per line"
    ),
    ("commas", text("{\"text\":\"I love it\"},\n{\"text\":\"thanks\"},\n"), "JSON objects with commas"),
    ("UTF-16", utf16(.utf16LittleEndian, mark: [0xFF, 0xFE]), "UTF-16"),
    ("UTF-16 without a mark", utf16(.utf16LittleEndian, mark: []), "UTF-16LE"),
    ("big-endian UTF-16", utf16(.utf16BigEndian, mark: []), "UTF-16BE"),
    (
      "CRI",
      text("2026-01-01T00:00:00Z stdout F {\"text\":\"I love it\"}\n2026-01-01T00:00:01Z stderr F {\"text\":\"hi\"}\n"),
      "the CRI log format"
    ),
    (
      "CRI of text", text("2026-01-01T00:00:00Z stdout F I love it\n2026-01-01T00:00:01Z stderr P hi\n"),
      "the CRI log format"
    ),
    ("Python dicts", text("{'text': 'I love it'}\n{'text': \"it's\"}\n"), "Python dicts"),
    ("Python list", text("[{'text': 'I love it'}, {'text': 'thanks'}]\n"), "a list of Python dicts"),
    ("commas and CRLF", text("{\"text\":\"I love it\"},\r\n{\"text\":\"thanks\"},\r\n"), "JSON objects with commas"),
    (
      "kubectl", text("[pod/web-1/app] {\"text\":\"I love it\"}\n[pod/web-2/app] {\"text\":\"thanks\"}\n"),
      "JSON after other text on its line"
    ),
    ("Latin-1 CSV", text("id,text\n1,caf") + [0xE9] + text("\n2,thanks\n"), "CSV that is not UTF-8"),
    ("quotation", text("\"I love it\" she said\nthanks\n"), "plain text"),
    ("rows without names", text("my favourite food is anything, 27\nthank you so much, 15\n"), "plain text"),
    ("json-seq", text("\u{1E}{\"text\":\"I love it\"}\n\u{1E}{\"text\":\"thanks\"}\n"), "a JSON text sequence"),
    ("SSE", text("data: {\"text\":\"I love it\"}\n\ndata: {\"text\":\"thanks\"}\n\n"), "server-sent events"),
    (
      "prefixed", text("web-1 | {\"text\":\"I love it\"}\nweb-2 | {\"text\":\"thanks\"}\n"),
      "JSON after other text on its line"
    ),
    (
      "Latin-1", text("") + Array("I love it, caf".utf8) + [0xE9, 0x0A] + Array("thanks\n".utf8),
      "plain text that is not UTF-8"
    ),
  ]

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func utf16(_ encoding: String.Encoding, mark: [UInt8]) -> [UInt8] {
    mark + Array("{\"text\":\"I love it\"}\n{\"text\":\"thanks\"}\n".data(using: encoding) ?? Data())
  }

  @Test(arguments: inputs.map(\.form))
  func whatIsNotNDJSONIsNamed(_ form: String) throws {
    let input = try #require(Self.inputs.first { $0.form == form })
    let run = try Emotag.run([], input: Data(input.bytes))
    #expect(run.status == 0)
    #expect(run.err.split(separator: "\n").count == 1)
    #expect(run.err.contains("; it looks like \(input.name); this makes it NDJSON: "), "\(run.err)")
    // The last element of an array has no comma after it, and so is a record.
    if form == "array on lines" { return }
    #expect(run.err.hasPrefix("emotag: none of "))
    #expect(run.out.prefix(input.bytes.count - 1) == Data(input.bytes.dropLast()))
  }

  @Test(
    .enabled(
      if: ["jq", "python3", "iconv"].allSatisfy(FaultTests.isInstalled), "jq, python3 or iconv is not installed"),
    arguments: inputs.map(\.form))
  func theConversionThatIsAdvisedMakesRecordsOfIt(_ form: String) throws {
    let input = try #require(Self.inputs.first { $0.form == form })
    let folder = try TemporaryDirectory()
    try Data(input.bytes).write(to: folder.url.appendingPathComponent("in"))
    let command = try #require(InputFormat.guess(Array(input.bytes.prefix(512)))?.command(reading: "in"))
    let emotag = Emotag.program.deletingLastPathComponent().path
    let script = "cd \(folder.url.path) && PATH=\(emotag):$PATH && \(command) --report report > out"
    #expect(try FaultTests.shell(script) == 0)
    let receipt = try StreamTests.receipt(folder.path("report"))
    #expect(receipt["tagged"] as? Int == 2 && receipt["malformed"] as? Int == 0)
  }

  @Test(arguments: ["pass", "drop"])
  func linesThatAreNotJSONAreCountedAndTheFirstIsNamed(_ policy: String) throws {
    let folder = try TemporaryDirectory()
    let good = String(repeating: "{\"text\":\"thanks\"}\n", count: 3000)
    let first = try folder.write(good, to: "first")
    let second = try folder.write(good + "{\"text\":\n" + good + "]\n", to: "second")
    for options in [[], ["--rejects", folder.path("rejects")]] {
      let run = try Emotag.run(["--on-error", policy] + options + [first, second])
      #expect(
        run.err == "emotag: of 9002 records, 2 are not JSON; the first is \(second), line 3001: "
          + "the line ends too early at byte 8\n")
      #expect(run.status == 0)
    }
  }

  @Test func aLineOverTheLimitIsCountedAndNamed() throws {
    let run = try Emotag.run(
      ["--max-record", "100"],
      input: "{\"text\":\"thanks\"}\n{\"text\":\"\(String(repeating: "a", count: 500_000))\"}\n")
    #expect(
      run.err == "emotag: of 2 records, 1 is over --max-record or --max-texts; the first is stdin, line 2: "
        + "it is longer than --max-record\n")
  }

  @Test func blankLinesPassAndAreNoFault() throws {
    let folder = try TemporaryDirectory()
    let input = "{\"text\":\"thanks\"}\n\n \t\r\n"
    for policy in ["pass", "drop", "fail"] {
      let run = try Emotag.run(["--on-error", policy, "--report", folder.path("report")], input: input)
      #expect(run.status == 0 && run.err == "")
      #expect(run.text.hasSuffix("}\n\n \t\r\n"))
      let receipt = try StreamTests.receipt(folder.path("report"))
      #expect(receipt["no_text"] as? Int == 2 && receipt["malformed"] as? Int == 0)
    }
  }

  /// A broken line among records says nothing of what the input is.
  @Test(arguments: [
    "{\"a\":1}\n", "{\"text\":\n{\"text\":\"a\"}\n", "# a remark\n{\"text\":\"a\"}\n", "{\"text\":\"cut off", "\n\n",
    "",
    "{\"log\":\"[x]\"}\n[\n", "{\"text\":\"a } { b\"}\n{\n", "{\"a\":1} \n]\n", "null\n", "17\n18\n",
    "bad\n { \"a\":1}\n", "[{\"a\":1},\n{\"a\":1}\n", "\u{1E}{}\n{\"a\":1}\n", "\u{0}\n{\"a\":1}\n", "[]\n", "[[[[\n",
  ])
  func recordsAreNotTakenForAnythingElse(_ beginning: String) {
    #expect(InputFormat.guess(Array(beginning.utf8)) == nil)
  }

  @Test func theCommandReadsTheFileAsItIs() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("[{\"text\":\"I love it\"}, {\"text\":\"thanks\"}]\n", to: "it's an array")
    let quoted = "'\(folder.path("it'\\''s an array"))"
    let run = try Emotag.run([file])
    #expect(run.err.hasSuffix("; this makes it NDJSON: jq -c '.[]' < \(quoted)' | emotag\n"))
    try #require(try FaultTests.shell("gzip -c \"\(file)\" > \(folder.path("a.gz"))") == 0)
    let packed = try Emotag.run([folder.path("a.gz")])
    #expect(packed.err.hasSuffix(": gzip -dc < \(folder.path("a.gz")) | jq -c '.[]' | emotag\n"))
  }

  @Test func anArchiveAndMarkupAreNamed() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("{\"text\":\"thanks\"}\n", to: "records")
    try #require(try FaultTests.shell("tar -cf \(folder.path("tar")) -C \(folder.url.path) records") == 0)
    let run = try Emotag.run([folder.path("tar")])
    #expect(
      run.err.contains(
        "; it looks like a tar archive; this makes it NDJSON: tar -xO < \(folder.path("tar")) | emotag\n"))
    #expect(InputFormat.guess(Array("<html>\n".utf8))?.name == "XML or HTML")
    #expect(InputFormat.guess(Array("<34>1 2026-01-01T00:00:00Z host app - - - hi\n".utf8)) == .plainText)
  }

  @Test func bytesThatAreNoTextAreNamedWithoutAdvice() {
    for bytes: [UInt8] in [[1, 2, 3, 10], [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0], [0x89, 0x50, 0x1A, 10]] {
      #expect(InputFormat.guess(bytes) == .binary)
    }
  }
}
