internal import RecordStream

/// The counts of a run in Prometheus' text format, in a file that is replaced whole; used by one thread.
final class MetricsFile {
  private static let interval = Duration.seconds(10)
  /// The mode of a new file, whatever the umask: another user reads it, and it holds nothing but counts.
  private static let mode: UInt32 = 0o644

  private let path: String
  private let model: ModelInUse
  /// What kept the file from being written the last time; nil if nothing did.
  private var problem: String?

  init(_ path: String, model: ModelInUse) {
    self.path = path
    self.model = model
  }

  var observer: PipelineObserver {
    PipelineObserver(every: Self.interval) { [self] in write($0) }
  }

  /// Replaces the file; a failure is reported when it begins, and costs no record.
  func write(_ statistics: Statistics) {
    do {
      try replaceFile(path, with: Array(text(statistics).utf8), isDurable: false, mode: Self.mode)
      problem = nil
    } catch {
      let message = (error as? CommandError)?.message ?? "\(error)"
      if message != problem { report(message) }
      problem = message
    }
  }

  private func text(_ statistics: Statistics) -> String {
    let tally = statistics.tally
    var text = Self.family(
      "emotag_build_info", "gauge", "The program's version.", [("{version=\"\(EmotagCommand.version)\"}", "1")])
    text += Self.family(
      "emotag_model_info", "gauge", "The model: its file's path, or embedded, and SHA-256.",
      [("{name=\"\(Self.escape(model.name))\",sha256=\"\(model.digest)\"}", "1")])
    text += Self.family(
      "emotag_records_total", "counter", "Records by what became of them.",
      [
        (#"{result="tagged"}"#, "\(tally.tagged)"), (#"{result="no_text"}"#, "\(tally.noText)"),
        (#"{result="malformed"}"#, "\(tally.malformed)"), (#"{result="oversized"}"#, "\(tally.oversized)"),
      ])
    text += Self.family(
      "emotag_rejected_records_total", "counter", "Records that were not written.", [("", "\(tally.rejected)")])
    text += Self.family(
      "emotag_tags_total", "counter", "Tags that were added, by label.",
      zip(tally.markNames, tally.marks).map { ("{label=\"\(Self.escape($0))\"}", "\($1)") }
        // A label that no text had yet.
        + model.labels.filter { !tally.markNames.contains($0) }.map { ("{label=\"\(Self.escape($0))\"}", "0") })
    text += Self.family(
      "emotag_bytes_total", "counter", "Plain bytes of records, before compression and after decompression.",
      [(#"{direction="in"}"#, "\(tally.bytesIn)"), (#"{direction="out"}"#, "\(tally.bytesOut)")])
    text += Self.histogram("emotag_batch_rows", "Records a batch.", statistics.batchRows)
    text += Self.histogram("emotag_batch_seconds", "Time to process a batch.", statistics.batchSeconds)
    text += Self.family(
      "emotag_queue_depth", "gauge", "Batches that are filled and not yet written.", [("", "\(statistics.queueDepth)")])
    text += Self.family(
      "emotag_blocked_seconds_total", "counter", "Time in which nothing was read because the output was slow.",
      [("", "\(statistics.blockedSeconds)")])
    guard let connections = statistics.connections else { return text }
    return text
      + Self.family(
        "emotag_last_reload_timestamp_seconds", "gauge", "When the model was last loaded, in Unix time.",
        [("", "\(model.loadTime)")])
      + Self.family(
        "emotag_connections_total", "counter", "Clients that connected, by whether they were let in.",
        [
          (#"{result="accepted"}"#, "\(connections.accepted)"), (#"{result="refused"}"#, "\(connections.refused)"),
        ])
      + Self.family(
        "emotag_closed_connections_total", "counter", "Clients that the service closed, by reason.",
        Statistics.Connections.CloseReason.allCases.map {
          ("{reason=\"\($0.rawValue)\"}", "\(connections.closed[$0, default: 0])")
        })
      + Self.family(
        "emotag_unanswered_records_total", "counter", "Records whose reply their client did not take.",
        [("", "\(statistics.unanswered)")])
      + Self.family("emotag_connections", "gauge", "Clients that are connected.", [("", "\(connections.open)")])
      + Self.family(
        "emotag_waiting_connections", "gauge", "Clients that are not read because too much is held for them.",
        [("", "\(connections.waiting)")])
      + Self.family(
        "emotag_pending_bytes", "gauge", "Memory that is held for clients outside batches; see --max-pending.",
        [("", "\(connections.pendingBytes)")])
  }

  private static func family(_ name: String, _ type: String, _ help: String, _ samples: [(String, String)]) -> String {
    "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n" + samples.map { "\(name)\($0) \($1)\n" }.joined()
  }

  private static func histogram(_ name: String, _ help: String, _ histogram: Histogram) -> String {
    var count = 0
    var buckets = ""
    for (bound, added) in zip(histogram.bounds.map { "\($0)" } + ["+Inf"], histogram.counts) {
      count += added
      buckets += "\(name)_bucket{le=\"\(bound)\"} \(count)\n"
    }
    return "# HELP \(name) \(help)\n# TYPE \(name) histogram\n\(buckets)\(name)_sum \(histogram.sum)\n"
      + "\(name)_count \(count)\n"
  }

  private static func escape(_ label: String) -> String {
    label.reduce(into: "") { escaped, character in
      switch character {
      case "\\": escaped += #"\\"#
      case "\"": escaped += #"\""#
      case "\n": escaped += #"\n"#
      default: escaped.append(character)
      }
    }
  }
}
