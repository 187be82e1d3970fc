import Foundation
import Synchronization
import Testing

/// Limits of a service, and clients that go against them.
struct ServiceLimitTests {
  private static let record = "{\"id\":1,\"filler\":\"\(String(repeating: "x", count: 1000))\"}\n"

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

  @Test(.enabled(if: FaultTests.isInstalled("prlimit"), "prlimit is not installed"))
  func whoFindsNoDescriptorIsServedLater() throws {
    let service = try Service(["--reply"], wrapper: ["prlimit", "--nofile=20"])
    var clients = try (0..<60).map { _ in try Client(service.path) }
    for (id, client) in clients.enumerated() { client.send("{\"id\":\(id)}\n") }
    for id in 0..<60 { #expect(clients.removeFirst().receive() == "{\"id\":\(id)}\n") }
    let (status, err) = try service.end()
    #expect(status == 0)
    #expect(err.components(separatedBy: "cannot be accepted: Too many open files").count == 2)
  }

  @Test(.enabled(if: FaultTests.isInstalled("strace"), "strace is not installed"))
  func aFailureToAcceptIsNoneForEver() throws {
    // With -D the program, and not strace, is the process that is ended.
    let service = try Service(
      ["--reply"],
      wrapper: ["strace", "-D", "-f", "-o", "/dev/null", "-e", "inject=accept4:error=ENFILE:when=1"])
    let client = try Client(service.path)
    client.send("{\"id\":1}\n")
    #expect(client.receive() == "{\"id\":1}\n")
  }

  @Test(.enabled(if: FaultTests.isInstalled("strace"), "strace is not installed"))
  func aClientThatCannotBeWaitedForIsRefused() throws {
    let service = try Service(
      ["--reply"],
      // Signals, the timer, the socket and the probe come before it.
      wrapper: ["strace", "-D", "-f", "-o", "/dev/null", "-e", "inject=epoll_ctl:error=ENOSPC:when=7"])
    var answers: [String] = []
    for id in 0..<6 {
      let client = try Client(service.path)
      client.send("{\"id\":\(id)}\n")
      answers.append(client.receive())
    }
    let (status, err) = try service.end()
    #expect(status == 0 && err.contains("No space left on device\n"))
    for (id, answer) in answers.enumerated() { #expect(answer == "" || answer == "{\"id\":\(id)}\n") }
    #expect(answers.count { $0 == "" } <= 1)
  }

  @Test(.enabled(if: FaultTests.isInstalled("strace"), "strace is not installed"))
  func whereThereIsNoRoomForAllWorkersThereAreFewer() throws {
    let service = try Service(
      ["--reply", "-j", "8"],
      wrapper: ["strace", "-D", "-f", "-o", "/dev/null", "-e", "inject=clone,clone3:error=EAGAIN:when=4+"])
    let client = try Client(service.path)
    let records = ServiceTests.records(1, 5000)
    let sender = Thread {
      client.send(records)
      client.finish()
    }
    sender.start()
    #expect(client.receiveAll() == records)
    let (status, err) = try service.end()
    #expect(status == 0 && err.contains("emotag: workers: 2 of 8 are started: Resource temporarily unavailable\n"))
  }

  @Test func aSilentClientIsClosedAndItsHalfLineDiscarded() throws {
    let service = try Service(["--reply", "--idle-timeout", "1"])
    let client = try Client(service.path)
    client.send("{\"id\":1}\n{\"half\":")
    #expect(client.receiveAll() == "{\"id\":1}\n")
  }

  /// Lines around the limit from many clients at once, under a lock-step that tears what can be torn.
  @Test(arguments: [[], ["-z"]])
  func everyLineOfTheOutputIsOneThatSomebodySentWhole(_ options: [String]) throws {
    let folder = try TemporaryDirectory()
    let service = try Service(options + ["-o", folder.path("out"), "--ack", "--max-record", "2000"], folder: folder)
    let acknowledged = Mutex<[Int: Int]>([:])
    @Sendable func line(_ client: Int, _ number: Int) -> String {
      // Every fourth client sends a line over the limit in the end.
      let length = client % 4 == 0 && number == 40 ? 2001 + client * 1000 : 1900 + (client * 7 + number * 13) % 100
      let beginning = "{\"client\":\(client),\"number\":\(number),\"filler\":\""
      return beginning + String(repeating: "x", count: max(0, length - beginning.utf8.count - 2)) + "\"}\n"
    }
    Client.atOnce(16, service.path) { number, client in
      for index in 0..<50 {
        let bytes = Array(line(number, index).utf8)
        // In two pieces, so that lines of others come between.
        guard client.send(Array(bytes.prefix(bytes.count / 2))), client.send(Array(bytes.dropFirst(bytes.count / 2)))
        else { break }
      }
      client.finish()
      let told = client.receiveAll().matches(of: /OK ([0-9]+)\n/).compactMap { Int($0.1) }.last ?? 0
      acknowledged.withLock { $0[number] = told }
    }
    #expect(try service.end().status == 0)
    let read = try Emotag.run(["-f", "nothing", folder.path("out")]).text.split(separator: "\n").map { "\($0)\n" }
    for client in 0..<16 {
      let own = read.filter { $0.hasPrefix("{\"client\":\(client),") }
      #expect(own == (0..<own.count).map { line(client, $0) })
      #expect(own.count == (client % 4 == 0 ? 40 : 50) && acknowledged.withLock { $0[client] } == own.count)
    }
    #expect(read.count == 4 * 40 + 12 * 50)
  }

  /// Clients that come and go, and send nothing that gives a record, while another one sends some.
  @Test(.timeLimit(.minutes(1)))
  func inputWithoutRecordsKeepsNobodyWaiting() throws {
    let service = try Service(["--reply"])
    let isOver = Atomic(false)
    let floods = DispatchGroup()
    for _ in 0..<2 {
      floods.enter()
      let flood = Thread {
        while !isOver.load(ordering: .relaxed) { _ = try? Client(service.path) }
        floods.leave()
      }
      flood.start()
    }
    let client = try Client(service.path)
    // More than what is processed at once when nothing else is there.
    let records = ServiceTests.records(1, 10)
    for _ in 0..<20 {
      client.send(records)
      var answer = ""
      while answer.utf8.count < records.utf8.count { answer += client.receive() }
      #expect(answer == records)
    }
    // Also the end does not wait for the flood.
    let (status, _) = try service.end()
    isOver.store(true, ordering: .relaxed)
    floods.wait()
    #expect(status == 0)
  }

  @Test func whatLiesUnreadIsReadBeforeAClientIsIdle() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--ack", "-o", folder.path("out"), "--idle-timeout", "1"], folder: folder)
    let client = try Client(service.path)
    client.send("{\"id\":1}\n")
    #expect(client.receive() == "OK 1\n")
    // The service stands still for longer than the client may be idle.
    service.emotag.send(SIGSTOP)
    client.send("{\"id\":2}\n{\"id\":3}\n")
    let start = Date()
    #expect(eventually { Date().timeIntervalSince(start) > 2 })
    service.emotag.send(SIGCONT)
    var answer = ""
    while !answer.hasSuffix("OK 3\n") {
      let part = client.receive()
      if part.isEmpty { break }
      answer += part
    }
    #expect(answer.hasSuffix("OK 3\n"))
  }

  @Test func aClientThatNeverEndsItsLineIsClosed() throws {
    let service = try Service(["--reply", "--idle-timeout", "1"])
    let client = try Client(service.path)
    #expect(eventually { !client.send("x") })
    #expect(client.receiveAll() == "")
  }

  @Test func aClientThatDoesNotReadHoldsUpOnlyItself() throws {
    let service = try Service(["--reply"])
    let lazy = try Client(service.path)
    let sender = Thread { lazy.send(String(repeating: ServiceTests.records(1, 1000), count: 2000)) }
    sender.start()
    for id in 0..<50 {
      let client = try Client(service.path)
      client.send("{\"id\":\(id)}\n")
      #expect(client.receive() == "{\"id\":\(id)}\n")
    }
    #expect(service.emotag.peakMemory < 200 << 20)
  }

  @Test func aClientThatLeavesWithItsRepliesUnreadIsLetGo() throws {
    let service = try Service(["--reply", "--max-connections", "2"])
    for _ in 0..<4 {
      let lazy = try Client(service.path)
      // Once nothing more is taken, the service keeps as many replies as it may.
      lazy.sendUntilNothingIsTaken(Self.record)
    }
    let client = try Client(service.path)
    client.send("{\"id\":1}\n")
    #expect(client.receive() == "{\"id\":1}\n")
    #expect(try service.end().status == 0)
  }

  @Test func repliesThatAreTakenSlowlyTakeNoMemory() throws {
    let service = try Service(["--reply"])
    let client = try Client(service.path)
    let records = String(repeating: Self.record, count: 1000)
    let sender = Thread {
      for _ in 0..<150 { client.send(records) }
      client.finish()
    }
    sender.start()
    var received = 0
    while true {
      let part = client.receive().utf8.count
      if part == 0 { break }
      received += part
      // Slower than the service, so that it always has more to send.
      for _ in 0..<20 { sched_yield() }
    }
    #expect(received == 150 * records.utf8.count)
    #expect(service.emotag.peakMemory < 100 << 20)
  }
}
