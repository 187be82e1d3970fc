internal import CGlibc
internal import Glibc

/// A Unix stream socket that clients connect to, bound by this process or passed by systemd.
package struct UnixListener: Sendable {
  /// Why a path or a passed socket cannot be listened on.
  package enum Failure: Error {
    /// Something is there that is not ours to replace: a living socket, or no socket at all.
    case inUse(String)
    case notPermitted(SystemError)
    /// Another user may put something else in the socket's place.
    case unsafeFolder(String)
    /// The file beside the path that keeps others from it cannot be opened.
    case cannotLock(String, SystemError)
    case cannotListen(SystemError)
    /// A passed descriptor is no listening Unix stream socket.
    case wrongType
  }

  /// How many clients may wait to be taken, unless the kernel allows fewer (listen(2), `SOMAXCONN`).
  static let backlog = 4096

  let file: FileDescriptor
  /// The path that is removed at the end; nil for a socket of systemd's.
  private let path: String?
  /// What the path was when it was made, which tells it from another that has taken its place.
  private let place: stat
  /// Held as long as the process lives, so that of two starters one serves.
  private let lock: FileDescriptor?

  /// Whether the process owns the socket's path.
  var isOwn: Bool { path != nil }

  /// Takes a socket that was passed by systemd.
  package init(passed number: Int32) throws(Failure) {
    func option(_ name: Int32) -> Int32? {
      var value: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      return getsockopt(number, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }
    guard option(SO_DOMAIN) == AF_UNIX, option(SO_TYPE) == Int32(SOCK_STREAM.rawValue), option(SO_ACCEPTCONN) == 1
    else { throw .wrongType }
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    file = FileDescriptor(number: number)
    path = nil
    place = stat()
    lock = nil
  }

  /// Listens on a path, whose mode and group are final before it exists.
  ///
  /// The socket is made under a name of its own and then linked to the path, which fails if anything is there. A socket
  /// that nobody listens on is removed first; a living one, a file, a directory or a symlink is never touched.
  package init(path: String, mode: UInt32, group: UInt32?) throws(Failure) {
    guard path.utf8.count + 16 < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
      throw .cannotListen(SystemError(ENAMETOOLONG))
    }
    try Self.checkFolder(of: path)
    let lock = try Self.lock(path)
    self.lock = lock
    var isListening = false
    defer { if !isListening, Self.isLock(lock, of: path) { unlink("\(path).lock") } }
    let temporary = "\(path).\(getpid())"
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard number >= 0 else { throw .cannotListen(SystemError(errno)) }
    file = FileDescriptor(number: number)
    self.path = path
    unlink(temporary)
    // The mode that the socket is made with: setting it later could follow a link that has taken the name.
    let earlier = umask(0o777 & ~mode)
    let status = Self.withAddress(temporary) { bind(number, $0, $1) }
    let bindError = errno
    umask(earlier)
    guard status == 0 else { throw Self.failure(bindError) }
    defer { unlink(temporary) }
    if let group, lchown(temporary, uid_t.max, group) != 0 { throw Self.failure(errno) }
    guard listen(number, Int32(Self.backlog)) == 0 else { throw Self.failure(errno) }
    var place = stat()
    guard lstat(temporary, &place) == 0 else { throw Self.failure(errno) }
    guard place.st_mode & S_IFMT == S_IFSOCK else { throw .inUse("another process has taken its name") }
    self.place = place
    try Self.removeStale(path)
    guard link(temporary, path) == 0 else {
      throw errno == EEXIST ? .inUse("another process has just bound it") : Self.failure(errno)
    }
    isListening = true
  }

  /// Removes the path, if it is still this socket's, and closes the socket; new clients are refused from now on.
  func close() {
    removePath()
    try? file.close()
  }

  /// Removes the path, if it is still this socket's, and then its lock; once is enough.
  package func removePath() {
    guard let path else { return }
    var there = stat()
    if lstat(path, &there) == 0, there.st_dev == place.st_dev, there.st_ino == place.st_ino { unlink(path) }
    if let lock, Self.isLock(lock, of: path) { unlink("\(path).lock") }
  }

  /// Whether an open file is still the one that locks a path.
  private static func isLock(_ lock: FileDescriptor, of path: String) -> Bool {
    var (there, own) = (stat(), stat())
    return lstat("\(path).lock", &there) == 0 && fstat(lock.number, &own) == 0
      && there.st_dev == own.st_dev && there.st_ino == own.st_ino
  }

  /// The next client that waits; nil if none does.
  func accept() throws(SystemError) -> FileDescriptor? {
    while true {
      let number = accept4(file.number, nil, nil, Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue))
      if number >= 0 { return FileDescriptor(number: number) }
      switch errno {
      case EAGAIN: return nil
      case EINTR, ECONNABORTED: continue
      default: throw SystemError(errno)
      }
    }
  }

  /// Refuses a folder in which a user who is neither root nor this process's own may rename or remove what is there.
  ///
  /// The process's own group may write to it, for many a user has a group of its own and a umask of 002.
  private static func checkFolder(of path: String) throws(Failure) {
    let folder = path.contains("/") ? String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
    var status = stat()
    guard stat(folder, &status) == 0 else { throw failure(errno) }
    let isOwn = status.st_uid == 0 || status.st_uid == geteuid()
    let isSticky = status.st_mode & S_ISVTX != 0
    let isOthers = status.st_mode & S_IWOTH != 0 || (status.st_mode & S_IWGRP != 0 && status.st_gid != getegid())
    guard isOwn, isSticky || !isOthers else { throw .unsafeFolder(folder) }
  }

  private static func lock(_ path: String) throws(Failure) -> FileDescriptor {
    while true {
      let lock = try takeLock(path)
      // One that ended in between has removed it with its own.
      if isLock(lock, of: path) { return lock }
      try? lock.close()
    }
  }

  private static func takeLock(_ path: String) throws(Failure) -> FileDescriptor {
    let number = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard number >= 0 else {
      // One that is there may be another user's; where there is none, the folder is the problem.
      let error = errno
      throw access("\(path).lock", F_OK) == 0 ? .cannotLock("\(path).lock", SystemError(error)) : failure(error)
    }
    guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(number)
      throw .inUse("another process holds \(path).lock")
    }
    return FileDescriptor(number: number)
  }

  /// Leaves nothing at the path, or throws because what is there stays.
  private static func removeStale(_ path: String) throws(Failure) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .inUse("it is there and no socket") }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    defer { Glibc.close(probe) }
    let isRefused = withAddress(path) { connect(probe, $0, $1) } != 0 && errno == ECONNREFUSED
    guard isRefused else { throw .inUse("another process listens on it") }
    guard unlink(path) == 0 else { throw failure(errno) }
  }

  private static func failure(_ number: Int32) -> Failure {
    number == EACCES || number == EPERM ? .notPermitted(SystemError(number)) : .cannotListen(SystemError(number))
  }

  private static func withAddress<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
    return withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
