/// The way of batches: filled by Intake, processed by workers in any order, written by Outlet in the first order.
///
/// There is a fixed number of batches, and that is the backpressure: when none is free, Intake stops reading.
final class BatchQueue: Sendable {
  private struct State {
    var free: [Batch]
    var ready: [Batch] = []
    var done: [Int: Batch] = [:]
    /// How many batches were submitted, and the number of the next.
    var submitted = 0
    var processed = 0
    /// How many lines end in batches that were submitted and are not written.
    var linesUnderWay = 0
    var nextToWrite = 0
    var idleWorkers = 0
    /// No batch will be submitted any more.
    var isClosed = false
    /// Nothing will be written any more.
    var isCancelled = false
    var isReopenRequested = false
    var statistics = Statistics()
    /// What Intake waits for, if it waits.
    var awaited: Awaited = []

    /// Whether something of it has come about.
    var hasAwaited: Bool {
      (awaited.contains(.freeBatch) && !free.isEmpty)
        || (awaited.contains(.idleWorker) && idleWorkers > ready.count)
        || (awaited.contains(.end) && nextToWrite == submitted)
    }

    mutating func add(_ batch: Batch) {
      batch.number = submitted
      submitted += 1
      linesUnderWay += batch.lines(from: 0, to: batch.rows.count)
    }

    mutating func keepDone(_ batch: Batch) {
      done[batch.number] = batch
      processed += 1
    }

    mutating func settle(_ batch: Batch) {
      statistics.add(batch)
      linesUnderWay -= batch.lines(from: 0, to: batch.rows.count)
      batch.removeAll()
      nextToWrite += 1
    }
  }

  /// What Intake may wait for: a batch that is free, a worker that is idle, everything written.
  struct Awaited: OptionSet {
    let rawValue: Int
    static let freeBatch = Awaited(rawValue: 1)
    static let idleWorker = Awaited(rawValue: 2)
    static let end = Awaited(rawValue: 4)
  }

  /// Who waits for a change of the state; Intake has an event loop to wait in.
  private enum Role: Int, CaseIterable {
    case worker, outlet
  }

  private let state: Monitor<State, Role>
  private let wakeIntake: @Sendable () -> Void

  /// `wakeIntake` is called from any thread, and must not block.
  init(batchCount: Int, wakeIntake: @escaping @Sendable () -> Void) {
    state = Monitor(State(free: (0..<batchCount).map { _ in Batch() }))
    self.wakeIntake = wakeIntake
  }

  // MARK: Intake

  /// An empty batch, or nil if all are on their way.
  func takeFree() -> Batch? {
    state.withLock { $0.free.popLast() }
  }

  /// Gives a batch to the workers.
  func submit(_ batch: Batch) {
    state.withLockWaking(.worker) { state in
      state.add(batch)
      state.ready.append(batch)
    }
  }

  /// Gives a batch that Intake has processed to Outlet.
  func submit(processed batch: Batch) {
    state.withLockWaking(.outlet) { state in
      state.add(batch)
      state.keepDone(batch)
    }
  }

  /// Counts a batch that is answered, with nothing else under way; its memory is free again.
  func pass(_ batch: Batch) {
    state.withLock { state in
      state.add(batch)
      state.processed += 1
      state.settle(batch)
    }
  }

  /// Whether a batch that is submitted now is processed at once.
  var isWorkerIdle: Bool {
    state.withLock { $0.idleWorkers > $0.ready.count }
  }

  /// Asks to be woken when one of these comes about; false if there is no need to wait.
  func prepareToWait(for awaited: Awaited) -> Bool {
    state.withLock { state in
      state.awaited = awaited
      return !state.hasAwaited && !state.isCancelled
    }
  }

  /// Ends the order: workers and Outlet end when they have done what was submitted.
  func close() {
    state.withLockWakingAll { $0.isClosed = true }
  }

  /// Whether Outlet has given up.
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Whether everything that was submitted is written.
  var isWritten: Bool { state.withLock { $0.nextToWrite == $0.submitted } }

  /// What has been written so far.
  var statistics: Statistics {
    state.withLock { state in
      var statistics = state.statistics
      statistics.queueDepth = state.submitted - state.nextToWrite
      statistics.unprocessedBatches = state.submitted - state.processed
      statistics.processedBatches = state.processed
      statistics.recordsUnderWay = state.linesUnderWay
      return statistics
    }
  }

  // MARK: Workers

  /// The next batch to process; nil when there will be none.
  func next() -> Batch? {
    wake { $0.idleWorkers += 1 }
    return state.wait(as: .worker) { state -> Batch?? in
      if state.isCancelled || (state.ready.isEmpty && state.isClosed) { return .some(nil) }
      if state.ready.isEmpty { return nil }
      state.idleWorkers -= 1
      return state.ready.removeFirst()
    }
  }

  func finish(_ batch: Batch) {
    state.withLockWaking(.outlet) { $0.keepDone(batch) }
  }

  // MARK: Outlet

  enum Order {
    case write(Batch)
    case reopen
    case end
  }

  /// What Outlet is to do next.
  func nextOrder() -> Order {
    state.wait(as: .outlet) { state in
      if state.isReopenRequested {
        state.isReopenRequested = false
        return .reopen
      }
      if let batch = state.done.removeValue(forKey: state.nextToWrite) { return .write(batch) }
      return state.isClosed && state.nextToWrite == state.submitted ? .end : nil
    }
  }

  /// A batch is written, and its memory free again.
  func recycle(_ batch: Batch) {
    wake { state in
      state.settle(batch)
      state.free.append(batch)
    }
  }

  /// Nothing can be written any more: everybody ends.
  func cancel() {
    state.withLockWakingAll { $0.isCancelled = true }
    wakeIntake()
  }

  /// Outlet is to open its files anew between two batches.
  func requestReopen() {
    state.withLockWaking(.outlet) { $0.isReopenRequested = true }
  }

  /// Changes what Intake may wait for; the other threads do not wait for it.
  private func wake(_ change: (inout State) -> Void) {
    let hasCome = state.withLock { state in
      change(&state)
      guard state.hasAwaited else { return false }
      state.awaited = []
      return true
    }
    if hasCome { wakeIntake() }
  }
}
