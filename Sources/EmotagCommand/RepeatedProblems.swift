internal import RecordStream

/// Keeps what clients can cause again and again to a line per second for each kind, and for each user that is refused.
struct RepeatedProblems {
  private enum Kind: Hashable {
    case refused(uid: UInt32, gid: UInt32)
    case tooMany(uid: UInt32)
    case failed, heldTooMuch, notAccepted
  }

  private var lastTold: [Kind: ContinuousClock.Instant] = [:]
  private var untold: [Kind: Int] = [:]

  /// What to add to the message about a problem; nil if it is not to be told now.
  mutating func addition(to problem: PipelineProblem) -> String? {
    guard let kind = Self.kind(of: problem) else { return "" }
    let now = ContinuousClock.now
    if let last = lastTold[kind], now - last < .seconds(1) {
      untold[kind, default: 0] += 1
      return nil
    }
    lastTold[kind] = now
    let count = untold.removeValue(forKey: kind) ?? 0
    return count == 0 ? "" : "; \(count) more of the kind since the last line"
  }

  /// How many were not told of in the end.
  var rest: Int { untold.values.reduce(0, +) }

  private static func kind(of problem: PipelineProblem) -> Kind? {
    switch problem {
    case .refusedPeer(let uid, let gid): .refused(uid: uid, gid: gid)
    case .tooManyOfUser(let uid): .tooMany(uid: uid)
    case .ofClient(.heldTooMuch): .heldTooMuch
    case .ofClient: .failed
    case .cannotAccept: .notAccepted
    default: nil
    }
  }
}
