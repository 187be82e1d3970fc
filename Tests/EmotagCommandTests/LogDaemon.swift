import Foundation
import Testing

/// A running rsyslog or syslog-ng: it reads a socket of its own, and a sample is all that it does with the messages.
final class LogDaemon: Sendable {
  private let process = Process()
  private let folder: TemporaryDirectory
  /// Where `logger` sends to.
  let socket: String

  /// Messages past the size of the queue go to a file.
  static func rsyslog(to service: Service, queueSize: Int = 20_000) throws -> LogDaemon {
    let folder = try TemporaryDirectory()
    let program = SamplesTests.folder.appendingPathComponent("rsyslog-omprog.py").path
    let sample = try sample(
      "rsyslog.conf", in: folder,
      replacing: [
        "/run/emotag/emotag.sock": service.path, "/usr/local/bin/rsyslog-omprog.py": program,
        "queue.size=\"20000\"": "queue.size=\"\(queueSize)\"",
      ])
    let configuration = """
      global(workDirectory="\(folder.url.path)")
      module(load="imuxsock" SysSock.Use="off")
      input(type="imuxsock" socket="\(folder.path("log"))")
      include(file="\(sample)")

      """
    return try LogDaemon(
      [
        DebianPackages.rsyslogd, "-n", "-i", "NONE", "-M", DebianPackages.rsyslogModules, "-f",
        try folder.write(configuration, to: "rsyslog.conf"),
      ], folder)
  }

  static func syslogNg(to service: Service) throws -> LogDaemon {
    let folder = try TemporaryDirectory()
    let sample = try sample(
      "syslog-ng.conf", in: folder,
      replacing: ["/run/emotag/emotag.sock": service.path, "/var/lib/syslog-ng": folder.url.path])
    let configuration = """
      @version: 3.38
      source s_src { unix-dgram("\(folder.path("log"))"); };
      @include "\(sample)"

      """
    return try LogDaemon(
      [
        "LD_LIBRARY_PATH=\(DebianPackages.syslogNgLibraries)", DebianPackages.syslogNg, "--foreground", "--no-caps",
        "--module-path", DebianPackages.syslogNgModules, "--persist-file", folder.path("persist"), "--control",
        folder.path("control"), "--pidfile", folder.path("pid"), "--cfgfile",
        try folder.write(configuration, to: "syslog-ng.conf"),
      ], folder)
  }

  /// The sample as it is, but for the paths; each of them has to be in it.
  private static func sample(
    _ name: String, in folder: TemporaryDirectory, replacing paths: [String: String]
  ) throws -> String {
    var text = try String(contentsOf: SamplesTests.folder.appendingPathComponent(name), encoding: .utf8)
    for (path, replacement) in paths {
      try #require(text.contains(path))
      text = text.replacingOccurrences(of: path, with: replacement)
    }
    return try folder.write(text, to: "sample.conf")
  }

  private init(_ command: [String], _ folder: TemporaryDirectory) throws {
    self.folder = folder
    socket = folder.path("log")
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let messages = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("", to: "messages")))
    process.standardOutput = messages
    process.standardError = messages
    try runWithoutBlockedSignals()
    let isReady = eventually { FileManager.default.fileExists(atPath: socket) || !process.isRunning }
    let said = try String(contentsOfFile: folder.path("messages"), encoding: .utf8)
    try #require(isReady && process.isRunning, "\(said)")
  }

  deinit {
    if process.isRunning { stop() }
  }

  func stop() {
    process.terminate()
    let hasEnded = eventually { !process.isRunning }
    #expect(hasEnded)
    if !hasEnded { kill(process.processIdentifier, SIGKILL) }
  }

  /// The threads that tests run on may block signals; a daemon that inherits that hears no SIGTERM.
  private func runWithoutBlockedSignals() throws {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }
}
