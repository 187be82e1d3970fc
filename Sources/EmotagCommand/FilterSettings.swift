internal import EmotionModel
internal import FoundationEssentials
internal import RecordStream

/// What the filter is asked to do.
struct FilterSettings {
  enum Format: String, CaseIterable {
    case labels, scores, all
  }

  enum Sync: String, CaseIterable {
    case none, batch
  }

  /// What becomes of a malformed line.
  enum ErrorPolicy: String, CaseIterable {
    case pass, drop, fail
  }

  enum ProgressDisplay: String, CaseIterable {
    case auto, always, never
  }

  var paths: [String] = []
  var tagField = "emotions"
  var model: String?
  var format = Format.labels
  /// For all labels.
  var threshold: Float?
  /// For single labels, by name.
  var thresholds: [String: Float] = [:]
  var labels: [String]?
  var top: Int?
  var output: String?
  var isGzip = false
  var sync = Sync.none
  var onError = ErrorPolicy.pass
  var rejects: String?
  var recordLimit = 1 << 20
  var textByteLimit = 64 << 10
  /// The most texts of a record that is tagged; nil for 1024, or fewer if the model has very many labels.
  var textLimit: Int?
  /// Nil for as many as there are processors for.
  var jobs: Int?
  var batch = 1024
  var report: String?
  var metrics: String?
  var progress = ProgressDisplay.auto

  static let options: [Option<FilterSettings>] = [
    Option(
      short: "f", long: "field", value: "PATH", fallback: "text",
      help: "where the text is: a.b.c, or a JSON Pointer /a/b; repeat it, the first that holds text wins",
      isRepeatable: true
    ) { $0.paths.append($1) },
    Option(
      short: "t", long: "tag-field", value: "NAME", fallback: "emotions",
      help: "the member that is added; one of that name at the top level is replaced"
    ) { $0.tagField = $1 },
    Option(
      short: "m", long: "model", value: "FILE", fallback: "embedded", help: "the model"
    ) { $0.model = $1 },
    Option(
      long: "format", value: "labels|scores|all", fallback: "labels",
      help: "[\"joy\"], or {\"joy\":0.912} for the same labels, or all labels with their scores"
    ) { settings, text throws(UsageError) in settings.format = try choice(text) },
    Option(
      long: "threshold", value: "[LABEL=]T", fallback: "the model's",
      help: "the score from which a label is a tag, from 0 to 1, for all labels or for one; repeatable",
      isRepeatable: true
    ) { settings, text throws(UsageError) in try settings.setThreshold(text) },
    Option(
      long: "labels", value: "A,B", fallback: "all", help: "keep only these labels"
    ) { settings, text throws(UsageError) in
      settings.labels = text.split(separator: ",").map(String.init)
      if settings.labels?.isEmpty == true { throw UsageError(reason: "no label is named") }
    },
    Option(
      long: "top", value: "N", fallback: "all", help: "at most N labels, best first"
    ) { settings, text throws(UsageError) in settings.top = try wholeNumber(text, atLeast: 1) },
    Option(
      short: "o", long: "output", value: "FILE", fallback: "stdout",
      help: "append to FILE (-: stdout), whose name follows strftime in UTC; SIGHUP reopens it"
    ) { $0.output = $1 },
    Option(
      short: "z", long: "gzip", fallback: "off", help: "compress the output, one gzip member a batch"
    ) { settings, _ in settings.isGzip = true },
    Option(
      long: "sync", value: "none|batch", fallback: "none", help: "whether each batch is on the disk before the next"
    ) { settings, text throws(UsageError) in settings.sync = try choice(text) },
    Option(
      long: "on-error", value: "pass|drop|fail", fallback: "pass",
      help: "what becomes of a malformed line: written as it came, left out, or the end"
    ) { settings, text throws(UsageError) in settings.onError = try choice(text) },
    Option(
      long: "rejects", value: "FILE", help: "malformed lines also go here, with place and reason, as NDJSON"
    ) { settings, text throws(UsageError) in settings.rejects = try filePath(text) },
    Option(
      long: "max-record", value: "BYTES", fallback: "1M", help: "a longer line passes untagged, in pieces"
    ) { settings, text throws(UsageError) in settings.recordLimit = try byteCount(text, upTo: 1 << 30) },
    Option(
      long: "max-text", value: "BYTES", fallback: "64K", help: "a longer text is cut, for the classifier only"
    ) { settings, text throws(UsageError) in settings.textByteLimit = try byteCount(text, upTo: 1 << 30) },
    Option(
      long: "max-texts", value: "N", fallback: "1024", help: "a record with more texts passes untagged"
    ) { settings, text throws(UsageError) in settings.textLimit = try wholeNumber(text, atLeast: 1) },
    Option(
      short: "j", long: "jobs", value: "N", fallback: "one a core", help: "workers side by side"
    ) { settings, text throws(UsageError) in settings.jobs = try wholeNumber(text, atLeast: 1, atMost: 1024) },
    Option(
      long: "batch", value: "N", fallback: "1024", help: "most records that are classified together"
    ) { settings, text throws(UsageError) in settings.batch = try wholeNumber(text, atLeast: 1, atMost: 1 << 20) },
    Option(
      long: "report", value: "FILE", help: "at the end, one JSON receipt (-: stderr)"
    ) { $0.report = $1 },
    Option(
      long: "metrics", value: "FILE", help: "Prometheus text, replaced every 10 s and at the end"
    ) { settings, text throws(UsageError) in settings.metrics = try filePath(text) },
    Option(
      long: "progress", value: "auto|always|never", fallback: "auto",
      help: "a live line on stderr; auto: when that is a terminal and stdout is none"
    ) { settings, text throws(UsageError) in settings.progress = try choice(text) },
  ]

  private mutating func setThreshold(_ text: String) throws(UsageError) {
    guard let equals = text.lastIndex(of: "=") else {
      guard threshold == nil else { throw UsageError(reason: "it is given twice for all labels") }
      threshold = try score(text)
      return
    }
    let label = String(text[..<equals])
    guard thresholds[label] == nil else { throw UsageError(reason: "it is given twice for \(label)") }
    thresholds[label] = try score(String(text[text.index(after: equals)...]))
  }

  /// How many workers to start.
  var workerCount: Int {
    jobs ?? ControlGroup().workerCount(processors: ProcessInfo.processInfo.activeProcessorCount)
  }

  /// The file that records are appended to; nil for stdout.
  var outputFile: String? { output == "-" ? nil : output }

  /// The files that are read besides the inputs.
  var readFiles: [FileRole] { [model.map { FileRole(name: "--model", path: $0) }].compactMap { $0 } + [.standardError] }

  /// The files that are written, stdout among them where records go there.
  var writtenFiles: [FileRole] {
    let appended = [("--output", outputFile), ("--rejects", rejects)].compactMap { name, path in
      path.map { (name, OutputName.expand($0)) }
    }.filter { !isOther($1) }
    return [
      outputFile.map { FileRole(name: "--output", path: OutputName.expand($0)) }
        ?? FileRole(name: "--output", path: "stdout", descriptor: FileDescriptor.standardOutput.number),
      rejects.map { FileRole(name: "--rejects", path: OutputName.expand($0)) },
      report.flatMap { $0 == "-" ? nil : FileRole(name: "--report", path: $0) },
      metrics.map { FileRole(name: "--metrics", path: $0) },
    ].compactMap { $0 }
      // Where a torn end goes.
      + appended.map { FileRole(name: "the torn end of \($0)", path: "\($1).torn") }
  }

  /// The name of the new member as it is written, with its colon.
  var quotedTagField: [UInt8] {
    var name: [UInt8] = []
    JSONString.appendQuoted(tagField.utf8, to: &name)
    return name + [UInt8(ascii: ":")]
  }

  /// The paths to the text; none may lead into the member that is replaced.
  func fieldPaths() throws(CommandError) -> [FieldPath] {
    var parsed: [FieldPath] = []
    for text in paths.isEmpty ? ["text"] : paths {
      guard let path = FieldPath(text) else {
        throw CommandError(.usage, "--field", "\"\(text)\" is neither a.b.c nor a JSON Pointer")
      }
      guard path.topLevelName != Array(tagField.utf8) else {
        throw CommandError(.usage, "--tag-field", "\"\(tagField)\" would replace the text under --field \(text)")
      }
      parsed.append(path)
    }
    return parsed
  }

  /// The paths as they were given, for messages.
  var fields: String { (paths.isEmpty ? ["text"] : paths).map { "--field \($0)" }.joined(separator: " or ") }

  /// The thresholds to go by, one a label of the model.
  func thresholds(for model: EmotionModel) throws(CommandError) -> [Float] {
    var all = threshold.map { Array(repeating: $0, count: model.labels.count) } ?? model.thresholds
    for (label, threshold) in thresholds { all[try index(of: label, in: model, "--threshold")] = threshold }
    return all
  }

  /// The labels that may be tags, as indices in the model's order.
  func labels(of model: EmotionModel) throws(CommandError) -> [Int] {
    guard let labels else { return Array(model.labels.indices) }
    var kept: Set<Int> = []
    for label in labels { kept.insert(try index(of: label, in: model, "--labels")) }
    return kept.sorted()
  }

  private func index(of label: String, in model: EmotionModel, _ option: String) throws(CommandError) -> Int {
    guard let index = model.labels.firstIndex(of: label) else {
      throw CommandError(
        .usage, option, "the model has no label \"\(label)\"" + suggestion(for: label, in: model.labels))
    }
    return index
  }
}
