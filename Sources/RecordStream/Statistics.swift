/// What a pipeline has done so far.
package struct Statistics: Sendable {
  /// Of all batches that are written.
  package internal(set) var tally = Tally()
  /// Batches that are filled and not yet written.
  package internal(set) var queueDepth = 0
  /// Those of them that are not processed yet, and how many have been processed.
  package internal(set) var unprocessedBatches = 0
  package internal(set) var processedBatches = 0
  /// Records in those batches.
  package internal(set) var recordsUnderWay = 0
  /// How many records the written batches had, and how many seconds their processing took.
  package internal(set) var batchRows = Histogram(bounds: [1, 4, 16, 64, 256, 1024])
  package internal(set) var batchSeconds = Histogram(bounds: [0.0001, 0.001, 0.01, 0.1, 1])
  /// How long Intake had no free batch, and so read nothing.
  package internal(set) var blockedSeconds = 0.0
  /// Of a service; nil for files.
  package internal(set) var connections: Connections?
  /// Bytes read from the inputs, as they are in the files.
  package internal(set) var bytesRead = 0
  /// The size of all inputs, if all are regular files.
  package internal(set) var inputSize: Int?
  /// The first line that is not a record.
  package internal(set) var firstFault: Fault?
  /// How the first input begins, at most as much as `Fault.beginning`, and its name.
  package internal(set) var beginning: [UInt8] = []
  package internal(set) var firstInput = ""
  /// The last line that was read; nil for a service.
  package internal(set) var lastLine: LinePlace?
  /// The signal that ended the input before its own end; nil if none did.
  package internal(set) var stopSignal: Int32?
  /// Records that the tally counts as written, and whose replies did not reach their clients.
  package internal(set) var unanswered = 0

  /// Clients of a service.
  package struct Connections: Sendable {
    package let open: Int
    package let accepted: Int
    package let refused: Int
    /// How many were closed by the service, and why.
    package let closed: [CloseReason: Int]
    /// How many bytes are held for clients outside batches.
    package let pendingBytes: Int
    /// How many clients are not read because too much is held for them.
    package let waiting: Int

    /// Why the service closes a client.
    package enum CloseReason: String, CaseIterable, Sendable {
      /// Its bytes cannot be read as what they seem to be, such as gzip that is corrupt, or a line is too long.
      case unreadable
      /// It was idle for too long.
      case idle
      /// It held most of the memory for clients, and others waited for that.
      case memory
    }
  }

  /// A line that is not a record.
  package struct Fault: Sendable {
    package let place: LinePlace
    package let reason: String
    /// Up to 512 bytes from the beginning of its input, line ends and all; empty if the line is far from there.
    package let beginning: [UInt8]
  }

  package init() {}

  mutating func add(_ batch: Batch) {
    tally += batch.product.tally
    batchRows.add(Double(batch.rows.count))
    batchSeconds.add(batch.seconds)
    if beginning.isEmpty {
      beginning = batch.beginning(ofInputAt: 0)
      firstInput = batch.place(of: 0).input
    }
    if firstFault == nil, let fault = batch.product.firstFault {
      firstFault = Fault(
        place: batch.place(of: fault.row), reason: fault.reason, beginning: batch.beginning(ofInputAt: fault.row))
    }
  }
}

/// How many values were at most each of some bounds.
package struct Histogram: Sendable {
  package let bounds: [Double]
  /// For each bound, how many values were at most that, and above the bound before; last, those above all bounds.
  package private(set) var counts: [Int]
  package private(set) var sum = 0.0
  /// How many values there were.
  package var total: Int { counts.reduce(0, +) }

  package init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  package mutating func add(_ value: Double) {
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum += value
  }
}
