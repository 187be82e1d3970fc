import Foundation
import Synchronization
import Testing

/// A running `emotag serve` with a socket of its own.
final class Service: Sendable {
  let emotag: RunningEmotag
  let folder: TemporaryDirectory
  var path: String { folder.path("socket") }

  init(_ options: [String], folder: TemporaryDirectory? = nil, wrapper: [String] = []) throws {
    let folder = try folder ?? TemporaryDirectory()
    self.folder = folder
    emotag = try RunningEmotag(["serve", "--listen", folder.path("socket")] + options, wrapper: wrapper)
    // Before, there may be a socket that an earlier service left.
    try #require(eventually { (try? Client(folder.path("socket"))) != nil })
  }

  deinit {
    if emotag.process.isRunning { emotag.send(SIGKILL) }
  }

  func end(_ signal: Int32 = SIGTERM) throws -> (status: Int32, err: String) {
    emotag.send(signal)
    return try emotag.end()
  }
}

/// A client of a Unix socket.
final class Client: @unchecked Sendable {
  private let number: Int32

  init(_ path: String) throws {
    number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    // What was opened is closed by deinit even then.
    if status != 0 { throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO) }
  }

  deinit { close(number) }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count <= 0 { return }
      sent += count
    }
  }

  func finish() { shutdown(number, Int32(SHUT_WR)) }

  /// The next bytes, once there are any; empty at the end.
  func receive() -> String {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(number, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }

  func receiveAll() -> String {
    var all = ""
    while true {
      let part = receive()
      if part.isEmpty { return all }
      all += part
    }
  }
}

struct ServiceTests {
  static func records(_ client: Int, _ count: Int) -> String {
    (0..<count).map { "{\"client\":\(client),\"id\":\($0)}\n" }.joined()
  }

  @Test func everyClientGetsItsOwnRecordsInOrder() throws {
    let service = try Service(["--reply"])
    let replies = Mutex([Int: Bool]())
    DispatchQueue.concurrentPerform(iterations: 40) { index in
      guard let client = try? Client(service.path) else { return }
      let records = Self.records(index, 500)
      let sender = Thread {
        client.send(records)
        client.finish()
      }
      sender.start()
      let isSame = client.receiveAll() == records
      replies.withLock { $0[index] = isSame }
    }
    #expect(replies.withLock { $0.count { $0.value } } == 40)
    #expect(try service.end().status == 0)
  }

  @Test func aRecordIsAnsweredWhileTheConnectionStaysOpen() throws {
    let service = try Service(["--reply"])
    let client = try Client(service.path)
    for _ in 0..<3 {
      client.send("{\"text\":\"thank you\"}\n")
      #expect(client.receive() == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
    }
    client.send("{\"text\":\"thank you\"}")
    client.finish()
    #expect(client.receiveAll() == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
  }

  @Test func aGzipClientGetsPlainReplies() throws {
    let service = try Service(["--reply"])
    let plain = try service.folder.write(Self.records(1, 100), to: "records")
    #expect(try FaultTests.shell("gzip \(plain)") == 0)
    let client = try Client(service.path)
    client.send(Array(try Data(contentsOf: URL(fileURLWithPath: plain + ".gz"))))
    client.finish()
    #expect(client.receiveAll() == Self.records(1, 100))
  }

  @Test func whatIsAcknowledgedIsInTheFile() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--ack", "--sync", "batch", "-o", folder.path("out")], folder: folder)
    let client = try Client(service.path)
    for round in 1...5 {
      client.send(Self.records(round, 10))
      var acknowledged = 0
      while acknowledged < 10 * round {
        let counts = client.receive().matches(of: /OK ([0-9]+)\n/).compactMap { Int($0.1) }
        #expect(counts == counts.sorted() && counts.first ?? .max > acknowledged)
        acknowledged = try #require(counts.last)
        let lines = try String(contentsOfFile: folder.path("out"), encoding: .utf8).split(separator: "\n").count
        #expect(lines >= acknowledged)
      }
    }
    service.emotag.send(SIGKILL)
    _ = try service.emotag.end()
    let expected = (1...5).map { Self.records($0, 10) }.joined()
    #expect(try String(contentsOfFile: folder.path("out"), encoding: .utf8) == expected)
  }

  @Test(arguments: 0..<5)
  func whatWasSentBeforeTheSignalIsAnswered(_ round: Int) throws {
    let service = try Service(["--reply"])
    let clients = try (0..<10).map { _ in try Client(service.path) }
    let sent = (0..<10).map { Self.records($0, 100 * round) }
    for (client, records) in zip(clients, sent) { client.send(records + "{\"unfinished\":") }
    service.emotag.send(SIGTERM)
    for (client, records) in zip(clients, sent) { #expect(client.receiveAll() == records) }
    #expect(try service.emotag.end().status == 0)
    #expect(!FileManager.default.fileExists(atPath: service.path))
  }

  @Test func aHangUpLosesNothingAndABadModelKeepsTheOldOne() throws {
    let folder = try TemporaryDirectory()
    let model = folder.path("model")
    try FileManager.default.copyItem(
      atPath: Emotag.root.appendingPathComponent("Sources/DefaultModel/goemotions.safetensors").path, toPath: model)
    let service = try Service(["--reply", "-m", model], folder: folder)
    let client = try Client(service.path)
    try Data("no model".utf8).write(to: URL(fileURLWithPath: model))
    for _ in 0..<5 {
      service.emotag.send(SIGHUP)
      client.send("{\"text\":\"thank you\"}\n")
      #expect(client.receive() == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
    }
    let (status, err) = try service.end()
    #expect(status == 0)
    #expect(err.contains("emotag: \(model): header: ") && err.contains("the old model stays"))
  }

  @Test func aStaleSocketIsReplacedAndALivingOneRefused() throws {
    let folder = try TemporaryDirectory()
    let killed = try Service(["--reply"], folder: folder)
    killed.emotag.send(SIGKILL)
    _ = try killed.emotag.end()
    let service = try Service(["--reply"], folder: folder)
    let second = try Emotag.run(["serve", "--listen", folder.path("socket"), "--reply"])
    #expect(second.status == 73 && second.err.contains(folder.path("socket")))
    #expect(try service.end().status == 0)
  }

  @Test(arguments: ["file", "directory", "symlink"])
  func whatIsNoSocketIsLeftAlone(_ kind: String) throws {
    let folder = try TemporaryDirectory()
    let path = folder.path("socket")
    switch kind {
    case "file": _ = try folder.write("mine", to: "socket")
    case "directory": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
    }
    let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    let run = try Emotag.run(["serve", "--listen", path, "--reply"])
    #expect(run.status == 73 && run.err.contains(path))
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
  }

  @Test func theSocketHasItsModeFromTheBeginning() throws {
    let service = try Service(["--reply", "--mode", "0660"])
    let mode = try FileManager.default.attributesOfItem(atPath: service.path)[.posixPermissions] as? Int
    #expect(mode == 0o660)
  }

  @Test func aPeerOnNoListIsRefused() throws {
    let folder = try TemporaryDirectory()
    let emotag = try RunningEmotag(
      [
        "serve", "--listen", folder.path("socket"), "--reply", "--allow-uid", "\(getuid() + 1)", "--metrics",
        folder.path("metrics"),
      ])
    try #require(eventually { (try? Client(folder.path("socket"))) != nil })
    let client = try Client(folder.path("socket"))
    client.send("{}\n")
    #expect(client.receive() == "")
    emotag.send(SIGTERM)
    let (status, err) = try emotag.end()
    #expect(status == 0)
    #expect(err.contains("emotag: connection: refused: uid \(getuid()), gid \(getgid()) is on no list\n"))
    let metrics = try String(contentsOfFile: folder.path("metrics"), encoding: .utf8)
    #expect(!metrics.matches(of: /emotag_connections_total{result="refused"} [1-9]/).isEmpty)
  }

  @Test func aSilentClientIsClosedAndItsHalfLineDiscarded() throws {
    let service = try Service(["--reply", "--idle-timeout", "1"])
    let client = try Client(service.path)
    client.send("{\"id\":1}\n{\"half\":")
    #expect(client.receiveAll() == "{\"id\":1}\n")
  }

  @Test func whoConnectsPastTheLimitWaits() throws {
    let service = try Service(["--reply", "--max-connections", "1"])
    var first: Client? = try Client(service.path)
    first?.send("{\"id\":1}\n")
    #expect(first?.receive() == "{\"id\":1}\n")
    let second = try Client(service.path)
    second.send("{\"id\":2}\n")
    first = nil
    #expect(second.receive() == "{\"id\":2}\n")
  }

  @Test func aClientThatDoesNotReadHoldsUpOnlyItself() throws {
    let service = try Service(["--reply"])
    let lazy = try Client(service.path)
    let sender = Thread { lazy.send(String(repeating: Self.records(1, 1000), count: 2000)) }
    sender.start()
    for id in 0..<50 {
      let client = try Client(service.path)
      client.send("{\"id\":\(id)}\n")
      #expect(client.receive() == "{\"id\":\(id)}\n")
    }
    #expect(service.emotag.peakMemory < 200 << 20)
  }

  @Test func theManagerIsToldInOrder() throws {
    let folder = try TemporaryDirectory()
    let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(number) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(folder.path("notify").utf8)) }
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0)
    let service = try Service(
      ["--reply"], folder: folder, wrapper: ["NOTIFY_SOCKET=\(folder.path("notify"))", "WATCHDOG_USEC=200000"])
    func next() -> String {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(number, &bytes, bytes.count, 0)
      return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
    #expect(next().hasPrefix("READY=1\n"))
    var messages: [String] = []
    while messages.last != "WATCHDOG=1" { messages.append(next()) }
    service.emotag.send(SIGHUP)
    while messages.last != "READY=1" { messages.append(next()) }
    let reload = try #require(messages.firstIndex { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
    #expect(messages[reload + 1] == "READY=1")
    service.emotag.send(SIGTERM)
    while messages.last != "STOPPING=1" { messages.append(next()) }
    #expect(try service.emotag.end().status == 0)
    #expect(next().hasPrefix("STATUS="))
  }

  static let refusals: [([String], Int32)] = [
    (["--reply", "-o", "x"], 64), (["--reply", "--ack"], 64), (["--reply", "-z"], 64), (["--mode", "9"], 64),
    (["--group", "nobody-has-this-group"], 64), (["--allow-uid", "nobody-has-this-name"], 64),
    (["--max-connections", "0"], 64), (["--idle-timeout", "0"], 64), ([], 64),
  ]

  @Test(arguments: refusals)
  func aServiceThatCannotBeIsRefused(_ options: [String], _ status: Int32) throws {
    #expect(try Emotag.run(["serve"] + options).status == status)
  }
}
