import Foundation
import Testing

/// Signals while clients send as fast as they can.
struct ServiceSignalTests {
  @Test(arguments: 0..<5)
  func whatWasSentBeforeTheSignalIsAnswered(_ round: Int) throws {
    let service = try Service(["--reply"])
    let clients = try (0..<10).map { _ in try Client(service.path) }
    let sent = (0..<10).map { ServiceTests.records($0, 100 * round) }
    for (client, records) in zip(clients, sent) { client.send(records + "{\"unfinished\":") }
    service.emotag.send(SIGTERM)
    for (client, records) in zip(clients, sent) { #expect(client.receiveAll() == records) }
    #expect(try service.emotag.end().status == 0)
    #expect(!FileManager.default.fileExists(atPath: service.path))
  }

  @Test(arguments: [1, 20, 300])
  func aSignalUnderLoadLosesNoRecordAndDoublesNone(_ chunk: Int) throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["-o", folder.path("out")], folder: folder)
    let senders = try (0..<6).map { try RecordSender(service.path, number: $0, chunk: chunk) }
    try #require(eventually { senders.allSatisfy { $0.sent >= 5 * chunk } })
    let before = senders.map(\.sent)
    let (status, err) = try service.end()
    #expect(status == 0 && !err.contains("not written"))
    for sender in senders { sender.stop() }
    let ids = try #require(try RecordSender.ids(in: [folder.path("out")]))
    for (sender, before) in zip(senders, before) {
      let own = ids[sender.number] ?? []
      #expect(own == Array(0..<own.count))
      #expect(own.count >= before && own.count <= sender.begun)
    }
  }

  @Test func everyRecordIsInOneOfTheFilesThatAreRotated() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["-o", folder.path("out")], folder: folder)
    try #require(eventually { FileManager.default.fileExists(atPath: folder.path("out")) })
    let senders = try (0..<4).map { try RecordSender(service.path, number: $0, chunk: 20 * $0 + 1) }
    var files = [folder.path("out")]
    for round in 1...5 {
      let before = senders.map(\.sent)
      try #require(eventually { zip(senders, before).allSatisfy { $0.sent > $1 } })
      files.insert(folder.path("out.\(round)"), at: round - 1)
      try FileManager.default.moveItem(atPath: folder.path("out"), toPath: files[round - 1])
      service.emotag.send(SIGHUP)
      try #require(eventually { FileManager.default.fileExists(atPath: folder.path("out")) })
    }
    for sender in senders { sender.stop() }
    #expect(try service.end().status == 0)
    let ids = try #require(try RecordSender.ids(in: files))
    for sender in senders { #expect(ids[sender.number] == Array(0..<sender.sent)) }
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
}
