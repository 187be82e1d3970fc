internal import Glibc

/// Records from inputs through a stage to an output, in order, side by side, in bounded memory.
///
///     Intake ──batches──▶ queue ──▶ workers, a Stage each ──▶ Outlet
package struct RecordPipeline {
  /// A file to read, or stdin.
  package struct Input: Sendable {
    package let name: String
    private let path: String?

    package static let standardInput = Input(name: "stdin", path: nil)

    package static func file(_ path: String) -> Input { Input(name: path, path: path) }

    func open() throws(SystemError) -> FileDescriptor {
      guard let path else { return .standardInput }
      return try FileDescriptor.open(forReading: path)
    }

    /// How large it is, if it is a regular file.
    var size: Int? {
      guard let path else { return FileDescriptor.standardInput.regularFileSize }
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      return Int(status.st_size)
    }
  }

  package struct Settings: Sendable {
    package var inputs: [Input] = [.standardInput]
    /// A path to append to, in which strftime's conversions stand for the time in UTC; nil for stdout.
    package var output: String?
    /// Where batches' `rejects` go; nil for nowhere.
    package var rejects: String?
    /// Whether the output is gzip, one member a batch.
    package var isGzip = false
    /// Whether every batch is on the disk before the next is written.
    package var isSynchronized = false
    package var jobs = 1
    /// The most rows of a batch.
    package var rowLimit = 1024
    /// The longest line, in bytes, that becomes a record.
    package var recordLimit = 1 << 20

    package init() {}

    /// Two batches for each worker, one that is filled and one that is written.
    package var batchCount: Int { 2 * jobs + 2 }

    /// What lines take at most: those of all batches, and a line whose end has not come.
    package var memoryBound: Int { batchCount * (Batch.byteLimit + recordLimit) + recordLimit }

    var inputSize: Int? {
      inputs.reduce(0) { sum, input in sum.flatMap { sum in input.size.map { sum + $0 } } }
    }
  }

  /// How a run ended.
  package enum End: Sendable {
    /// Every record that was read is written.
    case written
    /// Nobody reads stdout any more.
    case readerGone
    case cannotOpen(_ output: String, SystemError)
    case writeFailed(_ output: String, SystemError)
    /// A stage gave up at that line.
    case gaveUp(input: String, line: Int, reason: String)
    /// A second request to stop came before everything was written; threads may still hang in a write.
    case abandoned
  }

  private let settings: Settings

  package init(_ settings: Settings) {
    self.settings = settings
  }

  /// Runs to the end of the inputs, or to SIGTERM or SIGINT, which end them; SIGHUP opens the output anew.
  ///
  /// `stages` has one for each job. Call it once in a process: it takes the signals for good.
  package func run(
    stages: [some Stage & Sendable], observers: [PipelineObserver] = [],
    onProblem: @escaping @Sendable (PipelineProblem) -> Void
  ) throws(SystemError) -> (end: End, statistics: Statistics) {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let loop = try EventLoop(handling: [SIGTERM, SIGINT, SIGHUP])
    let queue = BatchQueue(batchCount: settings.batchCount) { loop.wake() }
    let outlet: Outlet
    do throws(OutputFile.Failure) {
      outlet = try Outlet(settings, queue: queue, onProblem: onProblem)
    } catch {
      return (Self.end(of: error), Statistics())
    }
    let outletEnd = Monitor<Outlet.End?>(nil)
    let writer = try WorkerThread {
      var outlet = outlet
      let end = outlet.run()
      outletEnd.withLock { $0 = end }
    }
    let isGzip = settings.isGzip
    let workers = try stages.map { stage throws(SystemError) in
      try WorkerThread { Self.work(stage, queue, isGzip: isGzip) }
    }
    var intake = Intake(settings, queue: queue, loop: loop, observers: observers, onProblem: onProblem)
    let intakeEnd = intake.run()
    if case .abandoned = intakeEnd { return (.abandoned, intake.statistics()) }
    if case .readerGone = intakeEnd { return (.readerGone, intake.statistics()) }
    writer.join()
    for worker in workers { worker.join() }
    return (Self.end(of: outletEnd.withLock { $0 }), intake.statistics())
  }

  private static func work(_ stage: some Stage, _ queue: BatchQueue, isGzip: Bool) {
    var stage = stage
    var encoder = GzipEncoder()
    while let batch = queue.next() {
      let start = ContinuousClock.now
      stage.process(batch)
      batch.tally.bytesOut = batch.output.count
      if isGzip && !batch.output.isEmpty { encoder.encode(&batch.output) }
      batch.seconds = (ContinuousClock.now - start) / .seconds(1)
      queue.finish(batch)
    }
  }

  private static func end(of outlet: Outlet.End?) -> End {
    switch outlet {
    case .written, nil: .written
    case .readerGone: .readerGone
    case .failed(let failure): end(of: failure)
    case .gaveUp(let input, let line, let reason): .gaveUp(input: input, line: line, reason: reason)
    }
  }

  private static func end(of failure: OutputFile.Failure) -> End {
    switch failure.action {
    case .open: .cannotOpen(failure.name, failure.error)
    case .write: .writeFailed(failure.name, failure.error)
    }
  }
}

/// Somebody who looks at a running pipeline from time to time, in Intake's thread.
package struct PipelineObserver {
  package let interval: Duration
  package let look: (Statistics) -> Void

  package init(every interval: Duration, look: @escaping (Statistics) -> Void) {
    self.interval = interval
    self.look = look
  }
}
