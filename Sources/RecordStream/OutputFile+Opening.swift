internal import Glibc

extension OutputFile.Failure {
  /// For a message that names the file.
  var reason: String {
    switch cause {
    case .cannotOpen(let error), .writeFailed(let error): error.description
    case .refused(let refusal): refusal.rawValue
    }
  }

  var isBrokenPipe: Bool {
    if case .writeFailed(let error) = cause { return error.isBrokenPipe }
    return false
  }
}

extension OutputFile.Content {
  var isGzip: Bool {
    if case .gzipMembers = self { return true }
    return false
  }

  /// Where the file ends, if it is known to end there with what this kind may follow; throws if nothing may follow.
  ///
  /// Whether lines do is looked at when the first batch comes, for somebody may be writing one.
  fileprivate func knownEnd(of contents: borrowing FileContents) throws(FileEnd.Refusal) -> Int? {
    switch self {
    case .lines:
      try FileEnd.checkIsPlain(contents)
      return nil
    case .gzipMembers: return try FileEnd.ofMembers(in: contents) == .whole ? contents.size : nil
    }
  }
}

extension OutputFile {
  /// Opens a file for appending, and makes it, with the folders that the time gave its name, where there is none.
  static func open(
    _ name: String, _ template: String, _ content: Content
  ) throws(Failure) -> (file: FileDescriptor, knownEnd: Int?) {
    let file: FileDescriptor
    do throws(SystemError) {
      file = try openMakingFolders(name, template)
    } catch {
      throw Failure(cause: .cannotOpen(error), name: name)
    }
    do {
      guard let contents = try FileContents(file) else { return (file, nil) }
      return (file, try content.knownEnd(of: contents))
    } catch {
      try? file.close()
      throw Failure(cause: .refused(error as? FileEnd.Refusal ?? .isUnreadable), name: name)
    }
  }

  private static func openMakingFolders(_ name: String, _ template: String) throws(SystemError) -> FileDescriptor {
    do throws(SystemError) {
      return try FileDescriptor.open(forAppending: name)
    } catch {
      guard error.number == ENOENT, template.contains("%") else { throw error }
      try makeFolders(of: name, template)
      return try FileDescriptor.open(forAppending: name)
    }
  }

  /// Makes the folders of a name from the first one on that the time has a part in.
  private static func makeFolders(of name: String, _ template: String) throws(SystemError) {
    let fixed = template.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.contains("%") }.count
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    for count in (fixed + 1)..<max(parts.count, fixed + 1) {
      let folder = parts.prefix(count).joined(separator: "/")
      guard mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw SystemError(errno) }
    }
  }
}
