internal import Glibc

/// What a pipeline reads, writes and holds to.
extension RecordPipeline {
  /// A file to read, or stdin.
  package struct Input: Sendable {
    package let name: String
    private let path: String?

    package static let standardInput = Input(name: "stdin", path: nil)

    package static func file(_ path: String) -> Input { Input(name: path, path: path) }

    func open() throws(SystemError) -> FileDescriptor {
      guard let path else { return .standardInput }
      return try FileDescriptor.open(forPolling: path)
    }

    /// How large it is, if it is a regular file.
    var size: Int? {
      guard let path else { return FileDescriptor.standardInput.regularFileSize }
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      return Int(status.st_size)
    }
  }

  package struct Settings: Sendable {
    package var inputs: [Input] = [.standardInput]
    /// Clients to read from instead of `inputs`.
    package var service: Service?
    package var output = Output.standardOutput
    /// Where batches' `rejects` go; nil for nowhere.
    package var rejects: String?
    /// The member that the stage adds to records, by which they are known as this program's own: its name as JSON, and
    /// the colon.
    package var addedMember: [UInt8] = []
    /// Whether the output is gzip, one member a batch.
    package var isGzip = false
    /// Whether every batch is on the disk before the next is written.
    package var isSynchronized = false
    package var jobs = 1
    /// The most rows of a batch.
    package var rowLimit = 1024
    /// A batch with so many strings in its lines takes no other, for each may be a text.
    package var stringLimit = 16_384
    /// The most bytes that the stage adds to the lines of a batch.
    package var addedByteLimit = 0
    /// The longest line, in bytes, that becomes a record.
    package var recordLimit = 1 << 20

    var batchLimits: Batch.Limits { Batch.Limits(rows: rowLimit, strings: stringLimit) }

    /// How long the end may take once it is asked for; nil for as long as it takes.
    package var stopTimeout: Duration?
    /// Called once the outputs are open and records can be taken.
    package var onStart: (@Sendable () -> Void)?
    /// Called in Intake's thread when the end is first asked for.
    package var onStop: (@Sendable () -> Void)?
    /// Called in Intake's thread at SIGHUP, before the output is opened anew.
    package var onHangUp: (@Sendable () -> Void)?

    package init() {}

    var isOutputFifo: Bool {
      guard case .file(let template) = output else { return false }
      var status = stat()
      return stat(OutputName.expand(template), &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// Two batches for each worker, one that is filled and one that is written.
    package var batchCount: Int { 2 * jobs + 2 }

    /// What records take at most, in bytes: those of all batches, lines whose end has not come, and replies.
    ///
    /// An array that grows has room for twice what it holds.
    package var memoryBound: Int {
      // The line that fills a batch may end in a piece as it was read; a row has ranges and numbers of its own.
      let lines = 2 * Batch.byteLimit + recordLimit + 96 * min(rowLimit, Batch.byteLimit)
      let product = lines + addedByteLimit
      // With JSON's longest escapes, and once more in base64.
      let batch = 2 * lines + 2 * product + (rejects == nil ? 0 : 2 * 8 * lines)
      let encoders = isGzip ? (jobs + 1) * product : 0
      guard let service else { return batchCount * batch + encoders + recordLimit }
      // A reply is copied for its client, which may be full by then.
      return batchCount * (batch + 2 * product) + encoders + service.pendingLimit
    }
  }

  /// Where records go.
  package enum Output: Sendable, Equatable {
    case standardOutput
    /// A path to append to, in which strftime's conversions stand for the time in UTC.
    case file(String)
    /// Back to the client that they came from.
    case replies
  }

  /// Whom a service listens to.
  package struct Service: Sendable {
    package var listeners: [UnixListener]
    /// Whether a client is told how many of its lines are disposed of: `OK n`, strictly rising.
    package var acknowledges = false
    package var peers = PeerPolicy()
    /// Past it, who connects waits.
    package var connectionLimit = 256
    /// How many of them may be of one user; nil for three quarters, if there are four at least.
    package var connectionsPerUser: Int?
    /// How many bytes may be held for all clients together, before they are in batches and after.
    package var pendingLimit = 320 << 20
    /// How long a client may send no whole line.
    package var idleTimeout: Duration?

    package init(listeners: [UnixListener]) {
      self.listeners = listeners
    }
  }
}
