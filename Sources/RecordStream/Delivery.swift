internal import Synchronization

/// What Outlet tells Intake of one connection's rows in a batch: they are disposed of.
struct Delivery: Sendable {
  /// Which connection it is.
  let source: Int
  /// How many lines end in those rows.
  let lineCount: Int
  /// What goes back to the client.
  let reply: [UInt8]

  /// One for each origin of a batch, in order; replies only where they are asked for.
  static func all(of batch: Batch, withReplies: Bool) -> [Delivery] {
    batch.origins.indices.map { index in
      let origin = batch.origins[index]
      let next = index + 1 < batch.origins.count ? batch.origins[index + 1].firstRow : batch.rows.count
      // A stage that gave up has no ends behind its last row.
      let last = min(next, batch.product.rowEnds.count)
      let start =
        origin.firstRow == 0 ? 0 : batch.product.rowEnds[min(origin.firstRow, batch.product.rowEnds.count) - 1]
      let end = last == 0 ? 0 : batch.product.rowEnds[last - 1]
      return Delivery(
        source: origin.source, lineCount: batch.lines(from: origin.firstRow, to: max(last, origin.firstRow)),
        reply: withReplies ? Array(batch.product.output[start..<max(start, end)]) : [])
    }
  }
}

/// Deliveries on their way from Outlet to Intake.
final class Mailbox: Sendable {
  private let deliveries = Mutex<[Delivery]>([])
  private let wakeIntake: @Sendable () -> Void

  init(wakeIntake: @escaping @Sendable () -> Void) {
    self.wakeIntake = wakeIntake
  }

  func post(_ batch: Batch, withReplies: Bool) {
    put(batch, withReplies: withReplies)
    wakeIntake()
  }

  /// Leaves deliveries of Intake's own, which looks before it waits.
  func put(_ batch: Batch, withReplies: Bool) {
    let new = Delivery.all(of: batch, withReplies: withReplies)
    deliveries.withLock { $0 += new }
  }

  /// All that have come since the last time, in order.
  func take() -> [Delivery] {
    deliveries.withLock { deliveries in
      defer { deliveries = [] }
      return deliveries
    }
  }

  var isEmpty: Bool { deliveries.withLock { $0.isEmpty } }
}
