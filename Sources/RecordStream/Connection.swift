internal import Glibc

/// One client: what it sends and what it is sent; used by Intake's thread alone.
final class Connection {
  /// With more bytes of replies than this waiting for the client, nothing more is read from it.
  ///
  /// Replies to what is on its way by then come on top: those of the batches that are filled, far below 15 MiB.
  private static let replyLimit = 1 << 20
  /// How much is read in one turn, and how many strings may be in its lines, so that nobody waits long for its own.
  private static let bytesPerTurn = 64 << 10
  private static let stringsPerTurn = 2048

  /// How much is sent at once, for a socket tells in whole pieces what the client has taken; less where that is timed.
  private static let pieceSize = 16 << 10
  private static let smallPieceSize = 4 << 10

  let file: FileDescriptor
  /// Its number among all connections, from 1.
  let source: Int
  let user: UInt32
  /// What problems call it.
  var name: String { "connection \(source)" }
  /// Whether it gets its records back, rather than acknowledgements.
  private let isAnswered: Bool
  private let sendLimit: Int
  /// Whether there may be something to read, or something that was read is not in a batch yet.
  var isReady = true
  /// Whether it is among those that wait for their turn.
  var isInTurns = false
  /// Whether nothing more is to be read from it.
  private(set) var isGivenUp = false
  /// How much of what is held for it is counted.
  var countedBytes = 0
  private(set) var lastLine = ContinuousClock.now
  /// Whether what the client had sent by the time that it seemed idle is being read, or has been.
  private var isLastRead = false
  private(set) var bytesRead = 0
  private var reader: LineReader
  /// Whether the end of what it sends has been reached.
  private var isAtEnd = false
  /// Whether all that it sends is in batches.
  private(set) var isReadClosed = false
  private var disposedLines = 0
  private var outgoing: [UInt8] = []
  private var sent = 0
  /// When the client last took something of what waits for it.
  private var lastTaken = ContinuousClock.now
  /// How much lay in the socket, not taken by the client, when that was last looked at.
  private var unreadBefore = 0
  /// How many replies had nowhere to go.
  private(set) var unanswered = 0
  /// Whether the client is gone, so that replies have nowhere to go.
  private var isGone = false
  /// Whether it has closed its end, after which there is nothing to wait for.
  private var isHungUp = false
  /// What the loop was last told to wait for.
  private var watched = (reading: true, writing: false)

  init(_ file: FileDescriptor, source: Int, user: UInt32, settings: RecordPipeline.Settings) {
    self.file = file
    self.source = source
    self.user = user
    isAnswered = settings.output == .replies
    sendLimit = settings.service?.idleTimeout == nil ? Self.pieceSize : Self.smallPieceSize
    let cutter = LineCutter(
      name: "connection \(source)", source: source, recordLimit: settings.recordLimit, limits: settings.batchLimits,
      turnStringLimit: Self.stringsPerTurn,
      // In an output that others share, pieces would be torn by their lines, and theirs by the pieces.
      passesLongLines: isAnswered)
    reader = LineReader(file, cutter: cutter, chunkSize: Self.bytesPerTurn, keepsMemory: false)
  }

  /// Whether more may be read from it.
  var mayRead: Bool { !isReadClosed && outgoing.count - sent <= Self.replyLimit }

  /// Whether every line that it sent is disposed of and every reply sent.
  var isFinished: Bool { isReadClosed && disposedLines == reader.lineCount && !hasOutgoing }

  /// When the service began to wait for the client: for a whole line, or for room for a reply; nil if it does not.
  ///
  /// A socket says that it has room only once much of it is free, so what lies in it is looked at.
  var awaitedSince: ContinuousClock.Instant? {
    if hasOutgoing {
      let unread = file.unsentCount
      if unread < unreadBefore { lastTaken = .now }
      unreadBefore = unread
      return lastTaken
    }
    return disposedLines == reader.lineCount && mayRead ? max(lastLine, lastTaken) : nil
  }

  var hasOutgoing: Bool { sent < outgoing.count }

  /// How much memory is held for it outside batches, in bytes.
  var heldBytes: Int { Self.ownSize + reader.heldBytes + outgoing.capacity }
  /// How much of that is for a line whose end has not come.
  var unfinishedBytes: Int { reader.unfinishedBytes }
  /// About what a connection takes by itself.
  private static let ownSize = 1 << 10

  /// Tells the loop what to wait for, if that has changed; false if it cannot.
  func watch(in loop: EventLoop, reading: Bool) -> Bool {
    guard !isHungUp, watched != (reading, hasOutgoing) else { return true }
    watched = (reading, hasOutgoing)
    return loop.set(file, reading: reading, writing: hasOutgoing)
  }

  /// Reads once at most and puts lines into the batch.
  ///
  /// `isStopping` says that an unfinished line is no record. Throws what keeps the bytes from being read as lines.
  func work(_ batch: Batch, isStopping: Bool) throws(LineReader.Failure) {
    let before = reader.lineCount
    defer {
      if reader.lineCount > before {
        lastLine = .now
        isLastRead = false
      }
    }
    if isGivenUp {
      isReadClosed = true
      return reader.abandon(into: batch)
    }
    do throws(LineReader.Failure) {
      if isAtEnd { return try finish(batch, isStopping: isStopping) }
      isReady = try reader.fill(batch) == .more
      guard !isReady, let count = read() else { return }
      bytesRead += count
      isAtEnd = count == 0
      if isAtEnd { return try finish(batch, isStopping: isStopping) }
      // A short read took all that was there; the loop tells when more has come, or the end, but not of who is gone.
      isReady = try reader.fill(batch) == .more || count == Self.bytesPerTurn || isGone
    } catch {
      isReadClosed = true
      reader.end(after: error, into: batch)
      throw error
    }
  }

  /// Moves the last lines into the batch, as far as it takes them.
  private func finish(_ batch: Batch, isStopping: Bool) throws(LineReader.Failure) {
    if isStopping {
      reader.abandon(into: batch)
    } else {
      isReady = try reader.finish(into: batch) == .more
      if isReady { return }
    }
    isReadClosed = true
  }

  /// How many bytes came; 0 at the end, nil if none are there now.
  private func read() -> Int? {
    do throws(SystemError) {
      return try reader.read()
    } catch {
      return 0
    }
  }

  /// The client has closed its end, and nothing can be sent: what it sent is still read, unless it was for an answer.
  func hangUp() {
    isHungUp = true
    dropReplies()
    isGivenUp = isAnswered
    isReady = true
  }

  /// Ends a client that has been awaited for too long: what it takes no more is dropped, and nothing more is read.
  ///
  /// What lies in the socket is read first, once: a client that never ends its line always has something there. True once
  /// it is ended.
  func timeOut() -> Bool {
    if hasOutgoing || isLastRead {
      giveUp()
      return true
    }
    isReady = true
    isLastRead = true
    return false
  }

  /// Ends a client: what it does not take is dropped, and nothing more is read.
  func giveUp() {
    if hasOutgoing { dropReplies() }
    isGivenUp = true
    isReady = true
  }

  /// Replies have nowhere to go any more; they must not hold up the reading of what the client has sent.
  func dropReplies() {
    isGone = true
    if isAnswered { unanswered += outgoing[sent...].count { $0 == 0x0A } }
    outgoing = []
    sent = 0
  }

  /// Only what was sent before now is still read.
  func shutDownReading() {
    shutdown(file.number, Int32(SHUT_RD))
    isReady = true
  }

  /// Takes note of rows that are disposed of, and sends the reply or the acknowledgement.
  func deliver(_ delivery: Delivery, acknowledges: Bool) {
    disposedLines += delivery.lineCount
    if isGone {
      unanswered += delivery.reply.count { $0 == 0x0A }
      return
    }
    if !hasOutgoing { lastTaken = .now }
    let needed = outgoing.count + delivery.reply.count
    // Otherwise it grows to twice what it is.
    if needed > max(Self.bytesPerTurn, outgoing.capacity) { outgoing.reserveCapacity(needed + needed / 8) }
    outgoing += delivery.reply
    if acknowledges && delivery.lineCount > 0 { outgoing += Array("OK \(disposedLines)\n".utf8) }
    send()
  }

  /// Sends what the client takes now.
  func send() {
    while hasOutgoing {
      let count = outgoing.withUnsafeBytes { bytes in
        Glibc.send(
          file.number, bytes.baseAddress.map { $0 + sent }, min(bytes.count - sent, sendLimit), Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 {
        if errno != EAGAIN { dropReplies() }
        break
      }
      sent += count
      lastTaken = .now
    }
    if !hasOutgoing {
      outgoing.removeAll(keepingCapacity: outgoing.capacity <= 64 << 10)
      sent = 0
    } else if sent > outgoing.count / 2 {
      // A client that always lags a little must not make it grow for ever.
      outgoing = Array(outgoing[sent...])
      sent = 0
    }
  }
}
