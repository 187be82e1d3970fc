import Foundation
import Testing

/// The path that is listened on.
struct ServiceSocketTests {
  private static let types: [__socket_type] = [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET]

  private static func inode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
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

  @Test(arguments: types)
  func aStaleSocketOfAnyTypeIsReplaced(_ type: __socket_type) throws {
    let folder = try TemporaryDirectory()
    close(try UnixAddress.bound(folder.path("socket"), type))
    let service = try Service(["--reply"], folder: folder)
    #expect(try service.end().status == 0)
  }

  @Test(arguments: types)
  func aLivingSocketOfAnyTypeIsLeftAlone(_ type: __socket_type) throws {
    let folder = try TemporaryDirectory()
    let path = folder.path("socket")
    let number = try UnixAddress.bound(path, type)
    defer { close(number) }
    // Its queue is full at once, and the probe must not wait for a place in it.
    if type != SOCK_DGRAM { try #require(listen(number, 0) == 0) }
    let waiting = type == SOCK_STREAM ? try Client(path) : nil
    let before = try Self.inode(path)
    let run = try Emotag.run(["serve", "--listen", path, "--reply"])
    #expect(run.status == 73 && run.err.contains(path))
    #expect(try Self.inode(path) == before)
    withExtendedLifetime(waiting) {}
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
    let before = try Self.inode(path)
    let run = try Emotag.run(["serve", "--listen", path, "--reply"])
    #expect(run.status == 73 && run.err.contains(path))
    #expect(try Self.inode(path) == before)
  }

  @Test(.enabled(if: FaultTests.isInstalled("setpriv"), "setpriv is not installed"))
  func aDirectoryThatMayNotBeWrittenIsNotPermitted() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path) }
    // Root without its capabilities is a user like any other.
    let wrapper = getuid() == 0 ? ["setpriv", "--bounding-set=-all"] : []
    let emotag = try RunningEmotag(["serve", "--listen", folder.path("socket"), "--reply"], wrapper: wrapper)
    let (status, err) = try emotag.end()
    #expect(status == 77 && err.contains("emotag: \(folder.path("socket")): cannot be bound: Permission denied\n"))
  }

  @Test(arguments: [(0o777, 77), (0o1777, 0), (0o775, 0), (0o755, 0)])
  func aFolderThatOthersMayWriteToIsRefused(_ mode: Int, _ expected: Int32) throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.url.path)
    let emotag = try RunningEmotag(["serve", "--listen", folder.path("socket"), "--reply"])
    if expected == 0 { #expect(eventually { (try? Client(folder.path("socket"))) != nil }) }
    emotag.send(SIGTERM)
    let (status, err) = try emotag.end()
    #expect(status == expected)
    #expect(err.contains("another user may replace what is in \(folder.url.path)/\n") == (expected != 0))
    #expect(err.contains("emotag: listening on \(folder.path("socket"))\n") == (expected == 0))
  }

  @Test(.enabled(if: getuid() == 0, "it takes root"))
  func aFolderOfAnotherUserIsRefused() throws {
    let folder = try TemporaryDirectory()
    #expect(chown(folder.url.path, 4001, 0) == 0)
    let run = try Emotag.run(["serve", "--listen", folder.path("socket"), "--reply"])
    #expect(run.status == 77 && run.err.contains("another user may replace"))
  }

  @Test func theSocketHasItsModeFromTheBeginning() throws {
    let service = try Service(["--reply", "--mode", "0660"])
    let mode = try FileManager.default.attributesOfItem(atPath: service.path)[.posixPermissions] as? Int
    #expect(mode == 0o660)
  }

  @Test(arguments: ["/dev/full", "/nonexistent/file"])
  func aServiceThatFailsLeavesNoSocket(_ output: String) throws {
    let folder = try TemporaryDirectory()
    let emotag = try RunningEmotag(["serve", "--listen", folder.path("socket"), "-o", output])
    // The one fails at the first record, the other at once.
    _ = eventually {
      !emotag.process.isRunning || (try? Client(folder.path("socket")))?.send("{}\n") == true
    }
    #expect(try emotag.end().status == (output == "/dev/full" ? 74 : 73))
    #expect(!FileManager.default.fileExists(atPath: folder.path("socket")))
  }

  @Test func ofSeveralStartersOneServes() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path("socket")
    for round in 0..<20 {
      let starters = try (0..<2).map { _ in try RunningEmotag(["serve", "--listen", path, "--reply"]) }
      try #require(eventually { starters.count { $0.process.isRunning } == 1 })
      let winner = try #require(starters.first { $0.process.isRunning })
      for loser in starters where loser !== winner { #expect(try loser.end().status == 73) }
      var client: Client?
      try #require(
        eventually {
          client = try? Client(path)
          return client != nil
        })
      client?.send("{}\n")
      #expect(client?.receive() == "{}\n")
      // Every other round begins with a socket that nobody listens on.
      winner.send(round.isMultiple(of: 2) ? SIGKILL : SIGTERM)
      _ = try winner.end()
    }
  }
}
