import Foundation
import Testing

/// The configuration of logrotate, by logrotate itself, with a systemctl that says whether the service runs.
@Suite(.enabled(if: FaultTests.isInstalled("logrotate"), "logrotate is not installed"))
struct LogrotateTests {
  @Test(arguments: [true, false])
  func onlyAServiceThatRunsIsTold(_ isActive: Bool) throws {
    let folder = try TemporaryDirectory()
    let systemctl = """
      #!/bin/sh
      echo "$@" >> \(folder.path("calls"))
      case "$*" in *is-active*) exit \(isActive ? 0 : 3);; *) exit \(isActive ? 0 : 1);; esac
      """
    try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: false)
    let program = try folder.write(systemctl + "\n", to: "bin/systemctl")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let text = try String(contentsOf: Emotag.root.appendingPathComponent("systemd/emotag.logrotate"), encoding: .utf8)
    let configuration = try folder.write(
      text.replacing("/var/lib/emotag/", with: folder.path("state") + "/")
        // There need be no such user here.
        .replacing("su emotag emotag", with: "su \(NSUserName()) \(try FaultTests.shellOutput("id -gn"))"),
      to: "configuration")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: configuration)
    try FileManager.default.createDirectory(atPath: folder.path("state"), withIntermediateDirectories: false)
    _ = try folder.write("{}\n", to: "state/tagged.ndjson")
    let run = "PATH=\(folder.path("bin")):$PATH /usr/sbin/logrotate -f -s \(folder.path("status")) \(configuration)"
    #expect(try FaultTests.shell(run) == 0)
    #expect(FileManager.default.fileExists(atPath: folder.path("state/tagged.ndjson.1")))
    let calls = try String(contentsOfFile: folder.path("calls"), encoding: .utf8)
    // --kill-whom is not known before systemd 252.
    #expect(calls.contains("kill --signal=HUP --kill-who=main emotag.service\n") == isActive)
  }
}
