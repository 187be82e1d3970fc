import Foundation
import Testing

/// Who may connect, by SO_PEERCRED.
struct ServicePeerTests {
  /// Whether tests can be another user for a moment.
  static let canBeOthers =
    getuid() == 0 && FaultTests.isInstalled("setpriv") && FaultTests.isInstalled("python3")

  /// What a client gets back for a record, as a user of another number in a group of another.
  static func reply(
    to record: String, from path: String, uid: Int, gid: Int, groups: String = "--clear-groups"
  ) throws -> String {
    let client = """
      import socket, sys
      client = socket.socket(socket.AF_UNIX)
      client.connect(sys.argv[1])
      try:
          client.sendall(sys.argv[2].encode())
          print(client.recv(1000).decode())
      except OSError:
          print("")
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments = ["--reuid=\(uid)", "--regid=\(gid)", groups, "/usr/bin/python3", "-c", client, path]
    process.arguments?.append(record)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Options, a peer's uid and gid, and whether the options let it in.
  static let peers: [([String], Int, Int, Bool)] = [
    (["--allow-uid", "4001"], 4001, 4002, true),
    (["--allow-uid", "4001"], 4003, 4001, false),
    (["--allow-uid", "0,4001"], 4001, 4002, true),
    (["--allow-uid", "0", "--allow-uid", "4001"], 4001, 4002, true),
    (["--allow-uid", "4001"], 0, 0, false),
    (["--allow-uid", "nobody"], 65534, 4002, true),
    (["--allow-gid", "4002"], 4001, 4002, true),
    (["--allow-gid", "4002"], 4002, 4001, false),
    (["--allow-gid", "daemon"], 4001, 1, true),
    (["--allow-uid", "4003", "--allow-gid", "4002"], 4001, 4002, true),
    (["--allow-uid", "4003", "--allow-gid", "4002"], 4003, 4001, true),
    (["--allow-uid", "4003", "--allow-gid", "4002"], 4001, 4001, false),
  ]

  @Test(.enabled(if: canBeOthers, "this takes root, setpriv and python3"), arguments: peers)
  func theListsDecideWhoIsServed(_ options: [String], _ uid: Int, _ gid: Int, _ isServed: Bool) throws {
    let service = try Service(["--reply", "--mode", "0666"] + options)
    let reply = try Self.reply(to: "{\"id\":1}\n", from: service.path, uid: uid, gid: gid)
    #expect(reply == (isServed ? "{\"id\":1}" : ""))
    let (status, err) = try service.end()
    #expect(status == 0)
    #expect(err.contains("refused: uid \(uid), gid \(gid) is on no list\n") == !isServed)
  }

  @Test(.enabled(if: canBeOthers, "this takes root, setpriv and python3"))
  func everyGroupOfAPeerCounts() throws {
    let service = try Service(["--reply", "--mode", "0666", "--allow-gid", "4900"])
    let many = "--groups=" + (4000..<4100).map(String.init).joined(separator: ",")
    for (groups, isServed) in [("--groups=4001,4900", true), (many + ",4900", true), (many, false)] {
      let reply = try Self.reply(to: "{\"id\":1}\n", from: service.path, uid: 4001, gid: 4002, groups: groups)
      #expect(reply == (isServed ? "{\"id\":1}" : ""))
    }
    #expect(try service.end().status == 0)
  }

  @Test func aPeerOnNoListIsRefused() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(
      ["--reply", "--allow-uid", "\(getuid() + 1)", "--metrics", folder.path("metrics")], folder: folder)
    let client = try Client(service.path)
    client.send("{}\n")
    #expect(client.receive() == "")
    let (status, err) = try service.end()
    #expect(status == 0)
    #expect(err.contains("emotag: connection: refused: uid \(getuid()), gid \(getgid()) is on no list\n"))
    let metrics = try String(contentsOfFile: folder.path("metrics"), encoding: .utf8)
    #expect(!metrics.matches(of: /emotag_connections_total{result="refused"} [1-9]/).isEmpty)
  }
}
