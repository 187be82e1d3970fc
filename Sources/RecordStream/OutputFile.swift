internal import CGlibc
internal import Glibc

/// A place where whole batches are written: stdout, or a file that is appended to.
struct OutputFile {
  /// What could not be done with it.
  struct Failure: Error {
    enum Action { case open, write }
    let action: Action
    let name: String
    let error: SystemError
  }

  /// A path, in which strftime's conversions stand for the time in UTC; nil for stdout.
  private let template: String?
  /// Whether batches are gzip members; else they are lines.
  private let isGzip: Bool
  private(set) var name: String
  private var file: FileDescriptor
  /// How many bytes at its end belong to a line that is not whole yet, because it is longer than a batch.
  private var openLineCount = 0
  /// What was cut off since it was last asked for.
  private var tornEnds: [TornEnd] = []

  init(_ template: String?, isGzip: Bool) throws(Failure) {
    self.template = template
    self.isGzip = isGzip
    name = template.map(OutputName.expand) ?? "stdout"
    file = .standardOutput
    if template != nil { file = try open() }
  }

  var isStandardOutput: Bool { template == nil }
  var identity: FileIdentity? { file.identity }

  mutating func takeTornEnds() -> [TornEnd] {
    defer { tornEnds = [] }
    return tornEnds
  }

  /// Writes a batch whole, and waits for the disk if asked to; or leaves a regular file as it was before, without the
  /// beginning of a line that an earlier batch may have written.
  mutating func write(_ bytes: [UInt8], isSynchronized: Bool) throws(Failure) {
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
      throw Failure(action: .write, name: name, error: error)
    }
    if isGzip { return }
    let end = bytes.lastIndex(of: 0x0A)
    openLineCount = end.map { bytes.count - 1 - $0 } ?? openLineCount + bytes.count
  }

  /// Whether the last batch ended within a line.
  var isInLine: Bool { openLineCount > 0 }

  /// Goes on to the file that the time names now, if that is another one.
  mutating func followTime() throws(Failure) {
    guard let template, template.contains("%") else { return }
    let current = OutputName.expand(template)
    if current == name { return }
    try close()
    name = current
    file = try open()
  }

  /// Opens the file anew, which may have been renamed; if that fails, the old one stays.
  mutating func reopen() throws(Failure) {
    guard let template else { return }
    name = OutputName.expand(template)
    let old = file
    file = try open()
    do throws(SystemError) { try old.close() } catch { throw Failure(action: .write, name: name, error: error) }
  }

  func close() throws(Failure) {
    guard template != nil else { return }
    do throws(SystemError) { try file.close() } catch { throw Failure(action: .write, name: name, error: error) }
  }

  private mutating func open() throws(Failure) -> FileDescriptor {
    do throws(SystemError) {
      let file = try FileDescriptor.open(forAppending: name)
      // Whoever writes to the file holds a shared lock: only a file without a living writer is mended.
      if flock(file.number, LOCK_EX | LOCK_NB) == 0 {
        let torn = isGzip ? TornEnd.cutMember(off: file, name) : TornEnd.cutLine(off: file, name)
        if let torn { tornEnds.append(torn) }
      }
      flock(file.number, LOCK_SH | LOCK_NB)
      return file
    } catch {
      throw Failure(action: .open, name: name, error: error)
    }
  }

  /// Takes back the last `count` bytes, if they are the end of a regular file.
  private func cutBack(_ count: Int) {
    guard count > 0, let size = file.regularFileSize else { return }
    let end = lseek(file.number, 0, SEEK_CUR)
    guard end == size, ftruncate(file.number, end - count) == 0 else { return }
    lseek(file.number, end - count, SEEK_SET)
  }
}
