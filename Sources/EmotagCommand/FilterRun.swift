internal import EmotionModel
internal import RecordStream
internal import Synchronization

/// One run of a pipeline that tags, with all that the filter's options ask for around it.
struct FilterRun {
  let tagger: Tagger
  private let settings: FilterSettings
  private let labels: [String]
  private let receipt: ReportFile?

  /// Loads the model and opens the receipt.
  init(_ settings: FilterSettings) throws {
    RecordPipeline.holdSignals()
    self.settings = settings
    let model = try loadModel(settings.model).model
    tagger = try Tagger(settings, model: model)
    labels = model.labels
    receipt = try settings.report.map { try ReportFile($0) }
  }

  var pipelineSettings: RecordPipeline.Settings {
    var pipeline = RecordPipeline.Settings()
    pipeline.output = settings.output.map { .file($0) } ?? .standardOutput
    pipeline.rejects = settings.rejects
    pipeline.isGzip = settings.isGzip
    pipeline.isSynchronized = settings.sync == .batch
    pipeline.jobs = settings.jobs
    pipeline.rowLimit = settings.batch
    pipeline.recordLimit = settings.recordLimit
    return pipeline
  }

  /// Runs the pipeline to its end, reports what went wrong, and writes metrics and receipt.
  func run(
    _ pipeline: RecordPipeline.Settings, stages: StageSource<Tagger>, observers: [PipelineObserver] = []
  ) throws -> (exit: ExitCode, statistics: Statistics) {
    let progress = FilterProgress(settings, labels: labels)
    let metrics = settings.metrics.map { MetricsFile($0, labels: labels) }
    let problems = Mutex<ExitCode>(.done)
    let start = ContinuousClock.now
    let outcome: (end: RecordPipeline.End, statistics: Statistics)
    do throws(SystemError) {
      outcome = try RecordPipeline(pipeline).run(
        stages: stages, observers: observers + [progress?.observer, metrics?.observer].compactMap { $0 }
      ) { problem in
        let error = CommandError(problem)
        progress?.clear()
        report(error.message, as: error.severity)
        problems.withLock { if $0 == .done { $0 = error.exit } }
      }
    } catch {
      throw CommandError(.inputOrOutput, "threads", error.description)
    }
    progress?.clear()
    let exit = exitCode(outcome.end, problems: problems.withLock { $0 })
    reportLosses(outcome.end, outcome.statistics)
    if exit == .done { reportMissingTexts(outcome.statistics.tally) }
    metrics?.write(outcome.statistics)
    try receipt?.write(
      Receipt(
        outcome.statistics.tally, seconds: (ContinuousClock.now - start) / .seconds(1),
        model: settings.model ?? "embedded", memoryBound: pipeline.memoryBound, exit: exit))
    return (exit, outcome.statistics)
  }

  private func exitCode(_ end: RecordPipeline.End, problems: ExitCode) -> ExitCode {
    if case .abandoned = end { return .lost }
    guard let error = failure(end) else { return problems }
    report(error.message)
    return error.exit
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

  private func reportLosses(_ end: RecordPipeline.End, _ statistics: Statistics) {
    guard case .abandoned = end else { return }
    report("ended early: \(statistics.recordsUnderWay) records that were read are not written")
  }

  /// The most likely mistake, a wrong field, would otherwise go unnoticed.
  private func reportMissingTexts(_ tally: Tally) {
    guard tally.noText > 0, tally.tagged == 0 else { return }
    report("none of \(tally.recordsIn) records has a text under \(settings.fields)", as: .warning)
  }
}
