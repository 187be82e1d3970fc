import Foundation
import Synchronization
import Testing

struct StreamTests {
  static let records = (0..<3000).map { "{\"id\":\($0),\"note\":\"no text here\"}\n" }.joined()

  static func receipt(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  static let hostile: [(String, String)] = [
    ("{\"text\":\"thank you\"}", "tagged"), ("{\"text\":\"thank", "malformed"), ("\u{0}\u{1}\u{2}", "malformed"),
    (String(repeating: "[", count: 100_000), "malformed"), ("{\"a\":1}", "noText"), ("", "noText"), (" \t\r", "noText"),
    ("{\"text\":\"\\ud800\"}", "tagged"), ("{\"text\":\"crlf\"}\r", "tagged"), ("{\"text\":\"a\u{0}b\"}", "malformed"),
    ("{\"text\":\"" + String(repeating: "long ", count: 60_000) + "\"}", "oversized"), ("7", "noText"),
    ("{\"text\":\"last\"}", "tagged"),
  ]

  @Test(arguments: ["pass", "drop"], ["1", "1024"])
  func everyHostileLineIsCountedAndEveryGoodOneTagged(_ policy: String, _ batch: String) throws {
    let folder = try TemporaryDirectory()
    let run = try Emotag.run(
      [
        "--on-error", policy, "--batch", batch, "--max-record", "200K", "--report", folder.path("report"), "--rejects",
        folder.path("rejects"),
      ], input: Self.hostile.map(\.0).joined(separator: "\n"))
    #expect(run.status == 0)
    let receipt = try Self.receipt(folder.path("report"))
    func count(_ kind: String) -> Int { Self.hostile.count { $0.1 == kind } }
    #expect(receipt["tagged"] as? Int == count("tagged"))
    #expect(receipt["malformed"] as? Int == count("malformed"))
    #expect(receipt["no_text"] as? Int == count("noText"))
    #expect(receipt["oversized"] as? Int == count("oversized"))
    #expect(receipt["rejected"] as? Int == (policy == "drop" ? count("malformed") : 0))
    #expect(receipt["records_in"] as? Int == Self.hostile.count)
    let written = run.out.split(separator: 0x0A, omittingEmptySubsequences: false).count - 1
    #expect(receipt["records_out"] as? Int == written)
    #expect(receipt["bytes_out"] as? Int == run.out.count)
    #expect(run.text.matches(of: /"emotions":\[/).count == count("tagged"))
    let rejects = try String(contentsOfFile: folder.path("rejects"), encoding: .utf8)
    #expect(rejects.split(separator: "\n").count == count("malformed"))
  }

  @Test func failEndsAtTheFirstMalformedLineAndNamesIt() throws {
    let run = try Emotag.run(["--on-error", "fail"], input: "{}\n{}\n{]\n{}\n")
    #expect(run.text == "{}\n{}\n")
    #expect(run.err == "emotag: stdin: line 3: unexpected byte at byte 1\n")
    #expect(run.status == 65)
  }

  @Test func aLineIsTaggedAsSoonAsItIsThere() throws {
    let emotag = try RunningEmotag([])
    for _ in 0..<3 {
      try emotag.write("{\"text\":\"thank you\"}\n")
      #expect(emotag.readAvailable() == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
    }
    try emotag.closeInput()
    #expect(try emotag.end().status == 0)
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func aSignalEndsTheInputAfterTheWholeLinesThatWereRead(_ signal: Int32) throws {
    let folder = try TemporaryDirectory()
    let emotag = try RunningEmotag(["--report", folder.path("report")])
    try emotag.write("{\"id\":1}\n{\"id\":2}\n{\"id\":")
    #expect(emotag.readAvailable() == "{\"id\":1}\n{\"id\":2}\n")
    emotag.send(signal)
    #expect(try emotag.readToEnd().isEmpty)
    let (status, err) = try emotag.end()
    // Whoever waits for the process is told of the signal; a shell adds 128 to its number.
    #expect(emotag.process.terminationReason == .uncaughtSignal && status == signal)
    let name = signal == SIGINT ? "SIGINT" : "SIGTERM"
    #expect(err.contains("emotag: ended by \(name) after 2 records; the last line read is 2 of stdin\n"))
    let receipt = try Self.receipt(folder.path("report"))
    #expect(receipt["records_in"] as? Int == 2 && receipt["exit"] as? Int32 == 128 + signal)
    #expect(receipt["interrupted"] as? String == name)
  }

  @Test func aSignalAfterTheEndOfTheInputIsNoInterruption() throws {
    let folder = try TemporaryDirectory()
    let input = try folder.write(Self.records, to: "in")
    let emotag = try RunningEmotag(["--report", folder.path("report"), input])
    // The pipe to the reader is full, and the rest of what was read fits the batches: the input is at its end.
    let descriptors = "/proc/\(emotag.process.processIdentifier)/fd"
    func isOpen() throws -> Bool {
      try FileManager.default.contentsOfDirectory(atPath: descriptors).contains {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\($0)")) == input
      }
    }
    let first = emotag.readAvailable()
    #expect(try eventually { try !isOpen() })
    emotag.send(SIGTERM)
    let rest = try emotag.readToEnd()
    let (status, err) = try emotag.end()
    #expect(first.utf8.count + rest.count == Self.records.utf8.count)
    #expect(status == 0 && !err.contains("SIGTERM"))
    #expect(try Self.receipt(folder.path("report"))["interrupted"] == nil)
  }

  @Test(arguments: 0..<10)
  func theOutputOfAnInterruptedRunIsAWholePrefix(_ round: Int) throws {
    let folder = try TemporaryDirectory()
    let input = try folder.write(String(repeating: Self.records, count: 30), to: "in")
    let emotag = try RunningEmotag(["--report", folder.path("report"), "-o", folder.path("out"), input])
    let size = round * 150_000
    _ = eventually { ((try? Data(contentsOf: URL(fileURLWithPath: folder.path("out"))).count) ?? 0) >= size }
    emotag.send(SIGTERM)
    // Unless it was at its end already.
    #expect([SIGTERM, 0].contains(try emotag.end().status))
    let out = try Data(contentsOf: URL(fileURLWithPath: folder.path("out")))
    let isPrefix = try Data(contentsOf: URL(fileURLWithPath: input)).starts(with: out)
    #expect(isPrefix)
    #expect(out.isEmpty || out.last == 0x0A)
    let receipt = try Self.receipt(folder.path("report"))
    #expect(receipt["records_out"] as? Int == out.count { $0 == 0x0A })
  }

  @Test func aSecondSignalEndsARunWhoseReaderHangs() throws {
    let folder = try TemporaryDirectory()
    let emotag = try RunningEmotag(["--report", folder.path("report"), "-"])
    let accepted = Mutex(0)
    let writer = Thread {
      // More than the pipe and all batches hold: the last write returns only because the program ends.
      for _ in 0..<300 {
        guard (try? emotag.write(Self.records)) != nil else { return }
        accepted.withLock { $0 += Self.records.utf8.count }
      }
    }
    writer.start()
    // By then more is read than the pipe to the reader holds.
    #expect(eventually { accepted.withLock { $0 } > 250_000 })
    emotag.send(SIGTERM)
    while emotag.process.isRunning {
      emotag.send(SIGTERM)
      sched_yield()
    }
    #expect(emotag.process.terminationStatus == 75)
    #expect(try Self.receipt(folder.path("report"))["exit"] as? Int == 75)
  }

  @Test func twoSignalsAtOnceLoseNothingThatNeedsNoWaiting() throws {
    let folder = try TemporaryDirectory()
    let emotag = try RunningEmotag(["-o", folder.path("out")])
    try emotag.write(Self.records)
    let size = Self.records.utf8.count
    #expect(eventually { (try? Data(contentsOf: URL(fileURLWithPath: folder.path("out"))))?.count == size })
    emotag.send(SIGTERM)
    emotag.send(SIGINT)
    #expect([SIGTERM, SIGINT].contains(try emotag.end().status))
  }

  @Test func aHangUpOpensTheOutputAnew() throws {
    let folder = try TemporaryDirectory()
    let emotag = try RunningEmotag(["-o", folder.path("out")])
    func lines(_ name: String) -> String { (try? String(contentsOfFile: folder.path(name), encoding: .utf8)) ?? "" }
    try emotag.write("{\"id\":1}\n")
    #expect(eventually { lines("out") == "{\"id\":1}\n" })
    try FileManager.default.moveItem(atPath: folder.path("out"), toPath: folder.path("out.1"))
    emotag.send(SIGHUP)
    #expect(eventually { FileManager.default.fileExists(atPath: folder.path("out")) })
    try emotag.write("{\"id\":2}\n")
    try emotag.closeInput()
    #expect(try emotag.end().status == 0)
    #expect(lines("out.1") == "{\"id\":1}\n" && lines("out") == "{\"id\":2}\n")
  }
}
