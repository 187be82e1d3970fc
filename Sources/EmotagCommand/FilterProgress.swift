internal import Glibc
internal import RecordStream

/// A live line on stderr: records, rates, the share that is done, and the leading emotions as small bars.
final class FilterProgress: Sendable {
  private static let interval = Duration.milliseconds(200)
  private static let bars = Array(" ▁▂▃▄▅▆▇█")

  private let start = ContinuousClock.now

  /// Nil where no progress is to be shown.
  init?(_ settings: FilterSettings) {
    let isQuietTerminal =
      FileDescriptor.standardError.isTerminal
      && (settings.outputFile != nil || !FileDescriptor.standardOutput.isTerminal)
    guard settings.progress == .always || (settings.progress == .auto && isQuietTerminal) else { return nil }
  }

  var observer: PipelineObserver {
    PipelineObserver(every: Self.interval) { [self] in write("\r\u{1B}[K" + line($0)) }
  }

  /// Takes the line away, before a message and at the end.
  func clear() {
    write("\r\u{1B}[K")
  }

  private func line(_ statistics: Statistics) -> String {
    let tally = statistics.tally
    let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
    let megabytes = (Double(tally.bytesIn) / seconds / 1e5).rounded() / 10
    var line = "\(tally.recordsIn) records, \(Int(Double(tally.recordsIn) / seconds))/s, \(megabytes) MB/s"
    if let size = statistics.inputSize, size > 0 { line += ", \(100 * statistics.bytesRead / size) %" }
    let leading = tally.marks.indices.filter { tally.marks[$0] > 0 }
      .sorted { (tally.marks[$0], $1) > (tally.marks[$1], $0) }.prefix(4)
    for label in leading {
      let share = tally.tagged == 0 ? 0 : min(Double(tally.marks[label]) / Double(tally.tagged), 1)
      line +=
        "  \(Self.bars[Int((share * Double(Self.bars.count - 1)).rounded(.up))]) \(printable(tally.markNames[label]))"
    }
    return line
  }

  private func write(_ text: String) {
    StandardError.write(text)
  }
}
