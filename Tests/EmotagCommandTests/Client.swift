import Foundation

/// A client of a Unix socket.
final class Client: @unchecked Sendable {
  private let number: Int32

  /// Connects, and waits while the queue of those who connect is full.
  init(_ path: String) throws {
    number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    // A service that never answers fails a test instead of holding it up.
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    // What was opened is closed by deinit even if this fails.
    try UnixAddress.use(path) { connect(number, $0, $1) }
  }

  deinit { close(number) }

  /// Connects several clients that each do something at the same time as the others, and waits for all.
  static func atOnce(_ count: Int, _ path: String, _ body: @escaping @Sendable (Int, Client) -> Void) {
    let ends = DispatchGroup()
    for number in 0..<count {
      ends.enter()
      let thread = Thread {
        if let client = try? Client(path) { body(number, client) }
        ends.leave()
      }
      thread.start()
    }
    ends.wait()
  }

  /// Sends all; false if the service takes no more.
  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  /// Sends the same again and again, until for half a second nothing is taken.
  func sendUntilNothingIsTaken(_ text: String) {
    var limit = timeval(tv_sec: 0, tv_usec: 500_000)
    setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    while send(text) {}
  }

  /// Shuts the sending side down.
  func finish() { shutdown(number, Int32(SHUT_WR)) }

  /// Ends both directions at once, also for a thread that waits in a call.
  func leave() { shutdown(number, Int32(SHUT_RDWR)) }

  /// The next bytes, once there are any; empty at the end.
  func receive() -> String {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(number, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }

  func receiveAll() -> String {
    var all = ""
    while true {
      let part = receive()
      if part.isEmpty { return all }
      all += part
    }
  }
}
