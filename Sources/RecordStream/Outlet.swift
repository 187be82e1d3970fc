/// Writes processed batches in their first order, in a thread of its own.
struct Outlet {
  /// How it ended.
  enum End: Sendable {
    case written
    /// Nobody reads stdout any more.
    case readerGone
    case failed(OutputFile.Failure)
    /// A stage gave up at a line of an input.
    case gaveUp(input: String, line: Int, reason: String)
  }

  private let queue: BatchQueue
  private let isGzip: Bool
  private let isSynchronized: Bool
  private let mailbox: Mailbox?
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
      try OutputFile(path, isGzip: false)
    }
    switch settings.output {
    case .standardOutput: output = try OutputFile(nil, isGzip: isGzip)
    case .file(let template): output = try OutputFile(template, isGzip: isGzip)
    case .replies: output = nil
    }
    try reportTornEnds()
  }

  /// Which regular file is written, if one is.
  var outputIdentity: FileIdentity? { output?.identity }

  /// Writes until the queue is at its end or writing fails, and cancels the queue in the latter case.
  mutating func run() -> End {
    let end: End
    do throws(OutputFile.Failure) {
      end = try writeBatches()
    } catch {
      end = error.error.isBrokenPipe && output?.isStandardOutput == true ? .readerGone : .failed(error)
    }
    if case .written = end {} else { queue.cancel() }
    return end
  }

  private mutating func writeBatches() throws(OutputFile.Failure) -> End {
    var isAnythingWritten = false
    while true {
      switch queue.nextOrder() {
      case .reopen: reopen()
      case .write(let batch):
        try write(batch)
        isAnythingWritten = isAnythingWritten || !batch.product.output.isEmpty
        mailbox?.post(batch, withReplies: output == nil)
        if let failure = batch.product.failure { return giveUp(batch, failure) }
        queue.recycle(batch)
        if isReopenWanted { reopen() }
      case .end:
        if isGzip && !isAnythingWritten { try writeEmptyMember() }
        try output?.close()
        try rejects?.close()
        return .written
      }
    }
  }

  private mutating func write(_ batch: Batch) throws(OutputFile.Failure) {
    if !batch.product.rejects.isEmpty { try rejects?.write(batch.product.rejects, isSynchronized: isSynchronized) }
    if batch.product.output.isEmpty { return }
    if output?.isInLine == false { try output?.followTime() }
    try reportTornEnds()
    try output?.write(batch.product.output, isSynchronized: isSynchronized)
  }

  /// What came before the line is written; the line counts as rejected.
  private func giveUp(_ batch: Batch, _ failure: Batch.Failure) -> End {
    let origin = batch.origins.last { $0.firstRow <= failure.row }
    batch.product.tally.bytesIn = batch.rows[...failure.row].reduce(0) { sum, row in
      sum + row.range.count + (row.kind == .oversizedPiece ? 0 : 1)
    }
    let line = (origin?.firstLine ?? 1) + batch.lines(from: origin?.firstRow ?? 0, to: failure.row)
    queue.recycle(batch)
    return .gaveUp(input: origin?.name ?? "", line: line, reason: failure.reason)
  }

  /// A line that is not whole yet is finished first; what cannot be opened anew stays as it is.
  private mutating func reopen() {
    isReopenWanted = output?.isInLine ?? false
    if isReopenWanted { return }
    do throws(OutputFile.Failure) {
      try output?.reopen()
    } catch {
      onProblem(.cannotReopen(error.name, error.error))
    }
    do throws(OutputFile.Failure) {
      try rejects?.reopen()
      try reportTornEnds()
    } catch {
      onProblem(.cannotReopen(error.name, error.error))
    }
  }

  /// A gzip file without a member is none.
  private mutating func writeEmptyMember() throws(OutputFile.Failure) {
    var member: [UInt8] = []
    var encoder = GzipEncoder()
    encoder.encode(&member)
    try output?.write(member, isSynchronized: isSynchronized)
  }

  private mutating func reportTornEnds() throws(OutputFile.Failure) {
    for torn in (output?.takeTornEnds() ?? []) + (rejects?.takeTornEnds() ?? []) {
      onProblem(.tornEnd(torn.name, byteCount: torn.byteCount))
      if torn.records.isEmpty { continue }
      try rejects?.write(
        Reject.line(reason: "left torn at the end of \(torn.name)", record: torn.records),
        isSynchronized: isSynchronized)
    }
  }
}
