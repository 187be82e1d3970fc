/// Whose lines come next.
extension Connections {
  mutating func work(_ batch: Batch) -> InputProgress {
    if batch.input.isFull(settings.batchLimits) { return .batchFull }
    guard let connection = nextTurn() else {
      return isStopping && connections.values.allSatisfy(\.isReadClosed) ? .ended : .waiting
    }
    let before = connection.bytesRead
    do throws(LineReader.Failure) {
      try connection.work(batch, isStopping: isStopping)
    } catch {
      closed[.unreadable, default: 0] += 1
      if !isStopping { onProblem(.ofClient(PipelineProblem(error, of: connection.name))) }
    }
    bytesRead += connection.bytesRead - before
    settle(connection)
    return batch.input.isFull(settings.batchLimits) ? .batchFull : .progress
  }

  mutating func takeTurn(_ connection: Connection) {
    guard connection.mayRead, !connection.isInTurns else { return }
    connection.isInTurns = true
    turns.append(connection.file.number)
  }

  /// The next one that may be read; who holds too much waits until no other has anything.
  private mutating func nextTurn() -> Connection? {
    var heldBack: Connection?
    for _ in turns.indices {
      let file = turns.removeFirst()
      guard let connection = connections[file] else { continue }
      connection.isInTurns = false
      guard connection.mayRead, connection.isReady else { continue }
      if connection.isGivenUp || pending.admits(connection.heldBytes) { return connection }
      takeTurn(connection)
      // The longest line is most likely the first to end, and gives its memory back then.
      if connection.unfinishedBytes >= heldBack?.unfinishedBytes ?? 0 { heldBack = connection }
    }
    guard let heldBack, !pending.isFull else { return nil }
    turns.removeAll { $0 == heldBack.file.number }
    heldBack.isInTurns = false
    return heldBack
  }

  /// Lets go of those that hold most, if for a while nobody could be read because of what is held.
  ///
  /// Only of those that have neither ended a line nor taken a reply in that time.
  mutating func makeRoom() {
    let now = ContinuousClock.now
    // A service that is not ready itself may not blame anybody.
    guard isReading else { return pending.restartPatience() }
    var excess = pending.excess(at: now)
    guard excess > 0 else { return }
    pending.restartPatience()
    let still = connections.values.filter { $0.awaitedSince.map { now - $0 >= PendingMemory.patience } ?? false }
    for connection in still.sorted(by: { ($0.heldBytes, $0.source) > ($1.heldBytes, $1.source) }) where excess > 0 {
      excess -= connection.heldBytes
      closed[.memory, default: 0] += 1
      onProblem(.ofClient(.heldTooMuch(connection.name)))
      connection.giveUp()
      settle(connection)
    }
  }
}
