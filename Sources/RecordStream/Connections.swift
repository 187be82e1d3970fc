internal import Glibc

/// The clients of a service: accepted, read in turns, answered and let go.
struct Connections: InputSource, ~Copyable {
  /// How many clients are taken at once, so that those who are refused cannot hold up the others by coming again.
  static let acceptsPerTurn = 64
  /// So many descriptors are left to outputs that are opened anew, metrics and the like.
  static let spareDescriptors = 8

  let settings: RecordPipeline.Settings
  let service: RecordPipeline.Service
  let loop: EventLoop
  private let mailbox: Mailbox
  let onProblem: @Sendable (PipelineProblem) -> Void

  /// By the numbers of their files.
  var connections: [Int32: Connection] = [:]
  var filesOfSources: [Int: Int32] = [:]
  /// How many there are of each user.
  var connectionsOfUsers: [UInt32: Int] = [:]
  /// The files that may have something to read, in the order of their turns.
  var turns: [Int32] = []
  var pending: PendingMemory
  var lastLookForRoom = ContinuousClock.now
  var isAccepting = false
  /// When a client could not be taken; nil once nobody waits.
  var acceptFailure: ContinuousClock.Instant?
  private(set) var isStopping = false
  private(set) var isReading = true
  var accepted = 0
  var refused = 0
  /// How many were closed by the service, and why.
  var closed: [Statistics.Connections.CloseReason: Int] = [:]
  /// Of connections that are closed.
  private var unanswered = 0
  var bytesRead = 0
  private var lastLook = ContinuousClock.now
  /// When the service was last not ready to read, so that clients had to wait for it.
  private var lastUnready = ContinuousClock.now
  /// How many connections the process has descriptors for.
  let descriptorLimit: Int
  /// How many of the places one user may have.
  let placesPerUser: Int

  init(
    _ settings: RecordPipeline.Settings, _ service: RecordPipeline.Service, loop: EventLoop, mailbox: Mailbox,
    onProblem: @escaping @Sendable (PipelineProblem) -> Void
  ) {
    self.settings = settings
    self.service = service
    self.loop = loop
    self.mailbox = mailbox
    self.onProblem = onProblem
    descriptorLimit = FileDescriptor.countOfFree() - Self.spareDescriptors
    let places = service.connectionLimit
    placesPerUser = service.connectionsPerUser ?? (places < 4 ? places : 3 * places / 4)
    pending = PendingMemory(limit: service.pendingLimit, recordLimit: settings.recordLimit)
    for listener in service.listeners { _ = loop.watchReading(listener.file) }
    isAccepting = true
  }

  var isFlushed: Bool { connections.isEmpty && mailbox.isEmpty }
  var wakeInterval: Duration? {
    if pending.isFull { return PendingMemory.patience }
    let awaitsTime = acceptFailure != nil || (service.idleTimeout != nil && !connections.isEmpty)
    return awaitsTime ? .seconds(1) : nil
  }

  func add(to statistics: inout Statistics) {
    statistics.bytesRead = bytesRead
    statistics.unanswered = connections.values.reduce(unanswered) { $0 + $1.unanswered }
    statistics.connections = Statistics.Connections(
      open: connections.count, accepted: accepted, refused: refused, closed: closed, pendingBytes: pending.total,
      waiting: turns.count { connections[$0].map { !pending.admits($0.heldBytes) } ?? false })
  }

  mutating func stop() {
    isStopping = true
    // Who has connected to a path of ours before the signal may have sent records; systemd keeps its own backlog.
    for listener in service.listeners {
      if listener.isOwn { accept(from: listener, atMost: UnixListener.backlog, limit: .max) }
      loop.unwatch(listener.file)
      listener.close()
    }
    isAccepting = false
    for connection in connections.values {
      connection.shutDownReading()
      takeTurn(connection)
    }
  }

  mutating func setReading(_ isOn: Bool) {
    // Who has something is asked for it in turn, also by a flood that fills every batch. So that is noted even while
    // nothing is read; it ends a wait once.
    isReading = isOn
    if !isOn { lastUnready = .now }
  }

  mutating func abandon() {
    for connection in connections.values { connection.dropReplies() }
    deliver()
  }

  mutating func handle(_ events: EventLoop.Events) {
    deliver()
    for file in events.broken {
      guard let connection = connections[file] else { continue }
      loop.unwatch(connection.file)
      connection.hangUp()
      settle(connection)
    }
    for file in events.writable {
      guard let connection = connections[file] else { continue }
      connection.send()
      settle(connection)
    }
    for file in events.readable {
      guard let connection = connections[file] else { continue }
      connection.isReady = true
      takeTurn(connection)
      // What is not read now must not end the next wait.
      if !isReading || pending.isFull { settle(connection) }
    }
    if !isStopping {
      for listener in service.listeners where events.readable.contains(listener.file.number) {
        accept(from: listener, atMost: Self.acceptsPerTurn, limit: service.connectionLimit)
      }
      retryAccepting()
    }
    makeRoom()
    closeIdle()
  }

  private mutating func deliver() {
    for delivery in mailbox.take() {
      guard let connection = filesOfSources[delivery.source].flatMap({ connections[$0] }) else { continue }
      connection.deliver(delivery, acknowledges: service.acknowledges)
      settle(connection)
    }
  }

  /// After something has changed: closes a connection that is finished, or waits for what it waits for.
  mutating func settle(_ connection: Connection) {
    let isFinished = connection.isFinished
    let held = isFinished ? 0 : connection.heldBytes
    pending.change(by: held - connection.countedBytes)
    connection.countedBytes = held
    guard isFinished else {
      guard watch(connection) else {
        let error = SystemError(errno)
        onProblem(.ofClient(.readFailed(connection.name, error)))
        connection.giveUp()
        return settle(connection)
      }
      if connection.isReady { takeTurn(connection) }
      return
    }
    loop.unwatch(connection.file)
    connections[connection.file.number] = nil
    filesOfSources[connection.source] = nil
    connectionsOfUsers[connection.user, default: 0] -= 1
    if connectionsOfUsers[connection.user] == 0 { connectionsOfUsers[connection.user] = nil }
    unanswered += connection.unanswered
    try? connection.file.close()
    if connections.count < service.connectionLimit { setAccepting(true) }
  }

  /// What is already known to be there must not end every wait.
  private func watch(_ connection: Connection) -> Bool {
    connection.watch(in: loop, reading: connection.mayRead && !connection.isReady)
  }

  /// Closes clients that have been idle for too long, once a second.
  private mutating func closeIdle() {
    let now = ContinuousClock.now
    guard let timeout = service.idleTimeout, now - lastLook >= .seconds(1) else { return }
    // Where no look was taken for longer, it is the service that stood still.
    if now - lastLook >= .seconds(2) { lastUnready = now }
    lastLook = now
    for connection in Array(connections.values) where !connection.isGivenUp {
      // It may have sent what it is waiting for, and was not read because of what it holds.
      if connection.isInTurns && !connection.hasOutgoing && !pending.admits(connection.heldBytes) { continue }
      guard let since = connection.awaitedSince, now - max(since, lastUnready) >= timeout else { continue }
      if connection.timeOut() { closed[.idle, default: 0] += 1 }
      settle(connection)
    }
  }
}
