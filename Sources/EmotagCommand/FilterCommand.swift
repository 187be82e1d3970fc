internal import EmotionModel
internal import FoundationEssentials
internal import Glibc
internal import RecordStream
internal import Synchronization

/// `emotag [OPTIONS] [FILE ...]`: tags records from files or stdin.
struct FilterCommand {
  let settings: FilterSettings
  let files: [String]

  func run() throws -> ExitCode {
    let model = try loadModel(settings.model).model
    let tagger = try Tagger(settings, model: model)
    let receipt = try settings.report.map { try ReportFile($0) }
    if files.isEmpty && FileDescriptor.standardInput.isTerminal { report("reading records from the terminal") }
    let progress = FilterProgress(settings, labels: model.labels)
    let problems = Mutex<ExitCode>(.done)
    let start = ContinuousClock.now
    let metrics = settings.metrics.map { MetricsFile($0, labels: model.labels) }
    let observers = [progress?.observer, metrics?.observer].compactMap { $0 }
    let outcome: (end: RecordPipeline.End, statistics: Statistics)
    do throws(SystemError) {
      outcome = try RecordPipeline(pipelineSettings).run(
        stages: StageSource(tagger), observers: observers
      ) { problem in
        let error = CommandError(problem)
        progress?.clear()
        report(error.message)
        problems.withLock { if $0 == .done { $0 = error.exit } }
      }
    } catch {
      throw CommandError(.inputOrOutput, "threads", error.description)
    }
    progress?.clear()
    var exit = problems.withLock { $0 }
    if let error = failure(outcome.end) {
      report(error.message)
      exit = error.exit
    } else if case .abandoned = outcome.end {
      exit = .lost
    }
    if exit == .done { reportMissingTexts(outcome.statistics.tally) }
    metrics?.write(outcome.statistics)
    try receipt?.write(
      Receipt(
        outcome.statistics.tally, seconds: (ContinuousClock.now - start) / .seconds(1),
        model: settings.model ?? "embedded", memoryBound: pipelineSettings.memoryBound, exit: exit))
    return exit
  }

  private var pipelineSettings: RecordPipeline.Settings {
    var pipeline = RecordPipeline.Settings()
    if !files.isEmpty { pipeline.inputs = files.map { $0 == "-" ? .standardInput : .file($0) } }
    pipeline.output = settings.output.map { .file($0) } ?? .standardOutput
    pipeline.rejects = settings.rejects
    pipeline.isGzip = settings.isGzip
    pipeline.isSynchronized = settings.sync == .batch
    pipeline.jobs = settings.jobs
    pipeline.rowLimit = settings.batch
    pipeline.recordLimit = settings.recordLimit
    return pipeline
  }

  private func failure(_ end: RecordPipeline.End) -> CommandError? {
    switch end {
    case .written, .readerGone, .abandoned: nil
    case .cannotOpen(let name, let error):
      CommandError(.cannotOpenOutput, name, "cannot be opened", error.description)
    case .writeFailed(let name, let error): CommandError(.inputOrOutput, name, "write failed", error.description)
    case .gaveUp(let input, let line, let reason): CommandError(.badInput, input, "line \(line)", reason)
    }
  }

  /// The most likely mistake, a wrong field, would otherwise go unnoticed.
  private func reportMissingTexts(_ tally: Tally) {
    guard tally.noText > 0, tally.tagged == 0 else { return }
    report("none of \(tally.recordsIn) records has a text under \(settings.fields)")
  }
}

extension CommandError {
  /// What to say of a problem that does not end the pipeline, and the status that the run then ends with.
  init(_ problem: PipelineProblem) {
    switch problem {
    case .cannotOpen(let input, let error):
      self.init(.cannotOpenInput, input, "cannot be opened", error.description)
    case .readFailed(let input, let error): self.init(.inputOrOutput, input, "read failed", error.description)
    case .corruptGzip(let input, let reason): self.init(.badInput, input, "gzip", reason)
    case .trailingGarbage(let input): self.init(.done, input, "gzip", "garbage after the end is ignored")
    case .cannotReopen(let output, let error):
      self.init(.done, output, "cannot be reopened", error.description)
    case .refusedPeer(let uid, let gid):
      self.init(.done, "connection", "refused", "uid \(uid), gid \(gid) is on no list")
    case .cannotAccept(let error): self.init(.done, "connection", "cannot be accepted", error.description)
    case .tornEnd(let output, let count):
      self.init(.done, output, "cut back to its last whole line", "\(count) bytes were torn")
    }
  }
}
