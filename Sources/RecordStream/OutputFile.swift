internal import CGlibc
internal import Glibc

/// A place where whole batches are written: stdout, or a file that is appended to.
struct OutputFile {
  /// What could not be done with it.
  struct Failure: Error {
    enum Cause {
      case cannotOpen(SystemError)
      case refused(FileEnd.Refusal)
      case writeFailed(SystemError)
    }

    let cause: Cause
    let name: String
    var isOfStandardOutput = false
  }

  /// What batches are.
  enum Content {
    /// Lines, of which some may be records that are known as this program's own.
    case lines(OwnRecord)
    case gzipMembers
  }

  /// A path, in which strftime's conversions stand for the time in UTC; nil for stdout.
  private let template: String?
  /// How long another writer may hold the file: as long as mending the end of a large file takes, or a slow disk.
  private static let lockTimeout = Duration.seconds(30)
  private static let looks = 5
  private let content: Content
  /// Of the file that is open.
  private(set) var name: String
  private var file: FileDescriptor
  /// Where the file ended after the last write; nil before the first one, and in what is not a regular file.
  private var knownEnd: Int?
  /// Whether the last batch ended within a line.
  private(set) var isInLine = false
  /// How many bytes at its end belong to a line that is not whole yet; 0 in gzip.
  private var openLineCount = 0

  init(_ template: String?, _ content: Content) throws(Failure) {
    self.template = template
    self.content = content
    name = template.map(OutputName.expand) ?? "stdout"
    file = .standardOutput
    if let template { (file, knownEnd) = try Self.open(name, template, content) }
  }

  var identity: FileIdentity? { file.identity }
  /// Whether a regular file is without a byte; nil for anything else.
  var isEmpty: Bool? { file.regularFileSize.map { $0 == 0 } }

  /// Takes the file for one batch, and makes sure that it follows a whole line or gzip member; returns what was there.
  ///
  /// Other writers wait until the batch is written, with all of a line that is longer than a batch. So what they find
  /// torn after that is what a dead one has left. Only what this program wrote is cut off, if `keep` says that it has it.
  mutating func take(_ keep: (TornEnd, borrowing FileContents) throws(Failure) -> Bool) throws(Failure) -> FileEnd {
    guard template != nil, !isInLine, file.regularFileSize != nil else { return .whole }
    guard file.lock(within: Self.lockTimeout) else { throw failure(.refused(.isLocked)) }
    if file.regularFileSize == knownEnd { return .whole }
    do throws(Failure) {
      // Somebody without the lock may empty the file, or append to it, while it is looked at.
      for _ in 0..<Self.looks {
        guard let contents = try contents() else { return .whole }
        if let end = try mend(contents, keep) { return end }
      }
      return .whole
    } catch {
      file.unlock()
      throw error
    }
  }

  private func contents() throws(Failure) -> FileContents? {
    do throws(SystemError) { return try FileContents(file) } catch { throw failure(.refused(.isUnreadable)) }
  }

  /// Returns nil, and has done nothing, if the file was changed while it was looked at.
  private func mend(
    _ contents: borrowing FileContents, _ keep: (TornEnd, borrowing FileContents) throws(Failure) -> Bool
  ) throws(Failure) -> FileEnd? {
    let end: FileEnd
    do throws(Failure) {
      end = try examine(contents)
    } catch {
      if file.regularFileSize != contents.size { return nil }
      throw error
    }
    if file.regularFileSize != contents.size { return nil }
    switch end {
    case .whole: break
    case .unterminated, .foreign: try appendLineFeed()
    case .torn(let start):
      guard try keep(TornEnd(of: name, start..<contents.size, isGzip: content.isGzip), contents) else {
        // What cannot be kept elsewhere stays: a line as one of its own, and nothing can follow half a member.
        if content.isGzip { throw failure(.refused(.cannotBeKept)) }
        try appendLineFeed()
        return .foreign
      }
      guard ftruncate(file.number, off_t(start)) == 0 else { throw failure(.writeFailed(SystemError(errno))) }
    }
    return end
  }

  /// Writes a batch whole, and waits for the disk if asked to; `take` comes first.
  ///
  /// If that fails, a regular file is as it was before, without the beginning of a line that an earlier batch may have
  /// written.
  mutating func write(_ bytes: [UInt8], endsInLine: Bool = false, isSynchronized: Bool) throws(Failure) {
    defer { if !isInLine { file.unlock() } }
    isInLine = false
    try append(bytes, isSynchronized: isSynchronized)
    isInLine = endsInLine
    knownEnd = template == nil ? nil : file.position
    if case .gzipMembers = content { return }
    let end = bytes.lastIndex(of: 0x0A)
    openLineCount = end.map { bytes.count - 1 - $0 } ?? openLineCount + bytes.count
  }

  private func appendLineFeed() throws(Failure) {
    var bytes: [UInt8] = [0x0A]
    if content.isGzip {
      var encoder = GzipEncoder()
      encoder.encode(&bytes)
    }
    try append(bytes, isSynchronized: false)
  }

  private func append(_ bytes: [UInt8], isSynchronized: Bool) throws(Failure) {
    var written = 0
    let result: Result<Void, SystemError> = bytes.withUnsafeBytes { bytes in
      do throws(SystemError) {
        try file.write(bytes, written: &written)
        if isSynchronized { try file.synchronizeData() }
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    if case .failure(let error) = result {
      cutBack(written + openLineCount)
      throw failure(.writeFailed(error))
    }
  }

  /// Goes on to the file that the time names now, if that is another one; if it cannot be opened, the old one stays.
  mutating func followTime() throws(Failure) {
    guard let template, template.contains("%") else { return }
    let current = OutputName.expand(template)
    if current != name { try open(current, template) }
  }

  /// Opens the file anew, which may have been renamed; if it cannot be opened, the old one stays.
  mutating func reopen() throws(Failure) {
    if let template { try open(OutputName.expand(template), template) }
  }

  func close() throws(Failure) {
    guard template != nil else { return }
    do throws(SystemError) { try file.close() } catch { throw failure(.writeFailed(error)) }
  }

  private func examine(_ contents: borrowing FileContents) throws(Failure) -> FileEnd {
    do throws(FileEnd.Refusal) {
      switch content {
      case .lines(let own): return try FileEnd.ofLines(in: contents, own)
      case .gzipMembers: return try endOfMembers(in: contents)
      }
    } catch {
      throw failure(.refused(error))
    }
  }

  /// What this process has seen whole need not be looked at again, unless the file was emptied in between.
  private func endOfMembers(in contents: borrowing FileContents) throws(FileEnd.Refusal) -> FileEnd {
    if let knownEnd, knownEnd <= contents.size, let end = try? FileEnd.ofMembers(in: contents, from: knownEnd) {
      return end
    }
    return try FileEnd.ofMembers(in: contents)
  }

  private mutating func open(_ name: String, _ template: String) throws(Failure) {
    let new = try Self.open(name, template, content)
    let old = (file: file, name: self.name)
    (file, self.name, knownEnd) = (new.file, name, new.knownEnd)
    do throws(SystemError) {
      try old.file.close()
    } catch {
      throw Failure(cause: .writeFailed(error), name: old.name)
    }
  }

  private func failure(_ cause: Failure.Cause) -> Failure {
    Failure(cause: cause, name: name, isOfStandardOutput: template == nil)
  }

  /// Takes back the last `count` bytes, if they are the end of a regular file.
  private func cutBack(_ count: Int) {
    guard count > 0, let size = file.regularFileSize else { return }
    let end = lseek(file.number, 0, SEEK_CUR)
    guard end == size, ftruncate(file.number, off_t(end - count)) == 0 else { return }
    lseek(file.number, end - count, SEEK_SET)
  }
}
