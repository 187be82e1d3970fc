internal import EmotionModel
internal import RecordStream
internal import Synchronization

/// One run of a pipeline that tags, with all that the filter's options ask for around it.
struct FilterRun {
  let tagger: Tagger
  /// Which model tags; what exchanges it says so here.
  let modelInUse: ModelInUse
  private let settings: FilterSettings
  private let receipt: ReportFile?

  /// Checks that no file is in the way of another, loads the model and opens the receipt.
  init(_ settings: FilterSettings, reading inputs: [FileRole] = []) throws {
    RecordPipeline.holdSignals()
    self.settings = settings
    // An input that is the output is left out when it is opened, and the other inputs are read.
    try FileRole.check(reading: inputs + settings.readFiles, writing: settings.writtenFiles) { read, written in
      written.name == "--output" && read.name == "an input"
    }
    let model = try LoadedModel(settings.model, withDigest: settings.metrics != nil)
    tagger = try Tagger(settings, model: model.file.model)
    modelInUse = ModelInUse(model)
    if let metrics = settings.metrics { try checkReplaceable(metrics) }
    receipt = try settings.report.map { try ReportFile($0) }
  }

  var pipelineSettings: RecordPipeline.Settings {
    var pipeline = RecordPipeline.Settings()
    pipeline.output = settings.outputFile.map { .file($0) } ?? .standardOutput
    pipeline.rejects = settings.rejects
    pipeline.addedMember = settings.quotedTagField
    pipeline.isGzip = settings.isGzip
    pipeline.isSynchronized = settings.sync == .batch
    pipeline.jobs = settings.workerCount
    pipeline.rowLimit = settings.batch
    pipeline.recordLimit = settings.recordLimit
    pipeline.stringLimit = tagger.stringLimit(batchCount: pipeline.batchCount)
    pipeline.addedByteLimit = tagger.addedByteLimit(rows: pipeline.rowLimit, strings: pipeline.stringLimit)
    return pipeline
  }

  /// Runs the pipeline to its end, reports what went wrong, and writes metrics and receipt.
  func run(
    _ pipeline: RecordPipeline.Settings, stages: StageSource<Tagger>, observers: [PipelineObserver] = []
  ) throws -> (exit: ExitCode, statistics: Statistics) {
    let progress = FilterProgress(settings)
    let metrics = settings.metrics.map { MetricsFile($0, model: modelInUse) }
    let problems = Mutex<ExitCode>(.done)
    let repeated = Mutex(RepeatedProblems())
    let start = ContinuousClock.now
    let outcome: (end: RecordPipeline.End, statistics: Statistics)
    do throws(SystemError) {
      outcome = try RecordPipeline(pipeline).run(
        stages: stages, observers: observers + [progress?.observer, metrics?.observer].compactMap { $0 }
      ) { problem in
        let error = CommandError(problem)
        progress?.clear()
        if let addition = repeated.withLock({ $0.addition(to: problem) }) {
          report(error.message + addition, as: error.severity)
        }
        problems.withLock { if $0 == .done { $0 = error.exit } }
      }
    } catch {
      throw CommandError(.inputOrOutput, "threads", error.description)
    }
    progress?.clear()
    let untold = repeated.withLock { $0.rest }
    if untold > 0 { report("\(untold) more clients were refused or closed", as: .warning) }
    let exit = exitCode(outcome.end, outcome.statistics, pipeline, problems: problems.withLock { $0 })
    reportLosses(outcome.end, outcome.statistics)
    let isInOrder = exit == .done || exit.signal != nil
    if !isFailed(outcome.end), let untagged = UntaggedRecords(outcome.statistics, settings, isInOrder: isInOrder) {
      report(untagged.message, as: .warning)
    }
    metrics?.write(outcome.statistics)
    var largest = pipeline
    largest.addedByteLimit = max(pipeline.addedByteLimit, modelInUse.addedByteLimit)
    try receipt?.write(
      Receipt(
        outcome.statistics, seconds: (ContinuousClock.now - start) / .seconds(1),
        model: settings.model ?? "embedded", memoryBound: largest.memoryBound, exit: exit))
    return (exit, outcome.statistics)
  }

  private func exitCode(
    _ end: RecordPipeline.End, _ statistics: Statistics, _ pipeline: RecordPipeline.Settings, problems: ExitCode
  ) -> ExitCode {
    if case .abandoned = end { return .lost }
    if let error = failure(end, isService: pipeline.service != nil) {
      report(error.message)
      return error.exit
    }
    // To be stopped is how a service ends.
    guard let signal = statistics.stopSignal, pipeline.service == nil else { return problems }
    reportInterruption(signal, statistics)
    return ExitCode(endedBy: signal)
  }

  /// Whether the run ended at something that is said already.
  private func isFailed(_ end: RecordPipeline.End) -> Bool {
    switch end {
    case .written, .readerGone, .abandoned: false
    case .cannotOpen, .refused, .writeFailed, .gaveUp: true
    }
  }

  private func failure(_ end: RecordPipeline.End, isService: Bool) -> CommandError? {
    switch end {
    case .written, .abandoned: nil
    // For a filter, that is how `head -1` ends it; a service has a reader that should stay.
    case .readerGone: isService ? CommandError(.inputOrOutput, "stdout", "write failed", "Broken pipe") : nil
    case .cannotOpen(let name, let error):
      CommandError(.cannotOpenOutput, name, "cannot be opened", error.description)
    case .refused(let name, let reason): CommandError(.cannotOpenOutput, name, "cannot be appended to", reason)
    case .writeFailed(let name, let error): CommandError(.inputOrOutput, name, "write failed", error.description)
    case .gaveUp(let place, let reason): CommandError(.badInput, place.input, "line \(place.line)", reason)
    }
  }

  private func reportInterruption(_ signal: Int32, _ statistics: Statistics) {
    let records = statistics.tally.recordsIn
    let last = statistics.lastLine.map { "; the last line read is \($0.line) of \($0.input)" } ?? ""
    report("ended by \(signalName(signal)) after \(records) records\(last)", as: .warning)
  }

  private func reportLosses(_ end: RecordPipeline.End, _ statistics: Statistics) {
    if case .abandoned = end {
      let lost = statistics.recordsUnderWay + statistics.unanswered
      report("ended early: \(lost) records that were read are not written")
    } else if statistics.unanswered > 0 {
      report("\(statistics.unanswered) replies were not taken by their clients", as: .warning)
    }
  }
}
