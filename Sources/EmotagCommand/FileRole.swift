internal import Glibc
internal import RecordStream

/// A file that a run reads or writes, and what it is there for, such as `--report`.
struct FileRole {
  let name: String
  let path: String
  /// The descriptor that is open already, for stdin and stdout.
  var descriptor: Int32?

  /// An input, where `-` is stdin.
  static func input(_ path: String, _ name: String = "an input") -> FileRole {
    path == "-"
      ? FileRole(name: name, path: "stdin", descriptor: FileDescriptor.standardInput.number)
      : FileRole(name: name, path: path)
  }

  /// Where messages go, which may be where records go, and nothing else.
  static let standardError = FileRole(
    name: "stderr", path: "stderr", descriptor: FileDescriptor.standardError.number)

  /// What tells the file from others: one that is there, or one that is still to be made.
  private enum Identity: Equatable {
    case file(device: dev_t, inode: ino_t)
    case path(String)
  }

  /// Nil for what is not a regular file: a device or a pipe may have any number of roles.
  private var identity: Identity? {
    var status = stat()
    if (descriptor.map { fstat($0, &status) } ?? stat(path, &status)) == 0 {
      return status.st_mode & S_IFMT == S_IFREG ? .file(device: status.st_dev, inode: status.st_ino) : nil
    }
    return (try? resolvingSymlinks(path)).map { .path(Self.canonical($0)) }
  }

  /// The one path of what is not there yet: its nearest folder that is there, without links, and the rest.
  private static func canonical(_ path: String) -> String {
    let parts = path.split(separator: "/")
    for count in (0...parts.count).reversed() {
      let existing = (path.hasPrefix("/") ? "/" : "./") + parts[..<count].joined(separator: "/")
      guard let real = realpath(existing, nil) else { continue }
      defer { free(real) }
      var names = String(cString: real).split(separator: "/")
      for part in parts[count...] where part != "." {
        if part == ".." { _ = names.popLast() } else { names.append(part) }
      }
      return names.joined(separator: "/")
    }
    return path
  }

  /// Throws if a file is written that is also read, or written in two ways, before either has begun.
  ///
  /// `isLeftOut` tells of an input that it is not read where it is the output.
  static func check(
    reading: [FileRole], writing: [FileRole], isLeftOut: (FileRole, FileRole) -> Bool = { _, _ in false }
  ) throws(CommandError) {
    for (index, written) in writing.enumerated() {
      guard let identity = written.identity else { continue }
      for other in reading + writing[..<index] where other.identity == identity {
        if isLeftOut(other, written) || other.name == "stderr" && written.name == "--output" { continue }
        throw CommandError(.usage, "\(written.name) \(written.path)", "it is also \(other.name)")
      }
    }
  }
}

/// The folder of a path, as a path.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
