internal import Glibc

/// How grave a line on stderr is, by syslog's numbers (sd-daemon(3)).
enum Severity: Int {
  case error = 3
  case warning = 4
  case information = 6

  /// What the journal wants before the line; nothing for any other reader.
  var prefix: String { Self.isJournal ? "<\(rawValue)>" : "" }

  /// Whether stderr is the stream that systemd named when it started the process (systemd.exec(5), `JOURNAL_STREAM`).
  private static let isJournal: Bool = {
    guard let stream = getenv("JOURNAL_STREAM") else { return false }
    var status = stat()
    return fstat(STDERR_FILENO, &status) == 0 && String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
  }()
}
