internal import Glibc

/// Reads the inputs and fills batches, and takes the signals; runs in one thread until everything is written.
///
/// A batch is what is ready: it goes to the workers when it is full, or when one of them is idle and no input can be
/// read without waiting. While no batch is free, nothing is read.
struct Intake: ~Copyable {
  /// How it ended.
  enum End: Sendable {
    /// All that was read is written, or Outlet has given up.
    case done
    /// A second request to stop came while something was not written yet.
    case abandoned
    /// Nobody reads stdout any more.
    case readerGone
  }

  private let settings: RecordPipeline.Settings
  private let queue: BatchQueue
  private let loop: EventLoop
  private let onProblem: @Sendable (PipelineProblem) -> Void
  private var observers: [Observation]

  private var waitingInputs: ArraySlice<RecordPipeline.Input>
  private var stream: LineReader?
  private var streamName = ""
  /// Whether the stream's file can be read without waiting, as far as is known.
  private var isReadable = false
  /// Whether it always can, because it is a regular file.
  private var isAlwaysReadable = false
  private var isWatchingReading = false
  private var batch: Batch?
  private var stopRequests = 0
  private var isClosed = false
  private var isReaderGone = false
  private var blocked = Duration.zero
  private var bytesRead = 0

  private struct Observation {
    let observer: PipelineObserver
    var due: ContinuousClock.Instant
  }

  init(
    _ settings: RecordPipeline.Settings, queue: BatchQueue, loop: EventLoop, observers: [PipelineObserver],
    onProblem: @escaping @Sendable (PipelineProblem) -> Void
  ) {
    self.settings = settings
    self.queue = queue
    self.loop = loop
    self.onProblem = onProblem
    self.observers = observers.map { Observation(observer: $0, due: .now + $0.interval) }
    waitingInputs = settings.inputs[...]
    if settings.output == nil { loop.watchBreaking(.standardOutput) }
  }

  mutating func run() -> End {
    while !queue.isCancelled {
      if isClosed && queue.isWritten { return .done }
      let isBusy = isClosed ? false : work()
      if isReaderGone { return .readerGone }
      if stopRequests > 1 && !(isClosed && queue.isWritten) { return .abandoned }
      handle(wait(isBusy: isBusy))
      observe()
    }
    return isReaderGone ? .readerGone : .done
  }

  /// What was read and written so far.
  func statistics() -> Statistics {
    var statistics = queue.statistics
    statistics.blockedSeconds = blocked / .seconds(1)
    statistics.bytesRead = bytesRead
    statistics.inputSize = settings.inputSize
    return statistics
  }

  /// Does one piece of what can be done without waiting; false if there is none.
  private mutating func work() -> Bool {
    if batch == nil { batch = queue.takeFree() }
    guard let batch else { return false }
    if stream == nil { return openNext() }
    do throws(GzipDecoder.Failure) {
      if try stream?.fill(batch) == .batchFull {
        submit()
        return true
      }
    } catch {
      end(batch, error)
      return true
    }
    if stopRequests > 0 {
      endStream { $0.abandon(into: batch) }
      return true
    }
    guard isReadable || isAlwaysReadable else {
      guard !batch.rows.isEmpty && queue.isWorkerIdle else { return false }
      submit()
      return true
    }
    read(batch)
    return true
  }

  private mutating func read(_ batch: Batch) {
    isReadable = false
    do throws(SystemError) {
      let count = try stream?.read() ?? 0
      bytesRead += count
      if count > 0 { return }
    } catch {
      onProblem(.readFailed(streamName, error))
      return endStream { $0.abandon(into: batch) }
    }
    var failure: GzipDecoder.Failure?
    do throws(GzipDecoder.Failure) {
      try stream?.finish(into: batch)
    } catch {
      failure = error
    }
    if let failure { end(batch, failure) } else { endStream { _ in } }
  }

  /// Ends the stream where its gzip does.
  private mutating func end(_ batch: Batch, _ failure: GzipDecoder.Failure) {
    switch failure {
    case .trailingGarbage:
      onProblem(.trailingGarbage(streamName))
      endStream { $0.finishBeforeGarbage(into: batch) }
    case .corrupt(let reason):
      onProblem(.corruptGzip(streamName, reason))
      endStream { $0.abandon(into: batch) }
    }
  }

  private mutating func endStream(_ last: (inout LineReader) -> Void) {
    guard var ended = stream.take() else { return }
    last(&ended)
    if !isAlwaysReadable { loop.unwatch(ended.file) }
    if ended.file != .standardInput { try? ended.file.close() }
  }

  /// Opens the next input; without one, the order ends.
  private mutating func openNext() -> Bool {
    guard stopRequests == 0, let input = waitingInputs.popFirst() else {
      submit()
      queue.close()
      isClosed = true
      return true
    }
    do throws(SystemError) {
      let file = try input.open()
      streamName = input.name
      isReadable = false
      isAlwaysReadable = !loop.watchReading(file)
      isWatchingReading = true
      let cutter = LineCutter(name: input.name, recordLimit: settings.recordLimit, rowLimit: settings.rowLimit)
      stream = LineReader(file, cutter: cutter)
    } catch {
      onProblem(.cannotOpen(input.name, error))
    }
    return true
  }

  private mutating func submit() {
    guard let full = batch, !full.rows.isEmpty else { return }
    batch = nil
    queue.submit(full)
  }

  /// Waits for whatever could make a difference; not at all if there is more to do.
  private mutating func wait(isBusy: Bool) -> EventLoop.Events {
    let isFull = batch == nil && !isClosed
    setReading(!isClosed && !isFull)
    let mayWait =
      !isBusy
      && queue.prepareToWait(
        forFree: isFull, forIdleWorker: batch.map { !$0.rows.isEmpty } ?? false, forEnd: isClosed)
    let start = ContinuousClock.now
    let events = loop.wait(timeout: mayWait ? observers.map { $0.due - start }.min().map { max($0, .zero) } : .zero)
    if isFull { blocked += ContinuousClock.now - start }
    return events
  }

  /// A file that is not to be read now must not end every wait.
  private mutating func setReading(_ isOn: Bool) {
    guard let file = stream?.file, !isAlwaysReadable, isOn != isWatchingReading else { return }
    loop.setReading(file, isOn)
    isWatchingReading = isOn
  }

  private mutating func handle(_ events: EventLoop.Events) {
    if let file = stream?.file.number, events.readable.contains(file) { isReadable = true }
    if settings.output == nil && events.broken.contains(FileDescriptor.standardOutput.number) {
      isReaderGone = true
      queue.cancel()
    }
    for signal in events.signals {
      if signal == SIGHUP { queue.requestReopen() } else { stopRequests += 1 }
    }
  }

  private mutating func observe() {
    let now = ContinuousClock.now
    for index in observers.indices where observers[index].due <= now {
      observers[index].due = now + observers[index].observer.interval
      observers[index].observer.look(statistics())
    }
  }
}
