import Foundation

/// A Unix socket with a name, or connected to one.
enum UnixAddress {
  /// Calls `bind` or `connect` with the address; a path that begins with `@` is an abstract name.
  static func use(
    _ path: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    let isAbstract = path.hasPrefix("@")
    if isAbstract { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let size = MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1)
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(size)) }
    }
    if status != 0 { throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO) }
  }

  /// A new socket that is bound to the path; the caller closes it.
  static func bound(_ path: String, _ type: __socket_type) throws -> Int32 {
    let number = socket(AF_UNIX, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    do {
      try use(path) { bind(number, $0, $1) }
    } catch {
      close(number)
      throw error
    }
    return number
  }
}
