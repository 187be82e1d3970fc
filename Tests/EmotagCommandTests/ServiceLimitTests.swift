import Foundation
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

  @Test func aSilentClientIsClosedAndItsHalfLineDiscarded() throws {
    let service = try Service(["--reply", "--idle-timeout", "1"])
    let client = try Client(service.path)
    client.send("{\"id\":1}\n{\"half\":")
    #expect(client.receiveAll() == "{\"id\":1}\n")
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
