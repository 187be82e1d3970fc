internal import CGlibc
internal import Glibc
internal import Synchronization

/// Records from inputs through a stage to an output, in order, side by side, in bounded memory.
///
///     Intake ──batches──▶ queue ──▶ workers, a Stage each ──▶ Outlet
package struct RecordPipeline {
  /// How a run ended.
  package enum End: Sendable {
    /// Every record that was read is written; `Statistics.stopSignal` tells whether that is all of the inputs.
    case written
    /// Nobody reads stdout any more.
    case readerGone
    case cannotOpen(_ output: String, SystemError)
    /// What is there may not be appended to.
    case refused(_ output: String, reason: String)
    case writeFailed(_ output: String, SystemError)
    /// A stage gave up at that line.
    case gaveUp(LinePlace, reason: String)
    /// The time to stop in was over before everything was written; threads may still hang in a write.
    case abandoned
  }

  /// SIGINT only where it is not ignored: so a shell starts what runs in the background of a script.
  private static let signals = [SIGTERM, SIGHUP] + (EventLoop.isIgnored(SIGINT) ? [] : [SIGINT])

  private let settings: Settings

  /// Keeps the signals that end a run from ending the process before the run has begun.
  package static func holdSignals() {
    EventLoop.hold(signals)
  }

  package init(_ settings: Settings) {
    self.settings = settings
  }

  /// Runs to the end of the inputs, or to SIGTERM or SIGINT, which end them; SIGHUP opens the output anew.
  ///
  /// Each worker asks `stages` for one of its own. Call it once in a process: it takes the signals for good.
  package func run(
    stages: StageSource<some Stage & Sendable>, observers: [PipelineObserver] = [],
    onProblem: @escaping @Sendable (PipelineProblem) -> Void
  ) throws(SystemError) -> (end: End, statistics: Statistics) {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Memory that clients made the service take goes back to the system, also where much of it was in use before: a
    // threshold that is set does not rise by itself (mallopt(3)).
    if settings.service != nil { mallopt(M_MMAP_THRESHOLD, 128 << 10) }
    let loop = try EventLoop(handling: Self.signals)
    let queue = BatchQueue(batchCount: settings.batchCount) { loop.wake() }
    let mailbox = settings.service == nil ? nil : Mailbox { loop.wake() }
    let outlet: Outlet
    // Opening a fifo waits for its reader; that wait ends as any other program's does.
    if settings.isOutputFifo { EventLoop.release(Self.signals) }
    do throws(OutputFile.Failure) {
      outlet = try Outlet(settings, queue: queue, mailbox: mailbox, onProblem: onProblem)
    } catch {
      return (Self.end(of: error), Statistics())
    }
    EventLoop.hold(Self.signals)
    let outletEnd = Mutex<Outlet.End?>(nil)
    let writer = try WorkerThread {
      var outlet = outlet
      let end = outlet.run()
      outletEnd.withLock { $0 = end }
    }
    let isGzip = settings.isGzip
    let workers = try startWorkers(onProblem) {
      var worker = Worker(stages, isGzip: isGzip)
      while let batch = queue.next() {
        worker.process(batch)
        queue.finish(batch)
      }
    }
    settings.onStart?()
    let intakeEnd: IntakeEnd
    let statistics: Statistics
    let worker = Worker(stages, isGzip: isGzip)
    if let service = settings.service, let mailbox {
      (intakeEnd, statistics) = intake(
        Connections(settings, service, loop: loop, mailbox: mailbox, onProblem: onProblem), queue, loop, observers,
        worker, mailbox)
    } else {
      (intakeEnd, statistics) = intake(
        FileInputs(settings, output: outlet.outputIdentity, loop: loop, onProblem: onProblem), queue, loop, observers,
        worker, nil)
    }
    switch intakeEnd {
    case .abandoned: return (.abandoned, statistics)
    case .readerGone: return (.readerGone, statistics)
    case .done:
      writer.join()
      for worker in workers { worker.join() }
      return (Self.end(of: outletEnd.withLock { $0 }), statistics)
    }
  }

  /// As many threads as are asked for, or as the system has room for, which is told.
  private func startWorkers(
    _ onProblem: (PipelineProblem) -> Void, _ body: @escaping @Sendable () -> Void
  ) throws(SystemError) -> [WorkerThread] {
    var workers: [WorkerThread] = []
    while workers.count < settings.jobs {
      do throws(SystemError) {
        workers.append(try WorkerThread(body))
      } catch {
        if workers.isEmpty { throw error }
        onProblem(.fewerWorkers(workers.count, of: settings.jobs, error))
        break
      }
    }
    return workers
  }

  private func intake<Source: InputSource & ~Copyable>(
    _ source: consuming Source, _ queue: BatchQueue, _ loop: EventLoop, _ observers: [PipelineObserver],
    _ worker: consuming Worker<some Stage & Sendable>, _ mailbox: Mailbox?
  ) -> (IntakeEnd, Statistics) {
    var intake = Intake(
      settings, source: source, queue: queue, loop: loop, observers: observers, worker: worker, mailbox: mailbox)
    let end = intake.run()
    return (end, intake.statistics())
  }

  private static func end(of outlet: Outlet.End?) -> End {
    switch outlet {
    case .written, nil: .written
    case .readerGone: .readerGone
    case .failed(let failure): end(of: failure)
    case .gaveUp(let place, let reason): .gaveUp(place, reason: reason)
    }
  }

  private static func end(of failure: OutputFile.Failure) -> End {
    switch failure.cause {
    case .cannotOpen(let error): .cannotOpen(failure.name, error)
    case .refused(let reason): .refused(failure.name, reason: reason.rawValue)
    case .writeFailed(let error): .writeFailed(failure.name, error)
    }
  }
}
