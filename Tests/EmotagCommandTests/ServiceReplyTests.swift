import Foundation
import Testing

/// Replies that clients do not take, clients whose bytes are broken, and a stdout without a reader.
struct ServiceReplyTests {
  private static let record = "{\"text\":\"thanks\"}\n"

  @Test func repliesThatWereNotTakenAreNotCountedAsWritten() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(
      ["--reply", "--drain-timeout", "1", "--report", folder.path("report")], folder: folder)
    let client = try Client(service.path)
    client.sendUntilNothingIsTaken(String(repeating: Self.record, count: 500))
    let (status, err) = try service.end()
    let got = client.receiveAll().count { $0 == "\n" }
    let receipt = try StreamTests.receipt(folder.path("report"))
    let read = try #require(receipt["records_in"] as? Int)
    #expect(status == 75 && got > 0 && read > got)
    #expect(receipt["records_out"] as? Int == got && receipt["unanswered"] as? Int == read - got)
    #expect(err.contains("emotag: ended early: \(read - got) records that were read are not written\n"))
  }

  @Test func repliesOfAClientThatLeavesAreCounted() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--reply", "--report", folder.path("report")], folder: folder)
    var client: Client? = try Client(service.path)
    client?.sendUntilNothingIsTaken(String(repeating: Self.record, count: 500))
    client = nil
    let (status, err) = try service.end()
    let receipt = try StreamTests.receipt(folder.path("report"))
    let (read, written) = (receipt["records_in"] as? Int ?? 0, receipt["records_out"] as? Int ?? 0)
    let unanswered = try #require(receipt["unanswered"] as? Int)
    #expect(status == 0 && unanswered > 0 && read == written + unanswered)
    #expect(err.contains("emotag: \(unanswered) replies were not taken by their clients\n"))
  }

  @Test(arguments: [true, false])
  func aClientThatNeverReadsIsClosedWhenItHasBeenIdle(_ isHalfClosed: Bool) throws {
    let service = try Service(["--reply", "--idle-timeout", "1", "--max-connections", "2"])
    let lazy = try (0..<2).map { _ in try Client(service.path) }
    for one in lazy {
      one.sendUntilNothingIsTaken(String(repeating: Self.record, count: 500))
      if isHalfClosed { one.finish() }
    }
    let client = try Client(service.path)
    client.send("{\"id\":1}\n")
    #expect(client.receive() == "{\"id\":1}\n")
    #expect(try service.end().status == 0)
    withExtendedLifetime(lazy) {}
  }

  @Test(arguments: [[0x1F, 0x8B, 8, 0, 0, 0, 0, 0], [0x1F, 0x8B, 9], Array("not gzip".utf8)])
  func whatOneClientSendsIsNoFailureOfTheService(_ bytes: [UInt8]) throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--reply", "--metrics", folder.path("metrics")], folder: folder)
    let broken = try Client(service.path)
    broken.send(bytes)
    broken.finish()
    _ = broken.receiveAll()
    let client = try Client(service.path)
    client.send("{\"id\":1}\n")
    #expect(client.receive() == "{\"id\":1}\n")
    let (status, err) = try service.end()
    let isGzip = bytes.first == 0x1F
    #expect(status == 0 && err.contains(": gzip: ") == isGzip)
    let metrics = try String(contentsOfFile: folder.path("metrics"), encoding: .utf8)
    #expect(metrics.contains("emotag_closed_connections_total{reason=\"unreadable\"} \(isGzip ? 1 : 0)\n"))
  }

  @Test func aServiceWhoseStandardOutputHasNoReaderFails() throws {
    let service = try Service(["-o", "-", "--ack"])
    let client = try Client(service.path)
    client.send(Self.record)
    #expect(service.emotag.readAvailable() == "{\"text\":\"thanks\",\"emotions\":[\"gratitude\"]}\n")
    try service.emotag.output.fileHandleForReading.close()
    let (status, err) = try service.emotag.end()
    #expect(status == 74 && err.hasSuffix("\nemotag: stdout: write failed: Broken pipe\n"))
  }

  @Test(.enabled(if: ServicePeerTests.canBeOthers, "this takes root, setpriv and python3"))
  func aLockOfAnotherUserIsNamed() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: folder.url.path)
    let lock = try folder.write("", to: "socket.lock")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: lock)
    let emotag = try RunningEmotag(
      ["serve", "--listen", folder.path("socket"), "--reply"],
      wrapper: ["setpriv", "--reuid=4001", "--regid=4002", "--clear-groups"])
    let (status, err) = try emotag.end()
    #expect(status == 77 && err == "emotag: \(lock): cannot be locked: Permission denied\n")
  }

  @Test func noLockStaysBehind() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--reply"], folder: folder)
    #expect(FileManager.default.fileExists(atPath: folder.path("socket.lock")))
    #expect(try service.end().status == 0)
    let file = try folder.write("mine", to: "file")
    #expect(try Emotag.run(["serve", "--listen", file, "--reply"]).status == 73)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["file"])
  }

  /// A stderr that nobody reads, filled to its end.
  @Test(.enabled(if: FaultTests.isInstalled("python3"), "python3 is not installed"))
  func messagesThatNobodyReadsHoldNothingUp() throws {
    let script = """
      import fcntl, os, sys
      reader, writer = os.pipe()
      os.set_blocking(writer, False)
      try:
          while True:
              os.write(writer, bytes(4096))
      except BlockingIOError:
          pass
      os.set_blocking(writer, True)
      os.set_inheritable(reader, True)
      os.dup2(writer, 2)
      os.execvp(sys.argv[1], sys.argv[1:])
      """
    let service = try Service(["--reply"], wrapper: ["/usr/bin/python3", "-c", script])
    let broken = try Client(service.path)
    broken.send([0x1F, 0x8B, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    _ = broken.receiveAll()
    let client = try Client(service.path)
    client.send("{\"id\":1}\n")
    #expect(client.receive() == "{\"id\":1}\n")
    #expect(try service.end().status == 0)
  }

  @Test func whatClientsCauseIsToldOnceASecond() throws {
    let service = try Service(["--reply"])
    for _ in 0..<200 {
      let broken = try Client(service.path)
      broken.send([0x1F, 0x8B, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      _ = broken.receiveAll()
    }
    let (status, err) = try service.end()
    let lines = err.split(separator: "\n")
    let told = lines.count { $0.contains(": gzip: ") }
    let more = lines.compactMap { $0.firstMatch(of: /([0-9]+) more/).flatMap { Int($0.1) } }.reduce(0, +)
    #expect(status == 0 && told + more == 200 && told < 100)
  }
}
