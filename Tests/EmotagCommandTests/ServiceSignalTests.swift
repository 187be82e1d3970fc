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

  @Test func tagsAreCountedUnderTheNamesThatTheyHad() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write(TrainTests.rows(90), to: "data.tsv")
    let small = folder.path("small")
    #expect(try Emotag.run(["train", "--data", data, "--dev", data, "-o", small] + TrainTests.small).status == 0)
    let model = folder.path("model")
    try FileManager.default.copyItem(
      atPath: Emotag.root.appendingPathComponent("Sources/DefaultModel/goemotions.safetensors").path, toPath: model)
    let service = try Service(["--reply", "-m", model, "--metrics", folder.path("metrics")], folder: folder)
    let client = try Client(service.path)
    client.send("{\"text\":\"thank you\"}\n")
    #expect(client.receive() == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
    try FileManager.default.removeItem(atPath: model)
    try FileManager.default.copyItem(atPath: small, toPath: model)
    service.emotag.send(SIGHUP)
    #expect(
      eventually {
        client.send("{\"text\":\"so scared\"}\n")
        return client.receive() == "{\"text\":\"so scared\",\"emotions\":[\"fear\"]}\n"
      })
    client.send("{\"text\":\"so happy\"}\n")
    #expect(client.receive() == "{\"text\":\"so happy\",\"emotions\":[\"joy\"]}\n")
    let (status, err) = try service.end()
    #expect(status == 0 && err.contains("emotag: \(model): loaded anew, 3 labels\n"))
    let metrics = try String(contentsOfFile: folder.path("metrics"), encoding: .utf8)
    for (label, count) in [("gratitude", 1), ("joy", 1), ("admiration", 0)] {
      #expect(metrics.contains("emotag_tags_total{label=\"\(label)\"} \(count)\n"))
    }
    let digest = try FaultTests.shellOutput("sha256sum < \(small)").prefix(64)
    #expect(metrics.contains("emotag_model_info{name=\"\(model)\",sha256=\"\(digest)\"} 1\n"))
    #expect(metrics.contains("emotag_build_info{version=\""))
    let time = try #require(metrics.firstMatch(of: /emotag_last_reload_timestamp_seconds ([0-9.]+)\n/)?.1)
    #expect(abs(Date().timeIntervalSince1970 - (Double(time) ?? 0)) < 600)
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
