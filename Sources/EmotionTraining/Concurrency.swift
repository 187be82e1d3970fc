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

/// An array's memory while several threads write to places of their own.
struct Shared<Element: BitwiseCopyable & Numeric>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  private let count: Int

  /// Memory that somebody else owns.
  init(_ base: UnsafeMutablePointer<Element>) {
    self.base = base
    count = 0
  }

  /// Zeros; the memory is given back by `takeArray`.
  init(count: Int) {
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: 0, count: count)
    self.count = count
  }

  func deallocate() {
    base.deallocate()
  }

  /// The contents; the memory is given back.
  func takeArray() -> [Element] {
    defer { deallocate() }
    return Array(UnsafeBufferPointer(start: base, count: count))
  }
}

/// An array's memory while several threads read it; it must not be empty.
struct Reading<Element>: @unchecked Sendable {
  let base: UnsafePointer<Element>

  init(_ buffer: UnsafeBufferPointer<Element>) {
    base = buffer.baseAddress.unsafelyUnwrapped
  }
}
