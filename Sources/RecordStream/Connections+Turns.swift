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
    var heldBack: [Connection] = []
    for index in turns.indices {
      guard let connection = connections[turns[index]] else { continue }
      if connection.mayRead, connection.isReady {
        guard connection.isGivenUp || pending.admits(connection.heldBytes) else {
          heldBack.append(connection)
          continue
        }
        turns.removeSubrange(...index)
        turns += heldBack.map(\.file.number)
        connection.isInTurns = false
        return connection
      }
      connection.isInTurns = false
    }
    turns = heldBack.map(\.file.number)
    // The longest line is most likely the first to end, and gives its memory back then.
    guard !pending.isFull, let longest = heldBack.max(by: { $0.unfinishedBytes < $1.unfinishedBytes }) else {
      return nil
    }
    turns.removeAll { $0 == longest.file.number }
    longest.isInTurns = false
    return longest
  }

  /// Lets go of those that hold most, if for a while nobody could be read because of what is held.
  ///
  /// Those come first that have neither ended a line nor taken a reply in that time; who holds no more than its share
  /// stays.
  mutating func makeRoom() {
    let now = ContinuousClock.now
    // A service that was not ready itself may not blame anybody.
    if !isReading || now - lastLookForRoom >= PendingMemory.patience * 2 { pending.restartPatience() }
    lastLookForRoom = now
    guard pending.isFull else { return }
    let greedy = connections.values.filter { !$0.isGivenUp && $0.heldBytes > pending.share(of: connections.count) }
    // What each has taken is seen by comparing with the beginning.
    let waits = greedy.map { connection in connection.awaitedSince.map { now - $0 } ?? .zero }
    var excess = pending.excess(at: now)
    guard excess > 0 else { return }
    pending.restartPatience()
    let still = zip(greedy, waits).filter { $0.1 >= PendingMemory.patience }.map(\.0)
    let closing = (still.isEmpty ? greedy : still).sorted { ($0.heldBytes, $0.source) > ($1.heldBytes, $1.source) }
    for connection in closing where excess > 0 {
      excess -= connection.heldBytes
      closed[.memory, default: 0] += 1
      onProblem(.ofClient(.heldTooMuch(connection.name)))
      connection.giveUp()
      settle(connection)
    }
  }
}
