import Foundation
import Synchronization
import Testing

/// What is held for clients, and what becomes of those that hold most.
struct ServiceMemoryTests {
  private static func line(_ number: Int, _ count: Int) -> String {
    let beginning = "{\"number\":\(number),\"filler\":\""
    return beginning + String(repeating: "x", count: count - beginning.utf8.count - 3) + "\"}\n"
  }

  /// Clients that never end their line, and such that never read, in turn.
  @Test(.timeLimit(.minutes(2)))
  func whoHoldsMostIsClosedBeforeOthersWaitForLong() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(
      ["--reply", "-j", "2", "--max-pending", "4M", "--metrics", folder.path("metrics")], folder: folder)
    let greedy = try (0..<40).map { _ in try Client(service.path) }
    let senders = DispatchGroup()
    for (number, client) in greedy.enumerated() {
      senders.enter()
      let thread = Thread {
        let text = number % 2 == 0 ? String(repeating: "x", count: 900_000) : ServiceTests.records(number, 50_000)
        client.send(text)
        senders.leave()
      }
      thread.start()
    }
    let polite = try Client(service.path)
    for id in 0..<200 {
      polite.send("{\"id\":\(id)}\n")
      #expect(polite.receive() == "{\"id\":\(id)}\n")
    }
    let metrics = { (try? String(contentsOfFile: folder.path("metrics"), encoding: .utf8)) ?? "" }
    #expect(service.emotag.peakMemory < 100 << 20)
    for client in greedy { client.leave() }
    senders.wait()
    let (status, err) = try service.end()
    #expect(status == 0 && err.contains(": closed: it held most of --max-pending, and others waited for that"))
    let closed = metrics().firstMatch(of: /emotag_closed_connections_total{reason="memory"} ([0-9]+)\n/)
    #expect(try #require(closed.flatMap { Int($0.1) }) > 0)
  }

  @Test func linesThatDoNotFitTogetherAreAllAnswered() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--ack", "-o", folder.path("out"), "--max-pending", "4M"], folder: folder)
    let answered = Mutex(0)
    Client.atOnce(12, service.path) { number, client in
      let line = Self.line(number, 900_000)
      let sender = Thread {
        client.send(line)
        client.finish()
      }
      sender.start()
      if client.receiveAll() == "OK 1\n" { answered.withLock { $0 += 1 } }
    }
    #expect(answered.withLock { $0 } == 12)
    let (status, err) = try service.end()
    #expect(status == 0 && !err.contains("closed"))
  }

  @Test func theReceiptBoundsWhatClientsCanMakeOfTheMemory() throws {
    let folder = try TemporaryDirectory()
    let options = ["--reply", "--format", "all", "-j", "2", "--max-pending", "32M", "--max-record", "100K"]
    let service = try Service(options + ["--report", folder.path("receipt")], folder: folder)
    let start = service.emotag.peakMemory
    let strings = Array(repeating: "\"\"", count: 1000).joined(separator: ",")
    let clients = try (0..<60).map { _ in try Client(service.path) }
    // The replies are two hundred times as long, and nobody reads them.
    Client.atOnce(1, service.path) { _, _ in
      for client in clients { client.send(String(repeating: "{\"text\":[\(strings)]}\n", count: 20)) }
    }
    let polite = try Client(service.path)
    polite.send("{\"id\":1}\n")
    #expect(polite.receive() == "{\"id\":1}\n")
    #expect(eventually { service.emotag.peakMemory > start + 20 << 20 })
    let peak = service.emotag.peakMemory
    _ = try service.end()
    let receipt = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder.path("receipt"))))
    let bound = try #require((receipt as? [String: Any])?["memory_bound"] as? Int)
    // Beside the classifiers' own memory.
    #expect(peak - start < bound + 32 << 20 && bound < 200 << 20)
  }

  @Test func aUserFindsNoMoreThanItsShareOfPlaces() throws {
    let service = try Service(["--reply", "--max-connections-per-uid", "3"])
    /// A place is free once the service has seen the end of the one that had it.
    func place() throws -> Client {
      var client = try Client(service.path)
      #expect(
        try eventually {
          client = try Client(service.path)
          client.send("{\"id\":1}\n")
          return client.receive() == "{\"id\":1}\n"
        })
      return client
    }
    var clients = try (0..<3).map { _ in try place() }
    #expect(try Client(service.path).receive() == "")
    clients.removeLast()
    clients.append(try place())
    for client in clients {
      client.send("{\"id\":2}\n")
      #expect(client.receive() == "{\"id\":2}\n")
    }
    let (status, err) = try service.end()
    #expect(status == 0)
    #expect(err.contains("connection: refused: uid \(getuid()) has as many as --max-connections-per-uid allows"))
  }

  @Test(.enabled(if: ServicePeerTests.canBeOthers, "it takes root, setpriv and python3"))
  func oneUserDoesNotShutOthersOut() throws {
    let service = try Service(["--reply", "--mode", "0666", "--max-connections", "8"])
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: service.folder.url.path)
    let clients = try (0..<8).map { _ in try Client(service.path) }
    let reply = try ServicePeerTests.reply(to: "{\"id\":1}\n", from: service.path, uid: 4001, gid: 4001)
    #expect(reply == "{\"id\":1}")
    withExtendedLifetime(clients) {}
  }
}
