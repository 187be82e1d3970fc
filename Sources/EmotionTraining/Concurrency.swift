internal import Dispatch
internal import FoundationEssentials
internal import Synchronization

/// Runs `body` on ranges that cover `0 ..< count`, side by side on all cores.
///
/// The result must not depend on where the ranges are cut.
func concurrentRanges(_ count: Int, _ body: (Range<Int>) -> Void) {
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let body = body
    let parts = min(count, 8 * coreCount)
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      body(part * count / parts..<(part + 1) * count / parts)
    }
  }
}

/// The results of `body` for `0 ..< count`, computed side by side; each thread has a context of its own.
///
/// A result must not depend on the thread or on what its context was used for before. The first error ends the work.
func concurrentMap<Context, Result: Sendable>(
  _ count: Int, context: @Sendable () throws -> Context,
  _ body: @Sendable (Context, Int) throws -> Result
) throws -> [Result] {
  let next = Atomic(0)
  let results = Mutex([Result?](repeating: nil, count: count))
  let failure = Mutex<(any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: min(count, coreCount)) { _ in
    do {
      let context = try context()
      while failure.withLock({ $0 == nil }) {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = try body(context, index)
        results.withLock { $0[index] = result }
      }
    } catch {
      failure.withLock { $0 = $0 ?? error }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
  return results.withLock { $0.compactMap { $0 } }
}

private let coreCount = max(1, ProcessInfo.processInfo.activeProcessorCount)
