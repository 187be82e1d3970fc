internal import Glibc
internal import RecordStream

/// Throws if `path` could not be replaced by a file of this process, as far as can be told beforehand.
func checkReplaceable(_ path: String) throws(CommandError) {
  do throws(SystemError) {
    guard !isFolder(path) else { throw SystemError(EISDIR) }
    let target = isOther(path) ? path : folder(of: try resolvingSymlinks(path))
    guard access(target, W_OK) == 0 else { throw SystemError(errno) }
  } catch {
    throw CommandError(.cannotOpenOutput, path, "cannot be written", error.description)
  }
}

/// Puts a whole file in place of the one at `path`, or leaves that as it is: written beside it and then renamed.
///
/// A symlink is followed, and mode and owner of a file that was there stay, the owner as far as that is permitted; `mode`
/// is for a file that is new, and nil leaves it to the umask. A device or pipe is written to and stays.
///
/// Signals that would end the process wait until it is done, so that none leaves half a file.
/// If it is to be durable, it is on the disk before it is put in place, and a write to a pipe may wait.
func replaceFile(_ path: String, with bytes: [UInt8], isDurable: Bool = true, mode: mode_t? = nil) throws {
  do {
    if isOther(path) { return try overwrite(path, with: bytes, isWaiting: isDurable) }
    try holdingSignals { try replace(try resolvingSymlinks(path), with: bytes, isDurable: isDurable, mode: mode) }
  } catch let error as SystemError {
    throw CommandError(.cannotOpenOutput, path, "cannot be written", error.description)
  }
}

/// Whether something is there that is not a regular file.
func isOther(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Where the last of a chain of symlinks leads, whether or not something is there.
func resolvingSymlinks(_ path: String) throws(SystemError) -> String {
  var path = path
  // As many as the kernel follows (path_resolution(7)).
  for _ in 0..<40 {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &target, target.count)
    guard count > 0 else { return path }
    let name = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    path = name.hasPrefix("/") ? name : "\(folder(of: path))/\(name)"
  }
  throw SystemError(ELOOP)
}

/// Writes to a device or pipe; unless it may wait, all must be taken at once.
private func overwrite(_ path: String, with bytes: [UInt8], isWaiting: Bool) throws {
  let number = open(path, O_WRONLY | O_CLOEXEC | (isWaiting ? 0 : O_NONBLOCK))
  guard number >= 0 else { throw SystemError(errno) }
  defer { close(number) }
  try bytes.withUnsafeBytes { bytes in
    if isWaiting { return try FileDescriptor(number: number).write(bytes) }
    let count = write(number, bytes.baseAddress, bytes.count)
    guard count == bytes.count else { throw SystemError(count < 0 ? errno : EAGAIN) }
  }
}

private func replace(_ path: String, with bytes: [UInt8], isDurable: Bool, mode: mode_t?) throws {
  var old = stat()
  let isThere = stat(path, &old) == 0
  let temporary = "\(path).\(getpid()).part"
  // It may be left by an earlier process with this id.
  unlink(temporary)
  let file = try FileDescriptor.create(temporary)
  var isOpen = true
  do {
    // Where that is not permitted, the new file has this process's owner.
    let isForeign = isThere && (old.st_uid != geteuid() || old.st_gid != getegid())
    if isForeign { _ = fchown(file.number, old.st_uid, old.st_gid) }
    if let mode = isThere ? old.st_mode & 0o7777 : mode { fchmod(file.number, mode) }
    try bytes.withUnsafeBytes { try file.write($0) }
    if isDurable { try file.synchronize() }
    isOpen = false
    try file.close()
    guard rename(temporary, path) == 0 else { throw SystemError(errno) }
  } catch {
    if isOpen { try? file.close() }
    unlink(temporary)
    throw error
  }
}

private func holdingSignals(_ body: () throws -> Void) rethrows {
  var signals = sigset_t()
  var earlier = sigset_t()
  sigemptyset(&signals)
  for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&signals, signal) }
  pthread_sigmask(SIG_BLOCK, &signals, &earlier)
  defer { pthread_sigmask(SIG_SETMASK, &earlier, nil) }
  try body()
}
