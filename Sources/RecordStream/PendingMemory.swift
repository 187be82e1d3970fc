/// What is held for all clients of a service outside batches: one budget, of which whoever holds most waits first.
///
/// A client may be read as long as it holds less than what is left (the dynamic threshold of Choudhury and Hahne,
/// IEEE/ACM Transactions on Networking 6, 1998): many that hold all they can still leave room for one that comes.
struct PendingMemory {
  /// How long nobody may be read before those that hold most are let go.
  static let patience = Duration.milliseconds(250)

  /// Who holds no more than this is read as long as anybody is: the rest of a few short lines, in memory for one turn.
  private static let littleSize = 80 << 10

  private let limit: Int
  /// What is left for one that holds much and has its turn nevertheless, so that its line can end.
  private let reserve: Int
  /// How many bytes are held now.
  private(set) var total = 0
  /// Since when nobody may be read; nil if somebody may.
  private var fullSince: ContinuousClock.Instant?

  /// `recordLimit` is how long a line may be.
  init(limit: Int, recordLimit: Int) {
    self.limit = limit
    reserve = min(recordLimit, limit / 2)
  }

  var isFull: Bool { total >= limit }

  /// Whether one that holds so much may be read.
  func admits(_ held: Int) -> Bool { held < max(limit - reserve - total, isFull ? 0 : Self.littleSize) }

  /// How much one of so many holds at most where all hold the same.
  func share(of count: Int) -> Int { limit / max(1, count) }

  /// Takes note that what was held for one has become more, or less.
  mutating func change(by difference: Int) {
    total += difference
    if !isFull { fullSince = nil }
  }

  /// How much is to be let go so that others can be read; 0 as long as there is time for it to become less by itself.
  mutating func excess(at now: ContinuousClock.Instant) -> Int {
    guard isFull else { return 0 }
    let since = fullSince ?? now
    fullSince = since
    return now - since >= Self.patience ? total - limit + limit / 8 : 0
  }

  /// Begins the wait anew, for what is let go takes a moment.
  mutating func restartPatience() {
    fullSince = nil
  }
}
