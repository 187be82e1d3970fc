internal import Synchronization

/// Where workers get their stages, which may be exchanged for others while they work.
package final class StageSource<Product: Stage & Sendable>: Sendable {
  private let prototype: Mutex<Product>
  private let exchanges = Atomic(0)

  /// Each worker gets a copy.
  package init(_ prototype: Product) {
    self.prototype = Mutex(prototype)
  }

  /// From its next batch on, each worker has a copy of this one.
  package func exchange(_ new: Product) {
    prototype.withLock { $0 = new }
    exchanges.add(1, ordering: .releasing)
  }

  /// Differs once the stage was exchanged.
  var generation: Int { exchanges.load(ordering: .acquiring) }

  func current() -> (stage: Product, generation: Int) {
    let generation = generation
    return (prototype.withLock { $0 }, generation)
  }
}
