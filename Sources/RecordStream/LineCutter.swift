internal import Glibc

/// Cuts the bytes of one input into the lines of batches, whatever pieces the bytes come in.
struct LineCutter {
  private let name: String
  private let source: Int
  private let recordLimit: Int
  private let limits: Batch.Limits
  /// Once it has put so many strings into a batch, it is the turn of others.
  private let turnStringLimit: Int
  /// Whether a line that is longer passes in pieces; otherwise it ends the input.
  private let passesLongLines: Bool
  /// Whether a line came that is too long.
  private(set) var isRefused = false
  /// How much memory the beginning of a line whose end has not come yet takes.
  var pendingCapacity: Int { pending.capacity }
  var pendingCount: Int { pending.count }
  /// That beginning.
  private var pending: [UInt8] = []
  /// Whether part of the current line has gone out, because it is longer than `recordLimit`.
  private var isOversized = false
  /// How many lines were begun.
  private var lineCount = 0
  /// How many of them have ended.
  private(set) var endedLineCount = 0

  /// `recordLimit` is the longest line, in bytes without LF, that becomes a record.
  init(
    name: String, source: Int, recordLimit: Int, limits: Batch.Limits, turnStringLimit: Int = .max,
    passesLongLines: Bool = true
  ) {
    self.name = name
    self.source = source
    self.recordLimit = recordLimit
    self.limits = limits
    self.turnStringLimit = turnStringLimit
    self.passesLongLines = passesLongLines
  }

  /// Takes bytes until they are used up, the batch is full or the turn is over; returns how many were taken.
  mutating func cut(_ bytes: UnsafeRawBufferPointer, into batch: Batch) -> Int {
    // What belongs to an object is checked for other users at every access.
    var input = Batch.Input()
    swap(&input, &batch.input)
    defer { swap(&input, &batch.input) }
    var limits = limits
    if turnStringLimit < limits.strings - input.stringCount { limits.strings = input.stringCount + turnStringLimit }
    var taken = 0
    while taken < bytes.count && !input.isFull(limits) && !isRefused {
      if pending.isEmpty && !isOversized {
        taken += takeWholeLines(UnsafeRawBufferPointer(rebasing: bytes[taken...]), limits, &input)
        if taken == bytes.count || input.isFull(limits) { break }
      }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[taken...])
      guard let length = Self.lineLength(rest) else {
        keep(rest, &input)
        return bytes.count
      }
      end(UnsafeRawBufferPointer(rebasing: rest[..<length]), &input)
      input.bytesRead += 1
      taken += length + 1
    }
    return taken
  }

  /// Whether the batch takes no other line.
  func isFull(_ batch: Batch) -> Bool { batch.input.isFull(limits) }

  /// The input is at its end, and its last line counts though no LF came.
  mutating func finish(into batch: Batch) {
    if isOversized || !pending.isEmpty { end(UnsafeRawBufferPointer(start: nil, count: 0), &batch.input) }
  }

  /// The input breaks off: what has begun is no record.
  mutating func abandon(into batch: Batch) {
    pending.removeAll()
    // Part of the line is out already; with an LF behind it nothing can be joined to it.
    if isOversized { finish(into: batch) }
  }

  /// Takes lines from the beginning of the bytes, and copies them together; returns how many bytes they are.
  ///
  /// It ends at a line that is not whole or too long, and where the batch is full.
  private mutating func takeWholeLines(
    _ bytes: UnsafeRawBufferPointer, _ limits: Batch.Limits, _ input: inout Batch.Input
  ) -> Int {
    var end = 0
    while end < bytes.count && !input.isFull(limits, with: end),
      let length = Self.lineLength(UnsafeRawBufferPointer(rebasing: bytes[end...])), length <= recordLimit
    {
      noteOrigin(&input)
      let line = UnsafeRawBufferPointer(rebasing: bytes[end..<(end + length)])
      input.append(line, at: end, kind: lineCount == 1 ? .firstRecord : .record)
      endedLineCount += 1
      end += length + 1
    }
    input.append(bytes: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
    input.bytesRead += end
    return end
  }

  private static func lineLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress, let end = memchr(start, 0x0A, bytes.count) else { return nil }
    return UnsafeRawPointer(end) - start
  }

  /// The end of a line, without its LF.
  private mutating func end(_ bytes: UnsafeRawBufferPointer, _ input: inout Batch.Input) {
    let isTooLong = isOversized || pending.count + bytes.count > recordLimit
    if isTooLong && !passesLongLines { return refuse() }
    noteOrigin(&input)
    emit(bytes, isTooLong ? .oversizedEnd : lineCount == 1 ? .firstRecord : .record, &input)
    isOversized = false
    endedLineCount += 1
  }

  /// Bytes of a line that does not end in them.
  private mutating func keep(_ bytes: UnsafeRawBufferPointer, _ input: inout Batch.Input) {
    if isOversized || pending.count + bytes.count > recordLimit {
      if !passesLongLines { return refuse() }
      noteOrigin(&input)
      emit(bytes, .oversizedPiece, &input)
      isOversized = true
    } else {
      if pending.count + bytes.count > pending.capacity {
        // As arrays grow, but to no more than a record takes.
        pending.reserveCapacity(min(recordLimit, max(2 * pending.capacity, pending.count + bytes.count)))
      }
      pending.append(contentsOf: bytes)
    }
  }

  private mutating func refuse() {
    pending = []
    isRefused = true
  }

  private mutating func emit(_ bytes: UnsafeRawBufferPointer, _ kind: Batch.Row.Kind, _ input: inout Batch.Input) {
    input.bytesRead += pending.count + bytes.count
    pending.withUnsafeBytes { input.append($0, bytes, kind: kind) }
    pending.removeAll(keepingCapacity: pending.capacity <= 64 << 10)
  }

  /// Counts the line that a row begins, and tells the batch where its next row is from.
  private mutating func noteOrigin(_ input: inout Batch.Input) {
    if !isOversized { lineCount += 1 }
    if input.lastSource != source {
      input.append(Batch.Origin(name: name, source: source, firstRow: input.rows.count, firstLine: lineCount))
    }
  }
}
