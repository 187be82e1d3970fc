internal import FoundationEssentials
internal import RecordStream

/// What a run did, as one line of JSON; `records_in = records_out + rejected + unanswered` always.
struct Receipt: Encodable {
  let records_in: Int
  let records_out: Int
  let tagged: Int
  let no_text: Int
  let malformed: Int
  let oversized: Int
  let rejected: Int
  /// Records whose reply their client did not take.
  let unanswered: Int
  let bytes_in: Int
  let bytes_out: Int
  let seconds: Double
  let model: String
  /// What records, tags and replies may take at most, in bytes, beside the model.
  let memory_bound: Int
  let exit: Int32
  /// The signal that ended the input before its own end, such as `SIGINT`.
  let interrupted: String?

  init(_ statistics: Statistics, seconds: Double, model: String, memoryBound: Int, exit: ExitCode) {
    let tally = statistics.tally
    records_in = tally.recordsIn
    records_out = tally.recordsOut - statistics.unanswered
    unanswered = statistics.unanswered
    tagged = tally.tagged
    no_text = tally.noText
    malformed = tally.malformed
    oversized = tally.oversized
    rejected = tally.rejected
    bytes_in = tally.bytesIn
    bytes_out = tally.bytesOut
    self.seconds = (seconds * 1000).rounded() / 1000
    self.model = model
    memory_bound = memoryBound
    self.exit = exit.rawValue
    interrupted = statistics.stopSignal.map(signalName)
  }
}

/// The place that a receipt is written to, opened before the run so that it cannot fail only at its end.
struct ReportFile {
  private let path: String
  private let file: FileDescriptor

  init(_ path: String) throws(CommandError) {
    self.path = path
    do throws(SystemError) {
      file = path == "-" ? .standardError : try FileDescriptor.open(forReplacing: path)
    } catch {
      throw CommandError(.cannotOpenOutput, path, "cannot be opened", error.description)
    }
  }

  func write(_ receipt: Receipt) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = [UInt8](try encoder.encode(receipt)) + [UInt8(ascii: "\n")]
    do {
      try line.withUnsafeBytes { try file.write($0) }
    } catch let error as SystemError {
      throw CommandError(.inputOrOutput, path, "write failed", error.description)
    }
  }
}
