import Foundation
import Synchronization
import Testing

/// Many clients, and clients that send much.
struct ServiceLoadTests {
  /// As many descriptors as the system lets this process have, for it and for the programs it starts.
  private static let fileLimit: Int = {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return Int(clamping: limit.rlim_cur)
  }()

  @Test func everySmallClientIsAnsweredBesideAFlood() throws {
    // Every batch is filled by the flood alone, whoever else may have something.
    let service = try Service(["--reply", "--batch", "50"])
    let flood = try RecordSender(service.path, number: 0, chunk: 1000)
    let reader = Thread { while !flood.receive().isEmpty {} }
    reader.start()
    let answers = Mutex(0)
    Client.atOnce(20, service.path) { number, client in
      for id in 0..<4 {
        let record = "{\"client\":\(number),\"id\":\(id)}\n"
        client.send(record)
        if client.receive() == record { answers.withLock { $0 += 1 } }
      }
    }
    flood.stop()
    #expect(answers.withLock { $0 } == 20 * 4)
    #expect(try service.end().status == 0)
  }

  @Test(.enabled(if: fileLimit >= 2500, "too few descriptors are allowed"))
  func aThousandIdleClientsAreInNobodysWay() throws {
    let service = try Service(["--reply", "--max-connections", "2000"])
    let idle = try (0..<1000).map { _ in try Client(service.path) }
    let client = try Client(service.path)
    for id in 0..<100 {
      client.send("{\"id\":\(id)}\n")
      #expect(client.receive() == "{\"id\":\(id)}\n")
    }
    #expect(service.openFileCount > 1000)
    #expect(service.emotag.peakMemory < 100 << 20)
    for one in [idle[0], idle[999]] {
      one.send("{\"id\":1}\n")
      #expect(one.receive() == "{\"id\":1}\n")
    }
  }

  @Test(arguments: [["--reply"], ["-o", "/dev/null"], ["--ack", "-o", "/dev/null"]])
  func clientsThatComeAndGoLeaveNothing(_ options: [String]) throws {
    let service = try Service(options)
    for round in 0..<600 {
      let client = try Client(service.path)
      client.send("{\"id\":1}\n")
      if round % 3 == 0 { client.finish() }
      if round % 3 == 1 && options != ["-o", "/dev/null"] { #expect(!client.receive().isEmpty) }
    }
    #expect(eventually { service.openFileCount < 20 })
  }
}
