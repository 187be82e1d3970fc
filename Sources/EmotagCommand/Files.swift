internal import Glibc
internal import RecordStream

/// The bytes of a whole file, at most 1 GiB; what says no size of its own, and so might never end, may give 64 MiB.
package func readFile(_ path: String) throws -> [UInt8] {
  try readFile(path, exit: .cannotOpenInput)
}

/// The same, with the status to end with where it cannot be read.
func readFile(_ path: String, exit: ExitCode) throws -> [UInt8] {
  do {
    let file = try FileDescriptor.open(forReading: path)
    defer { try? file.close() }
    return try readAll(of: file, path, limit: file.regularFileSize ?? 0 > 0 ? 1 << 30 : 64 << 20, exit: exit)
  } catch let error as SystemError {
    throw CommandError(exit, path, "cannot be read", error.description)
  }
}

/// All bytes of stdin, at most `limit`.
func readStandardInput(limit: Int) throws -> [UInt8] {
  try readAll(of: .standardInput, "stdin", limit: limit, exit: .cannotOpenInput)
}

private func readAll(of file: FileDescriptor, _ name: String, limit: Int, exit: ExitCode) throws -> [UInt8] {
  do {
    var bytes: [UInt8] = []
    let size = file.regularFileSize ?? 0
    guard size <= limit else { throw CommandError(exit, name, "more than \(limit) bytes") }
    bytes.reserveCapacity(size + 1)
    while true {
      let count = try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { chunk in
        let count = try file.read(into: chunk)
        bytes.append(contentsOf: chunk[..<count])
        return count
      }
      if count == 0 { return bytes }
      guard bytes.count <= limit else { throw CommandError(exit, name, "more than \(limit) bytes") }
    }
  } catch let error as SystemError {
    throw CommandError(exit, name, "cannot be read", error.description)
  }
}

/// Throws if the file that a template of strftime names now could not be appended to or made.
func checkAppendable(_ template: String) throws(CommandError) {
  let path = OutputName.expand(template)
  // The folders that the time names are made, in those that are there.
  let fixed = template.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.contains("%") }
  guard template.contains("%"), access(folder(of: path), F_OK) != 0 else { return try checkWritable(path) }
  let parent = fixed.isEmpty ? "." : fixed.joined(separator: "/") + "/"
  guard access(parent, W_OK) == 0 else {
    throw CommandError(.cannotOpenOutput, path, "cannot be written", SystemError(errno).description)
  }
}

/// Throws if `path` could not be written to or made, as far as can be told without doing it.
func checkWritable(_ path: String) throws(CommandError) {
  var status = stat()
  guard stat(path, &status) == 0 else { return try checkReplaceable(path) }
  guard status.st_mode & S_IFMT != S_IFDIR else {
    throw CommandError(.cannotOpenOutput, path, "cannot be written", SystemError(EISDIR).description)
  }
  guard access(path, W_OK) == 0 else {
    throw CommandError(.cannotOpenOutput, path, "cannot be written", SystemError(errno).description)
  }
}
