import Foundation
import Testing

struct ServiceAcknowledgementTests {
  @Test func whatIsAcknowledgedIsInTheFile() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--ack", "--sync", "batch", "-o", folder.path("out")], folder: folder)
    let client = try Client(service.path)
    for round in 1...5 {
      client.send(ServiceTests.records(round, 10))
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
    let expected = (1...5).map { ServiceTests.records($0, 10) }.joined()
    #expect(try String(contentsOfFile: folder.path("out"), encoding: .utf8) == expected)
  }

  @Test func nothingAcknowledgedIsLostWhenTheServiceIsKilled() throws {
    let folder = try TemporaryDirectory()
    var acknowledged = [0, 0, 0]
    for round in 1...4 {
      let service = try Service(["--ack", "--sync", "batch", "-o", folder.path("out")], folder: folder)
      let senders = try acknowledged.indices.map {
        try RecordSender(service.path, number: $0, first: acknowledged[$0], chunk: 30 * round)
      }
      // After some acknowledgements of each client it ends at whatever it is just doing.
      var texts = senders.map { sender in (0..<round).map { _ in sender.receive() }.joined() }
      service.emotag.send(SIGKILL)
      for (index, sender) in senders.enumerated() {
        while true {
          let part = sender.receive()
          if part.isEmpty { break }
          texts[index] += part
        }
        // One that breaks off is none.
        let counts = texts[index].matches(of: /OK ([0-9]+)\n/).compactMap { Int($0.1) }
        #expect(counts == counts.sorted() && Set(counts).count == counts.count)
        acknowledged[index] += counts.last ?? 0
        sender.stop()
      }
      _ = try service.emotag.end()
    }
    // The next start cuts off what is torn.
    #expect(try Emotag.run(["-o", folder.path("out")]).status == 0)
    let ids = try #require(try RecordSender.ids(in: [folder.path("out")]))
    for (client, count) in acknowledged.enumerated() {
      #expect(count > 0 && Set(ids[client] ?? []).isSuperset(of: 0..<count))
    }
  }
}
