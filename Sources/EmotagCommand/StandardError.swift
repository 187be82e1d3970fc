internal import Glibc
internal import Synchronization

/// stderr, as far as it takes messages: one that nobody reads must not hold up the records.
enum StandardError {
  /// What a pipe that has room takes at once (pipe(7), `PIPE_BUF`).
  private static let atomicCount = 4096
  /// How many messages were not taken since the last one that was.
  private static let dropped = Atomic(0)

  /// Writes a line, or counts it if that would have to wait; the next one that is written says how many there were.
  static func write(_ line: String) {
    var poll = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard Glibc.poll(&poll, 1, 0) == 1 else {
      dropped.add(1, ordering: .relaxed)
      return
    }
    let count = dropped.exchange(0, ordering: .relaxed)
    if count > 0 { put("emotag: \(count) messages were dropped, for stderr took none\n") }
    put(line)
  }

  private static func put(_ line: String) {
    let bytes = Array(line.utf8)
    let cut = bytes.count <= atomicCount ? bytes : bytes.prefix(atomicCount - 1) + [0x0A]
    _ = Glibc.write(STDERR_FILENO, cut, cut.count)
  }
}
