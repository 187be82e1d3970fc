internal import Glibc
internal import RecordStream

/// What to say at the end of lines that were not tagged, for they are passed on in silence.
struct UntaggedRecords {
  private let tally: Tally
  private let firstFault: Statistics.Fault?
  private let beginning: [UInt8]
  private let fields: String
  /// The file that the beginning is of; nil for stdin or a client.
  private let input: String?

  /// Nil where there is nothing to say: every line was a record, and some had a text.
  ///
  /// A run whose inputs gave problems may lack texts for that reason, which is said already: `isInOrder` is false then.
  init?(_ statistics: Statistics, _ settings: FilterSettings, isInOrder: Bool) {
    tally = statistics.tally
    let isFaulty = tally.malformed + tally.oversized > 0
    guard isFaulty || tally.noText > 0 && tally.tagged == 0 && isInOrder else { return nil }
    firstFault = statistics.firstFault
    beginning = statistics.firstFault?.beginning ?? statistics.beginning
    fields = settings.fields
    let name = statistics.firstFault?.place.input ?? statistics.firstInput
    input = access(name, R_OK) == 0 ? name : nil
  }

  /// How many of how many lines, the first one's place and reason, and what the input looks like if that can be told.
  var message: String {
    let faults = [(tally.malformed, "not JSON"), (tally.oversized, "over --max-record or --max-texts")]
      .filter { $0.0 > 0 }.map { "\($0) \($0 == 1 ? "is" : "are") \($1)" }.joined(separator: ", ")
    let head =
      tally.tagged == 0
      ? "none of \(tally.recordsIn) records has a text under \(fields)" + (faults.isEmpty ? "" : ": \(faults)")
      : "of \(tally.recordsIn) records, \(faults)"
    let first = firstFault.map { "; the first is \($0.place.input), line \($0.place.line): \($0.reason)" } ?? ""
    return head + first + (advice ?? "")
  }

  private func isGzip(_ path: String) -> Bool {
    // Opening a pipe would wait for its writer.
    guard !isOther(path), let file = try? FileDescriptor.open(forReading: path) else { return false }
    defer { try? file.close() }
    var magic: [UInt8] = [0, 0]
    return (try? magic.withUnsafeMutableBytes { try file.read(into: $0) }) == 2 && Gzip.isMagic(magic)
  }

  /// What the input looks like, and a command line that makes NDJSON of it.
  private var advice: String? {
    guard let format = InputFormat.guess(beginning) else { return nil }
    // A long line says little of its input, unless it is a whole array.
    if tally.oversized > 0 && tally.malformed == 0 && format.isText { return nil }
    return "; it looks like \(format.name)"
      + (format.command(reading: input, isGzip: input.map(isGzip) ?? false).map { "; this makes it NDJSON: \($0)" }
        ?? "")
  }
}
