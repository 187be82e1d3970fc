import Foundation
import Testing

/// What a service tells systemd.
struct ServiceManagerTests {
  @Test(arguments: ["path", "abstract name"])
  func theManagerIsToldInOrder(_ kind: String) throws {
    let folder = try TemporaryDirectory()
    let name = kind == "path" ? folder.path("notify") : "@\(folder.url.lastPathComponent)"
    let manager = try NotifySocket(name)
    let service = try Service(
      ["--reply"], folder: folder, wrapper: ["env", "NOTIFY_SOCKET=\(name)", "WATCHDOG_USEC=200000"])
    #expect(manager.next()?.hasPrefix("READY=1\n") == true)
    #expect(manager.messages(upTo: "WATCHDOG=1").last == "WATCHDOG=1")
    service.emotag.send(SIGHUP)
    let reload = manager.messages(upTo: "READY=1").suffix(2)
    #expect(reload.first?.firstMatch(of: /^RELOADING=1\nMONOTONIC_USEC=[0-9]+$/) != nil && reload.last == "READY=1")
    service.emotag.send(SIGTERM)
    #expect(manager.messages(upTo: "STOPPING=1").last == "STOPPING=1")
    #expect(try service.emotag.end().status == 0)
    #expect(manager.next() == "STATUS=0 records, 0 tagged, 0 clients")
  }

  @Test func aServiceWithoutItsOutputIsNeverReady() throws {
    let folder = try TemporaryDirectory()
    let manager = try NotifySocket(folder.path("notify"))
    let emotag = try RunningEmotag(
      ["serve", "--listen", folder.path("socket"), "-o", "/nonexistent/file"],
      wrapper: ["env", "NOTIFY_SOCKET=\(folder.path("notify"))"])
    #expect(try emotag.end().status == 73)
    while let message = manager.next(waiting: false) { #expect(!message.hasPrefix("READY=1")) }
  }

  @Test func aSlowOutputDoesNotStopTheWatchdog() throws {
    let folder = try TemporaryDirectory()
    let manager = try NotifySocket(folder.path("notify"))
    // Nobody reads its stdout.
    let service = try Service(
      [], folder: folder, wrapper: ["env", "NOTIFY_SOCKET=\(folder.path("notify"))", "WATCHDOG_USEC=200000"])
    let client = try Client(service.path)
    client.sendUntilNothingIsTaken(ServiceTests.records(1, 1000))
    while manager.next(waiting: false) != nil {}
    for _ in 0..<5 { #expect(manager.messages(upTo: "WATCHDOG=1").last == "WATCHDOG=1") }
  }

  @Test(.enabled(if: FaultTests.isInstalled("python3"), "python3 is not installed"))
  func aWorkerThatHangsStopsTheWatchdog() throws {
    let folder = try TemporaryDirectory()
    let manager = try NotifySocket(folder.path("notify"))
    let service = try Service(
      ["--reply", "-j", "1"], folder: folder,
      wrapper: ["env", "NOTIFY_SOCKET=\(folder.path("notify"))", "WATCHDOG_USEC=200000"])
    // Intake, Outlet and the worker are there from then on.
    try #require(manager.messages(upTo: "READY=1").count == 1)
    let threads = try service.emotag.threads()
    try #require(threads.count == 3)
    let hold = try StoppedThread(threads[2])
    let client = try Client(service.path)
    let records = ServiceTests.records(1, 100)
    client.send(records)
    // The status comes without regard to progress, every few seconds: once none of the pings comes between, they ended.
    #expect(eventually { manager.messages(upTo: "STATUS=").count == 1 })
    try hold.release()
    #expect(client.receive() == records)
    #expect(manager.messages(upTo: "WATCHDOG=1").last == "WATCHDOG=1")
    #expect(try service.end().status == 0)
  }
}
