internal import Glibc

/// How Intake ended.
enum IntakeEnd: Sendable {
  /// All that was read is written, or Outlet has given up.
  case done
  /// The time to stop in was over, a second of it after a second request, while something was not written yet.
  case abandoned
  /// Nobody reads stdout any more.
  case readerGone
}

/// Fills batches from a source of lines, and takes the signals; runs in one thread until everything is written.
///
/// A batch is what is ready: it goes to the workers when it is full, or when one of them is idle and no input can be
/// read without waiting. While no batch is free, nothing is read. A few rows with nothing else under way are processed
/// here: handing them to another thread takes longer than the work.
struct Intake<Source: InputSource & ~Copyable, Product: Stage & Sendable>: ~Copyable {
  /// What takes no longer than a hand-over between threads, or not much: the loop stands still for that long.
  private static var loneRowLimit: Int { 4 }
  private static var loneByteLimit: Int { 4 << 10 }
  private static var loneStringLimit: Int { 256 }
  /// So many pieces of work, such as reading from a client, may be done while rows wait for an idle worker.
  private static var patience: Int { 64 }

  private let settings: RecordPipeline.Settings
  private let queue: BatchQueue
  private let loop: EventLoop
  private var observers: [Observation]
  private var source: Source
  private var worker: Worker<Product>
  /// Where replies go; nil where Outlet has something to write.
  private let replies: Mailbox?

  private var batch: Batch?
  /// How many pieces of work were done while the batch has had rows.
  private var workSinceFirstRow = 0
  private var isStopping = false
  /// The signal that ended the input before its own end; nil if none did.
  private var stopSignal: Int32?
  /// When stopping must be over.
  private var deadline: ContinuousClock.Instant?
  private var isClosed = false
  private var isReaderGone = false
  private var blocked = Duration.zero

  private struct Observation {
    let observer: PipelineObserver
    var due: ContinuousClock.Instant
  }

  init(
    _ settings: RecordPipeline.Settings, source: consuming Source, queue: BatchQueue, loop: EventLoop,
    observers: [PipelineObserver], worker: consuming Worker<Product>, mailbox: Mailbox?
  ) {
    self.settings = settings
    self.source = source
    self.queue = queue
    self.loop = loop
    self.worker = worker
    replies = settings.output == .replies ? mailbox : nil
    self.observers = observers.map { Observation(observer: $0, due: .now + $0.interval) }
    if settings.output == .standardOutput { loop.watchBreaking(.standardOutput) }
  }

  mutating func run() -> IntakeEnd {
    while !queue.isCancelled {
      if isClosed && queue.isWritten && source.isFlushed { return .done }
      if deadline.map({ $0 <= .now }) ?? false {
        source.abandon()
        return .abandoned
      }
      let isBusy = isClosed ? false : work()
      handle(wait(isBusy: isBusy))
      observe()
    }
    return isReaderGone ? .readerGone : .done
  }

  /// What was read and written so far.
  func statistics() -> Statistics {
    var statistics = queue.statistics
    statistics.blockedSeconds = blocked / .seconds(1)
    statistics.stopSignal = stopSignal
    source.add(to: &statistics)
    return statistics
  }

  /// Does one piece of what can be done without waiting; false if there is none.
  private mutating func work() -> Bool {
    if batch == nil { batch = queue.takeFree() }
    guard let batch else { return false }
    switch source.work(batch) {
    case .batchFull: submit()
    case .progress:
      // Input that gives no rows must not keep those of others waiting.
      if !batch.rows.isEmpty { workSinceFirstRow += 1 }
      if workSinceFirstRow >= Self.patience && queue.isWorkerIdle { submit() }
    case .waiting:
      guard !batch.rows.isEmpty else { return false }
      if isLone(batch) {
        finish(batch)
      } else {
        guard queue.isWorkerIdle else { return false }
        submit()
      }
    case .ended:
      submit()
      queue.close()
      isClosed = true
    }
    return true
  }

  private mutating func submit() {
    guard let full = batch, !full.rows.isEmpty else { return }
    batch = nil
    workSinceFirstRow = 0
    queue.submit(full)
  }

  private func isLone(_ batch: Batch) -> Bool {
    batch.rows.count <= Self.loneRowLimit && batch.bytes.count <= Self.loneByteLimit
      && batch.input.stringCount <= Self.loneStringLimit && queue.isWritten
  }

  /// Processes the rows here, and answers them if nothing of them is to be written to a file.
  private mutating func finish(_ lone: Batch) {
    workSinceFirstRow = 0
    worker.process(lone)
    if let replies, lone.product.rejects.isEmpty, lone.product.failure == nil {
      replies.put(lone, withReplies: true)
      queue.pass(lone)
    } else {
      batch = nil
      queue.submit(processed: lone)
    }
  }

  /// Waits for whatever could make a difference; not at all if there is more to do.
  private mutating func wait(isBusy: Bool) -> EventLoop.Events {
    let isFull = batch == nil && !isClosed
    source.setReading(!isClosed && !isFull)
    var awaited: BatchQueue.Awaited = []
    if isFull { awaited.insert(.freeBatch) }
    if let batch, !batch.rows.isEmpty { awaited.insert(.idleWorker) }
    if isClosed && source.isFlushed { awaited.insert(.end) }
    let mayWait = !isBusy && queue.prepareToWait(for: awaited)
    let start = ContinuousClock.now
    let events = loop.wait(timeout: mayWait ? timeLeft(from: start) : .zero)
    if isFull { blocked += ContinuousClock.now - start }
    return events
  }

  /// How long nothing needs to be done if nothing comes; nil for ever.
  private func timeLeft(from now: ContinuousClock.Instant) -> Duration? {
    let dues = observers.map(\.due) + [deadline].compactMap { $0 }
    let left = dues.map { max($0 - now, .zero) } + [source.wakeInterval].compactMap { $0 }
    return left.min()
  }

  private mutating func handle(_ events: EventLoop.Events) {
    source.handle(events)
    if settings.output == .standardOutput && events.broken.contains(FileDescriptor.standardOutput.number) {
      isReaderGone = true
      queue.cancel()
    }
    for signal in events.signals {
      if signal == SIGHUP {
        settings.onHangUp?()
        queue.requestReopen()
        continue
      }
      if isStopping {
        // What needs no waiting is still written.
        deadline = min(deadline ?? .now + .seconds(1), .now + .seconds(1))
        continue
      }
      isStopping = true
      if !isClosed { stopSignal = signal }
      settings.onStop?()
      deadline = settings.stopTimeout.map { .now + $0 }
      source.stop()
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
