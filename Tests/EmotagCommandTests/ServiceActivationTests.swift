import Foundation
import Testing

/// Sockets that systemd passes to a service.
@Suite(.enabled(if: FaultTests.isInstalled("python3"), "python3 is not installed"))
struct ServiceActivationTests {
  /// Binds sockets of a type as descriptors 3 and up, and becomes the program with them as systemd would.
  private static func activation(_ paths: [String], type: String = "STREAM") -> [String] {
    let script = """
      import os, socket, sys
      count = int(sys.argv[2])
      paths, command = sys.argv[3:3 + count], sys.argv[3 + count:]
      sockets = [socket.socket(socket.AF_UNIX, getattr(socket, "SOCK_" + sys.argv[1])) for path in paths]
      for number, (one, path) in enumerate(zip(sockets, paths)):
          one.bind(path)
          if sys.argv[1] == "STREAM":
              one.listen()
          os.dup2(one.fileno(), 50 + number)
      for number in range(count):
          os.dup2(50 + number, 3 + number)
          os.set_inheritable(3 + number, True)
      os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(count), LISTEN_FDNAMES=":".join(["mine"] * count))
      os.execvp(command[0], command)
      """
    return ["/usr/bin/python3", "-c", script, type, "\(paths.count)"] + paths
  }

  @Test func allThatArePassedAreServedAndNoneIsRemoved() throws {
    let folder = try TemporaryDirectory()
    let paths = [folder.path("a"), folder.path("b")]
    let emotag = try RunningEmotag(["serve", "--reply"], wrapper: Self.activation(paths))
    for path in paths {
      var client: Client?
      try #require(
        eventually {
          client = try? Client(path)
          return client != nil
        })
      client?.send("{\"id\":1}\n")
      #expect(client?.receive() == "{\"id\":1}\n")
    }
    emotag.send(SIGTERM)
    #expect(try emotag.end().status == 0)
    for path in paths { #expect(FileManager.default.fileExists(atPath: path)) }
  }

  @Test func aSocketOfAWrongTypeIsNamed() throws {
    let folder = try TemporaryDirectory()
    let emotag = try RunningEmotag(
      ["serve", "--reply"], wrapper: Self.activation([folder.path("a")], type: "DGRAM"))
    let (status, err) = try emotag.end()
    #expect(status == 78 && err.contains("socket \"mine\", descriptor 3"))
  }

  @Test func anotherProcessesSocketsAreNotTaken() throws {
    let emotag = try RunningEmotag(["serve", "--reply"], wrapper: ["env", "LISTEN_PID=1", "LISTEN_FDS=1"])
    #expect(try emotag.end().status == 64)
  }
}
