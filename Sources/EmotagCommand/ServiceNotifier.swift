internal import Glibc

/// Speaks to the service manager, if there is one (sd_notify(3)).
struct ServiceNotifier: Sendable {
  private let socketPath: String?
  /// Opened at the start: later there may be no descriptor left.
  private let descriptor: Int32

  init() {
    socketPath = getenv("NOTIFY_SOCKET").map { String(cString: $0) }
    let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    descriptor = socketPath == nil ? -1 : socket(AF_UNIX, type, 0)
  }

  /// Sends one datagram of `KEY=VALUE` lines; nobody waits for it, and a manager that is gone is no failure.
  func send(_ message: String) {
    guard let socketPath, let first = socketPath.utf8.first, descriptor >= 0 else { return }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var path = Array(socketPath.utf8)
    // A name that begins with @ is in the abstract name space.
    if first == UInt8(ascii: "@") { path[0] = 0 }
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let size = socklen_t(MemoryLayout<sa_family_t>.size + path.count + (path[0] == 0 ? 0 : 1))
    var text = message
    text.withUTF8 { text in
      withUnsafePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = sendto(descriptor, text.baseAddress, text.count, Int32(MSG_NOSIGNAL), $0, size)
        }
      }
    }
  }

  /// How often the manager's watchdog wants to hear of this process: half of what it allows; nil if it has none.
  var watchdogInterval: Duration? {
    guard let text = getenv("WATCHDOG_USEC"), let microseconds = Int(String(cString: text)), microseconds > 0
    else { return nil }
    if let pid = getenv("WATCHDOG_PID"), Int32(String(cString: pid)) != getpid() { return nil }
    return .microseconds(microseconds / 2)
  }

  static var monotonicMicroseconds: Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
  }
}
