internal import Glibc

/// The clients of a service: accepted, read in turns, answered and let go.
struct Connections: InputSource, ~Copyable {
  /// How many clients are taken at once, so that those who are refused cannot hold up the others by coming again.
  private static let acceptsPerTurn = 64
  /// So many descriptors are left to outputs that are opened anew, metrics and the like.
  private static let spareDescriptors = 8

  private let settings: RecordPipeline.Settings
  private let service: RecordPipeline.Service
  private let loop: EventLoop
  private let mailbox: Mailbox
  private let onProblem: @Sendable (PipelineProblem) -> Void

  /// By the numbers of their files.
  private var connections: [Int32: Connection] = [:]
  private var filesOfSources: [Int: Int32] = [:]
  /// The files that may have something to read, in the order of their turns.
  private var turns: [Int32] = []
  private var isAccepting = false
  /// When a client could not be taken; nil once nobody waits.
  private var acceptFailure: ContinuousClock.Instant?
  private var isStopping = false
  private var isReading = true
  private var accepted = 0
  private var refused = 0
  private var failed = 0
  /// Of connections that are closed.
  private var unanswered = 0
  private var bytesRead = 0
  private var lastLook = ContinuousClock.now
  /// When the service was last not ready to read, so that clients had to wait for it.
  private var lastUnready = ContinuousClock.now
  /// How many connections the process has descriptors for.
  private let descriptorLimit: Int

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
    for listener in service.listeners { _ = loop.watchReading(listener.file) }
    isAccepting = true
  }

  var isFlushed: Bool { connections.isEmpty && mailbox.isEmpty }
  var wakeInterval: Duration? {
    let awaitsTime = acceptFailure != nil || (service.idleTimeout != nil && !connections.isEmpty)
    return awaitsTime ? .seconds(1) : nil
  }

  func add(to statistics: inout Statistics) {
    statistics.bytesRead = bytesRead
    statistics.unanswered = connections.values.reduce(unanswered) { $0 + $1.unanswered }
    statistics.connections = Statistics.Connections(
      open: connections.count, accepted: accepted, refused: refused, failed: failed)
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
      if !isReading { watch(connection) }
    }
    if !isStopping {
      for listener in service.listeners where events.readable.contains(listener.file.number) {
        accept(from: listener, atMost: Self.acceptsPerTurn, limit: service.connectionLimit)
      }
      retryAccepting()
    }
    closeIdle()
  }

  private mutating func deliver() {
    for delivery in mailbox.take() {
      guard let connection = filesOfSources[delivery.source].flatMap({ connections[$0] }) else { continue }
      connection.deliver(delivery, acknowledges: service.acknowledges)
      settle(connection)
    }
  }

  mutating func work(_ batch: Batch) -> InputProgress {
    if batch.input.isFull(rowLimit: settings.rowLimit) { return .batchFull }
    while let file = turns.first {
      guard let connection = connections[file], connection.mayRead, connection.isReady else {
        turns.removeFirst()
        connections[file]?.isInTurns = false
        continue
      }
      let before = connection.bytesRead
      var isFull = false
      do throws(LineReader.Failure) {
        isFull = try connection.work(batch, isStopping: isStopping)
      } catch {
        failed += 1
        if !isStopping { onProblem(.ofClient(PipelineProblem(error, of: "connection \(connection.source)"))) }
      }
      bytesRead += connection.bytesRead - before
      turns.removeFirst()
      connection.isInTurns = false
      settle(connection)
      return isFull ? .batchFull : .progress
    }
    return isStopping && connections.values.allSatisfy(\.isReadClosed) ? .ended : .waiting
  }

  /// Takes `count` clients at most, as long as fewer than `limit` are connected.
  private mutating func accept(from listener: UnixListener, atMost count: Int, limit: Int) {
    var left = count
    while left > 0 && connections.count < limit {
      left -= 1
      do throws(SystemError) {
        guard connections.count < descriptorLimit else { throw SystemError(EMFILE) }
        guard let file = try listener.accept() else {
          acceptFailure = nil
          return
        }
        admit(file)
      } catch {
        // Without a free descriptor every wait would end at once: listen again when a connection has ended, or later.
        if acceptFailure == nil { onProblem(.cannotAccept(error)) }
        acceptFailure = .now
        return setAccepting(false)
      }
    }
    if connections.count >= limit { setAccepting(false) }
  }

  /// What keeps clients from being taken may be gone by itself, such as a shortage in the whole system.
  private mutating func retryAccepting() {
    guard let failure = acceptFailure, .now - failure >= .seconds(1) else { return }
    acceptFailure = .now
    if connections.count < service.connectionLimit { setAccepting(true) }
  }

  private mutating func admit(_ file: FileDescriptor) {
    let peer = PeerPolicy.credentials(of: file)
    guard let peer,
      service.peers.admits(uid: peer.uid, gid: peer.gid, groups: PeerPolicy.groups(of: file))
    else {
      refused += 1
      onProblem(.refusedPeer(uid: peer?.uid ?? .max, gid: peer?.gid ?? .max))
      try? file.close()
      return
    }
    accepted += 1
    let connection = Connection(file, source: accepted, settings: settings)
    connections[file.number] = connection
    filesOfSources[connection.source] = file.number
    _ = loop.watchReading(file)
    if isStopping { connection.shutDownReading() }
    takeTurn(connection)
    watch(connection)
  }

  private mutating func setAccepting(_ isOn: Bool) {
    guard isOn != isAccepting, !isStopping else { return }
    isAccepting = isOn
    for listener in service.listeners { loop.setReading(listener.file, isOn) }
  }

  private mutating func takeTurn(_ connection: Connection) {
    guard connection.mayRead, !connection.isInTurns else { return }
    connection.isInTurns = true
    turns.append(connection.file.number)
  }

  /// After something has changed: closes a connection that is finished, or waits for what it waits for.
  private mutating func settle(_ connection: Connection) {
    guard connection.isFinished else {
      watch(connection)
      if connection.isReady { takeTurn(connection) }
      return
    }
    loop.unwatch(connection.file)
    connections[connection.file.number] = nil
    filesOfSources[connection.source] = nil
    unanswered += connection.unanswered
    try? connection.file.close()
    if connections.count < service.connectionLimit { setAccepting(true) }
  }

  /// What is already known to be there must not end every wait.
  private func watch(_ connection: Connection) {
    connection.watch(in: loop, reading: connection.mayRead && !connection.isReady)
  }

  /// Closes clients that have been idle for too long, once a second.
  private mutating func closeIdle() {
    let now = ContinuousClock.now
    guard let timeout = service.idleTimeout, now - lastLook >= .seconds(1) else { return }
    // Where no look was taken for longer, it is the service that stood still.
    if now - lastLook >= .seconds(2) { lastUnready = now }
    lastLook = now
    for connection in Array(connections.values) {
      guard let since = connection.awaitedSince, now - max(since, lastUnready) >= timeout else { continue }
      connection.timeOut()
      settle(connection)
    }
  }
}
