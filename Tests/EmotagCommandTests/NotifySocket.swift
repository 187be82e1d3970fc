import Foundation

/// Takes what a service says to systemd (sd_notify(3)).
final class NotifySocket: Sendable {
  private let number: Int32

  /// A path, or an abstract name that begins with `@`.
  init(_ path: String) throws {
    number = try UnixAddress.bound(path, SOCK_DGRAM)
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(number) }

  /// The next message; nil if none comes.
  func next(waiting: Bool = true) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(number, &bytes, bytes.count, waiting ? 0 : Int32(MSG_DONTWAIT))
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// All messages up to one that begins like this; without that, if it does not come.
  func messages(upTo beginning: String) -> [String] {
    var messages: [String] = []
    while let message = next() {
      messages.append(message)
      if message.hasPrefix(beginning) { break }
    }
    return messages
  }
}
