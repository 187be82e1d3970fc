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
