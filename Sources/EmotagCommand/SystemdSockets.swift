internal import Glibc
internal import RecordStream

/// The sockets that systemd passes to a service (sd_listen_fds(3)).
enum SystemdSockets {
  private static let firstDescriptor: Int32 = 3

  /// All of them; they are never removed.
  static func listeners() throws(CommandError) -> [UnixListener] {
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    let (pid, count, names) = (variable("LISTEN_PID"), variable("LISTEN_FDS"), variable("LISTEN_FDNAMES"))
    for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
    guard pid.flatMap({ Int32($0) }) == getpid(), let count = count.flatMap({ Int32($0) }), count > 0, count < 1024
    else { throw CommandError(.usage, "serve", "--listen is needed, for systemd has passed no socket to this process") }
    let parts = names?.split(separator: ":", omittingEmptySubsequences: false) ?? []
    var listeners: [UnixListener] = []
    for index in 0..<count {
      do throws(UnixListener.Failure) {
        listeners.append(try UnixListener(passed: firstDescriptor + index))
      } catch {
        let name = parts.indices.contains(Int(index)) ? " \"\(parts[Int(index)])\"" : ""
        throw CommandError(
          .configuration, "socket\(name), descriptor \(firstDescriptor + index)", "no listening Unix stream socket")
      }
    }
    return listeners
  }
}
