internal import RecordStream

/// What to say at the end of lines that were not tagged, for they are passed on in silence.
struct UntaggedRecords {
  private let tally: Tally
  private let firstFault: Statistics.Fault?
  private let beginning: [UInt8]
  private let fields: String

  /// Nil where there is nothing to say: every line was a record, and some had a text.
  ///
  /// A run that did not read all of its inputs may have missed the texts for that reason.
  init?(_ statistics: Statistics, _ settings: FilterSettings, readAll: Bool) {
    tally = statistics.tally
    let isFaulty = tally.malformed + tally.oversized > 0
    guard isFaulty || tally.noText > 0 && tally.tagged == 0 && readAll else { return nil }
    firstFault = statistics.firstFault
    beginning = statistics.firstFault?.beginning ?? statistics.beginning
    fields = settings.fields
  }

  /// How many of how many lines, the first one's place and reason, and what the input looks like if that can be told.
  var message: String {
    let faults = [(tally.malformed, "not JSON"), (tally.oversized, "longer than --max-record")]
      .filter { $0.0 > 0 }.map { "\($0) \($0 == 1 ? "is" : "are") \($1)" }.joined(separator: ", ")
    let head =
      tally.tagged == 0
      ? "none of \(tally.recordsIn) records has a text under \(fields)" + (faults.isEmpty ? "" : ": \(faults)")
      : "of \(tally.recordsIn) records, \(faults)"
    let first = firstFault.map { "; the first is \($0.place.input), line \($0.place.line): \($0.reason)" } ?? ""
    let format = InputFormat.guess(beginning).map { format in
      "; it looks like \(format.name)" + (format.conversion.map { "; this makes it NDJSON: \($0)" } ?? "")
    }
    return head + first + (format ?? "")
  }
}
