internal import CGlibc
internal import Glibc

/// An error number of a system call, and what the C library says of it.
package struct SystemError: Error, Equatable, CustomStringConvertible {
  package let number: Int32

  package init(_ number: Int32) {
    self.number = number
  }

  package var description: String { String(cString: strerror(number)) }

  package var isBrokenPipe: Bool { number == EPIPE }
  package var isPermission: Bool { number == EACCES || number == EPERM }
}

/// What tells a regular file from every other.
struct FileIdentity: Sendable, Equatable {
  let device: UInt
  let inode: UInt
}

/// An open file of the process, with the system calls that records need; none returns before it is done or has failed.
package struct FileDescriptor: Sendable, Equatable {
  package let number: Int32

  package init(number: Int32) {
    self.number = number
  }

  package static let standardInput = FileDescriptor(number: STDIN_FILENO)
  package static let standardOutput = FileDescriptor(number: STDOUT_FILENO)
  package static let standardError = FileDescriptor(number: STDERR_FILENO)

  /// Opens a file for reading.
  package static func open(forReading path: String) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try retrying { Glibc.open(path, O_RDONLY | O_CLOEXEC) })
  }

  /// Opens a file for reading without waiting for anything, such as the writer of a fifo.
  static func open(forPolling path: String) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try retrying { Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) })
  }

  /// Opens a file for writing at its end, and makes it where there is none.
  package static func open(forAppending path: String) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try retrying { Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666) })
  }

  /// Opens a file for writing and empties it; makes it where there is none.
  package static func open(forReplacing path: String) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try retrying { Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) })
  }

  /// Makes a file for writing; there must be none of that name.
  package static func create(_ path: String) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try retrying { Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) })
  }

  /// Reads what is there, at most the buffer's size, waiting until there is something; 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    while true {
      do throws(SystemError) {
        return try Self.retrying { Glibc.read(number, buffer.baseAddress, buffer.count) }
      } catch {
        guard error.number == EAGAIN else { throw error }
        try wait(for: POLLIN)
      }
    }
  }

  /// Reads what is there, at most the buffer's size; 0 at the end, nil if the file does not wait and has nothing now.
  func readAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int? {
    do throws(SystemError) {
      return try Self.retrying { Glibc.read(number, buffer.baseAddress, buffer.count) }
    } catch {
      guard error.number == EAGAIN else { throw error }
      return nil
    }
  }

  /// Writes all bytes, however many calls it takes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var written = 0
    try write(bytes, written: &written)
  }

  /// Writes all bytes; if that fails, `written` says how many were.
  func write(_ bytes: UnsafeRawBufferPointer, written: inout Int) throws(SystemError) {
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      do throws(SystemError) {
        written += try Self.retrying { Glibc.write(number, rest.baseAddress, rest.count) }
      } catch {
        guard error.number == EAGAIN else { throw error }
        try wait(for: POLLOUT)
      }
    }
  }

  /// How many bytes of a socket's are sent and not taken yet (`SIOCOUTQ`, unix(7)).
  var unsentCount: Int {
    var count: Int32 = 0
    return ioctl(number, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
  }

  /// Where the next byte is read or, if it was just written to, where that ended; nil for what has no places.
  var position: Int? {
    let position = lseek(number, 0, SEEK_CUR)
    return position < 0 ? nil : Int(position)
  }

  /// Waits until no other open file holds the lock (flock(2)) of this file, and takes it; false if that takes too long.
  ///
  /// Where the file system has no locks, nothing is taken.
  func lock(within limit: Duration) -> Bool {
    let start = ContinuousClock.now
    var pause = timespec(tv_sec: 0, tv_nsec: 100_000)
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { return true }
      if ContinuousClock.now - start >= limit { return false }
      nanosleep(&pause, nil)
      pause.tv_nsec = min(2 * pause.tv_nsec, 50_000_000)
    }
    return true
  }

  func unlock() {
    flock(number, LOCK_UN)
  }

  package func close() throws(SystemError) {
    // Linux closes the descriptor even when it reports EINTR, so this call is never repeated.
    guard Glibc.close(number) == 0 || errno == EINTR else { throw SystemError(errno) }
  }

  /// Waits until what was written is on the disk.
  package func synchronize() throws(SystemError) {
    _ = try Self.retrying { fsync(number) }
  }

  /// Waits until what was written is on the disk, as far as the file has a disk.
  func synchronizeData() throws(SystemError) {
    do throws(SystemError) {
      _ = try Self.retrying { fdatasync(number) }
    } catch {
      guard error.number == EINVAL || error.number == EROFS else { throw error }
    }
  }

  /// The size of a regular file, nil for anything else.
  package var regularFileSize: Int? {
    var status = stat()
    guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Which regular file it is, the same for all descriptors of one; nil for anything else.
  var identity: FileIdentity? {
    var status = stat()
    guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return FileIdentity(device: status.st_dev, inode: status.st_ino)
  }

  /// How many more descriptors the process may have.
  static func countOfFree() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
    // The lowest free number is always the next one, so few below it are free.
    let next = dup(STDERR_FILENO)
    if next >= 0 { Glibc.close(next) }
    return next < 0 ? 0 : Int(clamping: limit.rlim_cur) - Int(next)
  }

  /// Makes sure that descriptors 0 to 2 are taken, so that no file opened later is mistaken for one of them.
  ///
  /// One that was closed becomes /dev/null, opened the wrong way round: using it is an error, as before.
  package static func occupyStandardDescriptors() {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) == -1 {
      _ = Glibc.open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  package var isTerminal: Bool { isatty(number) == 1 }

  private func wait(for event: Int32) throws(SystemError) {
    var poll = pollfd(fd: number, events: Int16(event), revents: 0)
    _ = try Self.retrying { Int(Glibc.poll(&poll, 1, -1)) }
  }

  private static func retrying<Result: SignedInteger>(_ call: () -> Result) throws(SystemError) -> Result {
    while true {
      let result = call()
      if result >= 0 { return result }
      if errno != EINTR { throw SystemError(errno) }
    }
  }
}
