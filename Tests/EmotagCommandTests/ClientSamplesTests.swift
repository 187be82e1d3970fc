import Foundation
import Testing

/// The client of the service, the socat line of README.md, and the script for the journal.
struct ClientSamplesTests {
  static let client = SamplesTests.folder.appendingPathComponent("client.py").path
  static let script = SamplesTests.folder.appendingPathComponent("journal.sh").path

  @Test(.enabled(if: FaultTests.isInstalled("python3"), "python3 is not installed"))
  func theClientGetsEveryRecordTagged() throws {
    let service = try Service(["--reply"])
    let input = SamplesTests.folder.appendingPathComponent("chat.ndjson").path
    let output = service.folder.path("out")
    #expect(try FaultTests.shell("\(Self.client) \(service.path) < \(input) > \(output)") == 0)
    let expected = SamplesTests.folder.appendingPathComponent("chat.expected.ndjson")
    #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == Data(contentsOf: expected))
  }

  @Test(.enabled(if: FaultTests.isInstalled("python3"), "python3 is not installed"))
  func theClientReadsWhileItSends() throws {
    let service = try Service(["--reply"])
    // More than the replies that a client may let wait, and the buffers of two sockets.
    let record = "{\"padding\":\"" + String(repeating: "x", count: 10_000) + "\"}\n"
    let input = try service.folder.write(String(repeating: record, count: 3000), to: "in")
    let output = service.folder.path("out")
    #expect(try FaultTests.shell("timeout 60 \(Self.client) \(service.path) < \(input) > \(output)") == 0)
    #expect(FileManager.default.contentsEqual(atPath: input, andPath: output))
  }

  @Test(.enabled(if: FaultTests.isInstalled("socat"), "socat is not installed"))
  func theSocatLineOfTheReadmeWorks() throws {
    let service = try Service(["--reply"])
    let readme = try String(contentsOf: Emotag.root.appendingPathComponent("README.md"), encoding: .utf8)
    let line = try #require(readme.split(separator: "\n").first { $0.hasPrefix("socat ") })
    let command = line.replacing("/run/emotag/emotag.sock", with: service.path)
    let output = service.folder.path("out")
    #expect(try FaultTests.shell("cd \(Emotag.root.path) && \(command) > \(output)") == 0)
    let expected = SamplesTests.folder.appendingPathComponent("chat.expected.ndjson")
    #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == Data(contentsOf: expected))
  }

  static let texts = [
    "thank you", "\"quoted\" \\", "tab\tand\ntwo lines", "café 😀", String(repeating: "long ", count: 1400),
    "\u{1B}[31mred\u{1B}[0m",
  ]
  static let hasJournal =
    FaultTests.isInstalled("journalctl") && DebianPackages.exist(DebianPackages.systemdJournalRemote)

  @Test(.enabled(if: hasJournal, "systemd-journal-remote is not installed"))
  func theJournalIsTaggedFromWhereTheLastRunEnded() throws {
    let folder = try TemporaryDirectory()
    let emotag = Emotag.program.deletingLastPathComponent().path
    let run = "PATH=\(emotag):$PATH \(Self.script) \(folder.url.path) --file \(folder.path("new.journal"))"
    try Self.addEntries(0..<600, to: folder)
    try FileManager.default.createDirectory(atPath: folder.path("tagged.ndjson"), withIntermediateDirectories: false)
    #expect(try FaultTests.shell("\(run) 2> /dev/null") != 0)
    try FileManager.default.removeItem(atPath: folder.path("tagged.ndjson"))
    #expect(try FaultTests.shell(run) == 0)
    try Self.addEntries(600..<1000, to: folder)
    #expect(try FaultTests.shell(run) == 0)
    #expect(try FaultTests.shell(run) == 0)

    let lines = try Data(contentsOf: URL(fileURLWithPath: folder.path("tagged.ndjson"))).split(separator: 0x0A)
    try #require(lines.count == 1000)
    for (index, line) in lines.enumerated() {
      let record = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
      #expect(record["SYSLOG_IDENTIFIER"] as? String == "id-\(index)")
      let text = Self.texts[index % Self.texts.count]
      // journalctl writes what it takes for binary as an array of bytes.
      let isBinary = text.contains("\u{1B}")
      #expect((record["MESSAGE"] as? [UInt8]).map { String(decoding: $0, as: UTF8.self) } == (isBinary ? text : nil))
      #expect(record["MESSAGE"] as? String == (isBinary ? nil : text))
      #expect(record["emotions"] != nil)
    }
  }

  @Test(.enabled(if: FaultTests.isInstalled("journalctl"), "journalctl is not installed"))
  func aJournalWithoutEntriesIsNoFailure() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: false)
    let emotag = Emotag.program.deletingLastPathComponent().path
    let run = "PATH=\(emotag):$PATH \(Self.script) \(folder.url.path) -D \(folder.path("empty")) > /dev/null"
    for _ in 0..<2 { #expect(try FaultTests.shell(run) == 0) }
    #expect(!FileManager.default.fileExists(atPath: folder.path("cursor")))
  }

  /// journalctl before 255 skips an entry after a cursor that its own options do not match.
  @Test(.enabled(if: hasJournal, "systemd-journal-remote is not installed"))
  func otherOptionsThanInTheLastRunLoseNoEntry() throws {
    let folder = try TemporaryDirectory()
    let emotag = Emotag.program.deletingLastPathComponent().path
    let run = "PATH=\(emotag):$PATH \(Self.script) \(folder.url.path) --file \(folder.path("new.journal"))"
    try Self.addEntries(0..<2, to: folder)
    #expect(try FaultTests.shell(run) == 0)
    try Self.addEntries(2..<3, to: folder)
    #expect(try FaultTests.shell("\(run) SYSLOG_IDENTIFIER=id-2 2> \(folder.path("said"))") == 0)
    #expect(try String(contentsOfFile: folder.path("said"), encoding: .utf8).contains("other options"))
    let tagged = try String(contentsOfFile: folder.path("tagged.ndjson"), encoding: .utf8)
    #expect(tagged.contains("\"id-2\""))
  }

  /// Adds entries to a journal, by systemd's own program, in its export format.
  private static func addEntries(_ range: Range<Int>, to folder: TemporaryDirectory) throws {
    var entries = Data()
    for index in range {
      let text = Data(texts[index % texts.count].utf8)
      entries += Data(
        """
        __REALTIME_TIMESTAMP=\(1_764_000_000_000_000 + index)
        __MONOTONIC_TIMESTAMP=\(1_000_000 + index)
        _BOOT_ID=0123456789abcdef0123456789abcdef
        SYSLOG_IDENTIFIER=id-\(index)
        MESSAGE

        """.utf8)
      entries += withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + Data("\n\n".utf8)
    }
    try entries.write(to: folder.url.appendingPathComponent("export"))
    let add = "LD_LIBRARY_PATH=\(DebianPackages.libraries) \(DebianPackages.systemdJournalRemote)"
    try #require(
      FaultTests.shell("\(add) -o \(folder.path("new.journal")) - < \(folder.path("export")) 2> /dev/null") == 0)
  }
}
