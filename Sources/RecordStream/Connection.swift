internal import Glibc

/// One client: what it sends and what it is sent; used by Intake's thread alone.
final class Connection {
  /// With more bytes of replies than this waiting for the client, nothing more is read from it.
  ///
  /// Replies to what is on its way by then come on top: those of the batches that are filled, far below 15 MiB.
  private static let replyLimit = 1 << 20
  /// How much is read in one turn, so that nobody waits long for his.
  private static let bytesPerTurn = 64 << 10

  /// How much is sent at once where it matters that the client takes some of it: a socket counts whole pieces.
  private static let pieceSize = 4 << 10

  let file: FileDescriptor
  /// Its number among all connections, from 1.
  let source: Int
  /// Whether it gets its records back, rather than acknowledgements.
  private let isAnswered: Bool
  private let sendLimit: Int
  /// Whether there may be something to read, or something that was read is not in a batch yet.
  var isReady = true
  /// Whether it is among those that wait for their turn.
  var isInTurns = false
  /// Whether nothing more is to be read from it.
  private var isGivenUp = false
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
  /// What the loop was last told to wait for.
  private var watched = (reading: true, writing: false)

  init(_ file: FileDescriptor, source: Int, settings: RecordPipeline.Settings) {
    self.file = file
    self.source = source
    isAnswered = settings.output == .replies
    sendLimit = settings.service?.idleTimeout == nil ? .max : Self.pieceSize
    let cutter = LineCutter(
      name: "connection \(source)", source: source, recordLimit: settings.recordLimit, rowLimit: settings.rowLimit,
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

  /// Tells the loop what to wait for, if that has changed.
  func watch(in loop: EventLoop, reading: Bool) {
    guard watched != (reading, hasOutgoing) else { return }
    watched = (reading, hasOutgoing)
    loop.set(file, reading: reading, writing: hasOutgoing)
  }

  /// Reads once at most and puts lines into the batch; true if the batch is full.
  ///
  /// `isStopping` says that an unfinished line is no record. Throws what keeps the bytes from being read as lines.
  func work(_ batch: Batch, isStopping: Bool) throws(LineReader.Failure) -> Bool {
    let before = reader.lineCount
    defer {
      if reader.lineCount > before {
        lastLine = .now
        isLastRead = false
      }
    }
    if isGivenUp {
      isReadClosed = true
      reader.abandon(into: batch)
      return false
    }
    do throws(LineReader.Failure) {
      if isAtEnd { return try finish(batch, isStopping: isStopping) }
      if try reader.fill(batch) == .batchFull {
        isReady = true
        return true
      }
      isReady = false
      guard let count = read() else { return false }
      bytesRead += count
      if count > 0 {
        let isFull = try reader.fill(batch) == .batchFull
        // A short read took all that was there; the loop tells when more has come, or the end, but not of who is gone.
        isReady = isFull || count == Self.bytesPerTurn || isGone
        return isFull
      }
      isAtEnd = true
      return try finish(batch, isStopping: isStopping)
    } catch {
      isReadClosed = true
      reader.end(after: error, into: batch)
      throw error
    }
  }

  /// Moves the last lines into the batch; true if it is full, and more is left.
  private func finish(_ batch: Batch, isStopping: Bool) throws(LineReader.Failure) -> Bool {
    if isStopping {
      reader.abandon(into: batch)
    } else if try reader.finish(into: batch) == .batchFull {
      isReady = true
      return true
    }
    isReadClosed = true
    return false
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
    dropReplies()
    isGivenUp = isAnswered
    isReady = true
  }

  /// Ends a client that has been awaited for too long: what it takes no more is dropped, and nothing more is read.
  ///
  /// What lies in the socket is read first, once: a client that never ends its line always has something there.
  func timeOut() {
    isReady = true
    if hasOutgoing {
      dropReplies()
      isGivenUp = true
    } else if isLastRead {
      isGivenUp = true
    }
    isLastRead = true
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
      // A client that is always a little behind must not make it grow for ever.
      outgoing.removeFirst(sent)
      sent = 0
    }
  }
}
