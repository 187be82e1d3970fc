import Foundation
import Testing

/// The samples for rsyslog and syslog-ng, in the real daemons: 10,000 messages each through `emotag serve` to a file.
struct LogPipelineTests {
  static let hasRsyslog = DebianPackages.exist(DebianPackages.rsyslogd, DebianPackages.rsyslogModules + "/omprog.so")
  static let hasSyslogNg = DebianPackages.exist(DebianPackages.syslogNg, DebianPackages.syslogNgModules)
  static let count = LogMessage.all.count

  /// rsyslog keeps the space behind the tag, and writes control characters in octal.
  static func asRsyslogWritesIt(_ message: LogMessage) -> LogMessage {
    let text = message.text.unicodeScalars.map { scalar in
      scalar.value < 32 ? String(format: "#%03o", scalar.value) : String(scalar)
    }
    return LogMessage(program: message.program, text: " " + text.joined())
  }

  /// syslog-ng writes a byte that is no UTF-8 in hexadecimal.
  static func asSyslogNgWritesIt(_ message: LogMessage) -> LogMessage {
    LogMessage(program: message.program, text: message.text.replacing("\u{FFFD}", with: "\\xe9"))
  }

  @Test(.enabled(if: hasRsyslog, "rsyslog is not installed"))
  func rsyslogDeliversEveryMessageOnce() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--field", "message", "--ack", "-o", folder.path("out")])
    let rsyslog = try LogDaemon.rsyslog(to: service)
    try LogMessage.send(0..<Self.count, to: rsyslog.socket)
    #expect(try LogMessage.areWritten(Self.count, in: folder.path("out")))
    rsyslog.stop()
    #expect(try service.end().status == 0)
    #expect(try LogMessage.tagged(in: folder.path("out")) == LogMessage.all.map(Self.asRsyslogWritesIt))
  }

  @Test(.enabled(if: hasRsyslog, "rsyslog is not installed"))
  func rsyslogLosesNothingWhenEmotagIsKilled() throws {
    let folder = try TemporaryDirectory()
    let options = ["--field", "message", "--ack", "-o", folder.path("out")]
    let killed = try Service(options)
    let rsyslog = try LogDaemon.rsyslog(to: killed, queueSize: 1000)
    try LogMessage.send(0..<Self.count, to: rsyslog.socket)
    #expect(try LogMessage.areWritten(1000, in: folder.path("out")))
    killed.emotag.send(SIGKILL)
    _ = try killed.emotag.end()
    let service = try Service(options, folder: killed.folder)
    #expect(try LogMessage.areWritten(Self.count, in: folder.path("out")))
    rsyslog.stop()
    #expect(try service.end().status == 0)
    let written = try LogMessage.tagged(in: folder.path("out"))
    #expect(Set(written) == Set(LogMessage.all.map(Self.asRsyslogWritesIt)))
    // What was written and not yet confirmed: a message of the queue in memory, and one of its part on disk.
    #expect(written.count <= Self.count + 2)
  }

  @Test(.enabled(if: hasSyslogNg, "syslog-ng is not installed"))
  func syslogNgDeliversEveryMessageOnce() throws {
    let folder = try TemporaryDirectory()
    let service = try Service(["--field", "message", "-o", folder.path("out")])
    let syslogNg = try LogDaemon.syslogNg(to: service)
    try LogMessage.send(0..<Self.count, to: syslogNg.socket)
    #expect(try LogMessage.areWritten(Self.count, in: folder.path("out")))
    syslogNg.stop()
    #expect(try service.end().status == 0)
    #expect(try LogMessage.tagged(in: folder.path("out")) == LogMessage.all.map(Self.asSyslogNgWritesIt))
  }

  @Test(.enabled(if: hasSyslogNg, "syslog-ng is not installed"))
  func syslogNgKeepsWhatComesWhileEmotagIsDown() throws {
    let folder = try TemporaryDirectory()
    let options = ["--field", "message", "-o", folder.path("out")]
    let ended = try Service(options)
    let syslogNg = try LogDaemon.syslogNg(to: ended)
    try LogMessage.send(0..<5000, to: syslogNg.socket)
    #expect(try LogMessage.areWritten(5000, in: folder.path("out")))
    #expect(try ended.end().status == 0)
    try LogMessage.send(5000..<Self.count, to: syslogNg.socket)
    let service = try Service(options, folder: ended.folder)
    #expect(try LogMessage.areWritten(Self.count, in: folder.path("out")))
    syslogNg.stop()
    #expect(try service.end().status == 0)
    #expect(try LogMessage.tagged(in: folder.path("out")) == LogMessage.all.map(Self.asSyslogNgWritesIt))
  }
}
