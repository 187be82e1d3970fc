/// One input: reads its file, decompresses it if it is gzip, and cuts it into lines.
struct LineReader: ~Copyable {
  /// What filling a batch came to.
  enum Progress: Equatable {
    /// The batch is full, or the turn is over; there is more here.
    case more
    /// Everything that was read is in batches.
    case drained
  }

  /// Why an input ends before its file does.
  enum Failure: Error, Equatable {
    case gzip(GzipDecoder.Failure)
    /// It is compressed in a format that is not read.
    case compressed(CompressedFormat)
    /// A line is longer than a record may be, and does not pass in pieces.
    case lineTooLong
  }

  let file: FileDescriptor
  /// How many lines are whole in batches.
  var lineCount: Int { cutter.endedLineCount }
  /// How much memory it takes for what it has read and for what it decodes with.
  var heldBytes: Int {
    chunk.bytes.capacity + plain.bytes.capacity + cutter.pendingCapacity
      + (decoder == nil ? 0 : GzipDecoder.memorySize)
  }
  /// How much of that is for a line whose end has not come.
  var unfinishedBytes: Int { cutter.pendingCount }
  private var cutter: LineCutter
  private var chunk = Chunk()
  private var plain = Chunk()
  private var format = Format.unknown
  private var decoder: GzipDecoder?

  private enum Format {
    case unknown, plain, gzip
  }

  /// Bytes that are being used up from the front.
  private struct Chunk {
    var bytes: [UInt8] = []
    var rest = 0..<0
  }

  /// How much is read at once.
  private let chunkSize: Int
  /// Whether memory that is not in use stays for the next read.
  private let keepsMemory: Bool

  init(_ file: FileDescriptor, cutter: LineCutter, chunkSize: Int = 256 << 10, keepsMemory: Bool = true) {
    self.file = file
    self.cutter = cutter
    self.chunkSize = chunkSize
    self.keepsMemory = keepsMemory
  }

  /// Reads what is there, once; everything read before must be drained.
  ///
  /// Returns how much it was: 0 at the end, nil if the file does not wait and has nothing now.
  mutating func read() throws(SystemError) -> Int? {
    let kept = chunk.rest.count
    if chunk.bytes.isEmpty { chunk.bytes = Array(repeating: 0, count: chunkSize) }
    if kept > 0 { chunk.bytes.replaceSubrange(0..<kept, with: Array(chunk.bytes[chunk.rest])) }
    let result: Result<Int?, SystemError> = chunk.bytes.withUnsafeMutableBytes { bytes in
      do throws(SystemError) {
        return .success(try file.readAvailable(into: UnsafeMutableRawBufferPointer(rebasing: bytes[kept...])))
      } catch {
        return .failure(error)
      }
    }
    let count = try result.get()
    chunk.rest = 0..<(kept + (count ?? 0))
    releaseUnused()
    return count
  }

  /// Moves lines into the batch until it is full, the turn is over or what was read is used up.
  mutating func fill(_ batch: Batch) throws(Failure) -> Progress {
    defer { releaseUnused() }
    if format == .unknown { try detect(isAtEnd: false) }
    switch format {
    case .unknown: return .drained
    case .plain: return try Self.cut(&chunk, &cutter, into: batch)
    case .gzip: return try decode(into: batch)
    }
  }

  /// After the last read: moves what is left into the batch; the last line needs no LF, unless a gzip member is not whole.
  ///
  /// It is to be called again, with another batch, until it is drained.
  mutating func finish(into batch: Batch) throws(Failure) -> Progress {
    if format == .unknown { try detect(isAtEnd: true) }
    if try fill(batch) == .more { return .more }
    do throws(GzipDecoder.Failure) { try decoder?.finish() } catch { throw .gzip(error) }
    if cutter.isFull(batch) { return .more }
    cutter.finish(into: batch)
    return .drained
  }

  /// The input ends early: garbage after gzip takes nothing from what came before, and anything else breaks off a line.
  mutating func end(after failure: Failure, into batch: Batch) {
    if failure == .gzip(.trailingGarbage) { cutter.finish(into: batch) } else { cutter.abandon(into: batch) }
  }

  /// The input breaks off: a line that has begun is no record.
  mutating func abandon(into batch: Batch) {
    cutter.abandon(into: batch)
  }

  /// Tells gzip and other compressed formats by their first bytes; bytes that may begin one wait for more.
  private mutating func detect(isAtEnd: Bool) throws(Failure) {
    let beginning = chunk.bytes[chunk.rest]
    if beginning.isEmpty { return }
    if beginning.starts(with: GzipMember.magic) {
      format = .gzip
      decoder = GzipDecoder()
      return
    }
    switch CompressedFormat.verdict(of: beginning) {
    case .compressed(let compressed): throw .compressed(compressed)
    case .undecided where !isAtEnd: break
    case .undecided, .other: format = .plain
    }
  }

  private mutating func releaseUnused() {
    guard !keepsMemory else { return }
    if chunk.rest.isEmpty { chunk = Chunk() }
    if plain.rest.isEmpty { plain = Chunk() }
  }

  private mutating func decode(into batch: Batch) throws(Failure) -> Progress {
    while true {
      if try Self.cut(&plain, &cutter, into: batch) == .more { return .more }
      guard try decodeChunk() > 0 || !chunk.rest.isEmpty else { return .drained }
    }
  }

  private mutating func decodeChunk() throws(Failure) -> Int {
    let rest = chunk.rest
    if plain.bytes.isEmpty { plain.bytes = Array(repeating: 0, count: chunkSize) }
    let result: Result<(count: Int, left: Int), Failure> = chunk.bytes.withUnsafeBytes { source in
      plain.bytes.withUnsafeMutableBytes { target in
        var input = UnsafeRawBufferPointer(rebasing: source[rest])
        do throws(GzipDecoder.Failure) {
          let count = try decoder?.decode(&input, into: target) ?? 0
          return .success((count, input.count))
        } catch {
          return .failure(.gzip(error))
        }
      }
    }
    let (count, left) = try result.get()
    chunk.rest = (rest.upperBound - left)..<rest.upperBound
    plain.rest = 0..<count
    return count
  }

  private static func cut(
    _ chunk: inout Chunk, _ cutter: inout LineCutter, into batch: Batch
  ) throws(Failure) -> Progress {
    let rest = chunk.rest
    guard !rest.isEmpty else { return .drained }
    let taken = chunk.bytes.withUnsafeBytes { bytes in
      cutter.cut(UnsafeRawBufferPointer(rebasing: bytes[rest]), into: batch)
    }
    if cutter.isRefused { throw .lineTooLong }
    chunk.rest = (rest.lowerBound + taken)..<rest.upperBound
    return chunk.rest.isEmpty ? .drained : .more
  }
}
