import Foundation
import Synchronization
import Testing

struct ServiceTests {
  static func records(_ client: Int, _ count: Int) -> String {
    (0..<count).map { "{\"client\":\(client),\"id\":\($0)}\n" }.joined()
  }

  @Test func everyClientGetsItsOwnRecordsInOrder() throws {
    let service = try Service(["--reply"])
    let replies = Mutex([Int: Bool]())
    Client.atOnce(40, service.path) { index, client in
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

  static let refusals: [([String], Int32)] = [
    (["--reply", "-o", "x"], 64), (["--reply", "--ack"], 64), (["--reply", "-z"], 64), (["--mode", "9"], 64),
    (["--group", "nobody-has-this-group"], 64), (["--allow-uid", "nobody-has-this-name"], 64),
    (["--max-connections", "0"], 64), (["--reply", "--listen", "x", "--max-pending", "2M"], 64),
    (["--idle-timeout", "0"], 64), ([], 64),
  ]

  @Test(arguments: refusals)
  func aServiceThatCannotBeIsRefused(_ options: [String], _ status: Int32) throws {
    #expect(try Emotag.run(["serve"] + options).status == status)
  }
}
