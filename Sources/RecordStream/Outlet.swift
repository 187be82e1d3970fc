/// Writes processed batches in their first order, in a thread of its own.
struct Outlet {
  /// How it ended.
  enum End: Sendable {
    case written
    /// Nobody reads stdout any more.
    case readerGone
    case failed(OutputFile.Failure)
    /// A stage gave up at a line of an input.
    case gaveUp(LinePlace, reason: String)
  }

  private let queue: BatchQueue
  private let isGzip: Bool
  private let isSynchronized: Bool
  private let mailbox: Mailbox?
  /// The file for the current time, if it cannot be opened; this is said once.
  private var unopened: String?
  /// Whether the files are to be opened anew once the current line is whole.
  private var isReopenWanted = false
  private let onProblem: @Sendable (PipelineProblem) -> Void
  /// Nil where records go back to their clients.
  private var output: OutputFile?
  private var rejects: OutputFile?

  /// Opens the files.
  init(
    _ settings: RecordPipeline.Settings, queue: BatchQueue, mailbox: Mailbox?,
    onProblem: @escaping @Sendable (PipelineProblem) -> Void
  ) throws(OutputFile.Failure) {
    self.queue = queue
    self.mailbox = mailbox
    self.onProblem = onProblem
    isGzip = settings.isGzip
    isSynchronized = settings.isSynchronized
    rejects = try settings.rejects.map { path throws(OutputFile.Failure) in
      try OutputFile(path, .lines(.beginning(Reject.beginning)))
    }
    let content = isGzip ? OutputFile.Content.gzipMembers : .lines(.withMember(settings.addedMember))
    switch settings.output {
    case .standardOutput: output = try OutputFile(nil, content)
    case .file(let template): output = try OutputFile(template, content)
    case .replies: output = nil
    }
  }

  /// Which regular file is written, if one is.
  var outputIdentity: FileIdentity? { output?.identity }

  /// Writes until the queue is at its end or writing fails, and cancels the queue in the latter case.
  mutating func run() -> End {
    let end: End
    do throws(OutputFile.Failure) {
      end = try writeBatches()
    } catch {
      end = error.isBrokenPipe && error.isOfStandardOutput ? .readerGone : .failed(error)
    }
    if case .written = end {} else { queue.cancel() }
    return end
  }

  private mutating func writeBatches() throws(OutputFile.Failure) -> End {
    var isAnythingWritten = false
    while true {
      switch queue.nextOrder() {
      case .reopen: try reopen()
      case .write(let batch):
        try write(batch)
        isAnythingWritten = isAnythingWritten || !batch.product.output.isEmpty
        mailbox?.post(batch, withReplies: output == nil)
        if let failure = batch.product.failure { return giveUp(batch, failure) }
        queue.recycle(batch)
        if isReopenWanted { try reopen() }
      case .end:
        if isGzip && output?.isEmpty ?? !isAnythingWritten { try writeEmptyMember() }
        try output?.close()
        try rejects?.close()
        return .written
      }
    }
  }

  private mutating func write(_ batch: Batch) throws(OutputFile.Failure) {
    if !batch.product.rejects.isEmpty { try writeRejects(batch.product.rejects, isSynchronized: isSynchronized) }
    if batch.product.output.isEmpty { return }
    if output?.isInLine == false { try followTime() }
    try takeOutput()
    try output?.write(
      batch.product.output, endsInLine: batch.rows.last?.kind == .oversizedPiece, isSynchronized: isSynchronized)
  }

  private mutating func writeRejects(_ lines: [UInt8], isSynchronized: Bool) throws(OutputFile.Failure) {
    guard var file = rejects else { return }
    defer { rejects = file }
    try Self.take(&file, onProblem) { _, _ in false }
    try file.write(lines, isSynchronized: isSynchronized)
  }

  private mutating func followTime() throws(OutputFile.Failure) {
    do throws(OutputFile.Failure) {
      try output?.followTime()
      unopened = nil
    } catch {
      if case .writeFailed = error.cause { throw error }
      if unopened != error.name { onProblem(.cannotReopen(error.name, reason: error.reason)) }
      unopened = error.name
    }
  }

  /// What came before the line is written; the line counts as rejected.
  private func giveUp(_ batch: Batch, _ failure: Batch.Failure) -> End {
    batch.product.tally.bytesIn = batch.rows[...failure.row].reduce(0) { sum, row in
      sum + row.range.count + (row.kind == .oversizedPiece ? 0 : 1)
    }
    let place = batch.place(of: failure.row)
    queue.recycle(batch)
    return .gaveUp(place, reason: failure.reason)
  }

  /// A line that is not whole yet is finished first; what cannot be opened anew stays as it is.
  private mutating func reopen() throws(OutputFile.Failure) {
    isReopenWanted = output?.isInLine ?? false
    if isReopenWanted { return }
    try report { outlet throws(OutputFile.Failure) in try outlet.output?.reopen() }
    try report { outlet throws(OutputFile.Failure) in try outlet.rejects?.reopen() }
  }

  /// That a file cannot be opened is only said; that the one before cannot be closed means that it lacks records.
  private mutating func report(
    _ opening: (inout Outlet) throws(OutputFile.Failure) -> Void
  ) throws(OutputFile.Failure) {
    do throws(OutputFile.Failure) {
      try opening(&self)
    } catch {
      if case .writeFailed = error.cause { throw error }
      onProblem(.cannotReopen(error.name, reason: error.reason))
    }
  }

  /// A gzip file without a member is none.
  private mutating func writeEmptyMember() throws(OutputFile.Failure) {
    var member: [UInt8] = []
    var encoder = GzipEncoder()
    encoder.encode(&member)
    try takeOutput()
    try output?.write(member, isSynchronized: isSynchronized)
  }

  /// What is cut off the output goes to the rejects, or beside the file where there are none.
  private mutating func takeOutput() throws(OutputFile.Failure) {
    guard var file = output else { return }
    defer { output = file }
    try Self.take(&file, onProblem) { torn, contents throws(OutputFile.Failure) in
      guard rejects != nil, let records = torn.records(in: contents) else { return false }
      if !records.isEmpty {
        // It is cut off only once it is safe elsewhere.
        let line = Reject.line(reason: "left torn at the end of \(torn.name)", record: records)
        try writeRejects(line, isSynchronized: true)
      }
      // What can be read of gzip may not be all of it.
      return !torn.isGzip
    }
  }

  /// Makes a file ready for its first batch; what is cut off is kept beside it unless `takes` takes it.
  private static func take(
    _ file: inout OutputFile, _ onProblem: (PipelineProblem) -> Void,
    _ takes: (TornEnd, borrowing FileContents) throws(OutputFile.Failure) -> Bool
  ) throws(OutputFile.Failure) {
    let name = file.name
    let end = try file.take { torn, contents throws(OutputFile.Failure) in
      var place = "the rejects"
      if try !takes(torn, contents) {
        guard (try? torn.keep(from: contents)) != nil else { return false }
        place = torn.path
      }
      onProblem(.tornEnd(name, byteCount: torn.range.count, movedTo: place))
      return true
    }
    if end == .foreign { onProblem(.unterminated(name)) }
  }
}
