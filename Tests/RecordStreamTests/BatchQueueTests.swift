import Glibc
import Synchronization
import Testing

@testable import RecordStream

/// Who is woken by what: each round, a thread waits, or is just about to.
@Suite(.timeLimit(.minutes(1))) struct BatchQueueTests {
  enum Change: CaseIterable, Sendable {
    case processed, finished, reopen, close, cancel
  }

  @Test(arguments: Change.allCases.filter { $0 != .cancel })
  func outletIsWokenByWhatItHasToDo(_ change: Change) throws {
    for _ in 0..<300 {
      let queue = BatchQueue(batchCount: 1) {}
      let outlet = try Self.thread { _ = queue.nextOrder() }
      try Self.make(change, queue)
      outlet.join()
    }
  }

  @Test(arguments: [Change.finished, .close, .cancel])
  func aWorkerIsWokenByABatchAndByTheEnd(_ change: Change) throws {
    for _ in 0..<300 {
      let queue = BatchQueue(batchCount: 1) {}
      let worker = try Self.thread { _ = queue.next() }
      if change == .finished { queue.submit(try #require(queue.takeFree())) } else { try Self.make(change, queue) }
      worker.join()
    }
  }

  @Test func intakeIsWokenByAFreeBatchIfItWaitsForOne() throws {
    let (queue, wakes) = try Self.queueUnderWay()
    #expect(queue.prepareToWait(for: [.freeBatch]))
    let first = try #require(queue.next())
    queue.finish(first)
    #expect(wakes.count == 0)
    queue.recycle(first)
    #expect(wakes.count == 1)
    let second = try #require(queue.next())
    queue.finish(second)
    queue.recycle(second)
    #expect(wakes.count == 1 && !queue.prepareToWait(for: [.freeBatch]))
  }

  @Test func intakeIsWokenByAnIdleWorkerIfItWaitsForOne() throws {
    let (queue, wakes) = try Self.queueUnderWay()
    #expect(queue.prepareToWait(for: [.idleWorker]))
    for _ in 0..<2 { queue.finish(try #require(queue.next())) }
    #expect(wakes.count == 0)
    let worker = try Self.thread { _ = queue.next() }
    while !queue.isWorkerIdle { sched_yield() }
    queue.close()
    worker.join()
    #expect(wakes.count == 1)
  }

  @Test func intakeIsWokenByTheEndIfItWaitsForIt() throws {
    let (queue, wakes) = try Self.queueUnderWay()
    #expect(queue.prepareToWait(for: [.end]))
    let batches = try (0..<2).map { _ in try #require(queue.next()) }
    for batch in batches { queue.finish(batch) }
    queue.recycle(batches[0])
    #expect(wakes.count == 0)
    queue.recycle(batches[1])
    #expect(wakes.count == 1 && !queue.prepareToWait(for: [.end]))
  }

  @Test func intakeDoesNotWaitOnceAllIsCancelled() throws {
    let (queue, wakes) = try Self.queueUnderWay()
    #expect(queue.prepareToWait(for: []))
    queue.cancel()
    #expect(wakes.count == 1 && !queue.prepareToWait(for: [.freeBatch]))
  }

  private final class Wakes: Sendable {
    private let number = Atomic(0)
    var count: Int { number.load(ordering: .acquiring) }
    func add() { number.add(1, ordering: .releasing) }
  }

  /// A queue of two batches, both of which wait for a worker, and how often it has woken Intake.
  private static func queueUnderWay() throws -> (BatchQueue, Wakes) {
    let wakes = Wakes()
    let queue = BatchQueue(batchCount: 2) { wakes.add() }
    for _ in 0..<2 { queue.submit(try #require(queue.takeFree())) }
    return (queue, wakes)
  }

  private static func make(_ change: Change, _ queue: BatchQueue) throws {
    switch change {
    case .processed: queue.submit(processed: try #require(queue.takeFree()))
    case .finished:
      queue.submit(try #require(queue.takeFree()))
      queue.finish(try #require(queue.next()))
    case .reopen: queue.requestReopen()
    case .close: queue.close()
    case .cancel: queue.cancel()
    }
  }

  /// A thread that runs already.
  private static func thread(_ body: @escaping @Sendable () -> Void) throws -> WorkerThread {
    let isRunning = Atomic(false)
    let thread = try WorkerThread {
      isRunning.store(true, ordering: .releasing)
      body()
    }
    while !isRunning.load(ordering: .acquiring) { sched_yield() }
    return thread
  }
}
