internal import EmotionModel
internal import RecordStream

/// `emotag serve`: tags records that clients send over a Unix socket.
struct ServeCommand {
  let settings: ServeSettings

  func run() throws -> ExitCode {
    try checkUsage()
    let filter = try FilterRun(settings.filter)
    let notifier = ServiceNotifier()
    var pipeline = filter.pipelineSettings
    let listeners = try listeners()
    defer { for listener in listeners { listener.removePath() } }
    var service = RecordPipeline.Service(listeners: listeners)
    service.acknowledges = settings.acknowledges
    service.peers = settings.peers
    service.connectionLimit = settings.connectionLimit
    service.connectionsPerUser = settings.connectionsPerUser
    service.pendingLimit = try pendingLimit()
    service.idleTimeout = settings.idleTimeout
    pipeline.service = service
    if settings.replies { pipeline.output = .replies }
    pipeline.stopTimeout = settings.drainTimeout
    let place = settings.listen ?? "the socket that systemd passed"
    pipeline.onStart = {
      report("listening on \(place)", as: .information)
      notifier.send("READY=1\nSTATUS=waiting for records")
    }
    pipeline.onStop = { notifier.send("STOPPING=1") }
    let source = StageSource(filter.tagger)
    pipeline.onHangUp = { [pipeline] in reload(source, filter.modelInUse, pipeline, notifier) }
    var observers = [PipelineObserver(every: .seconds(5)) { notifier.send("STATUS=\(Self.status($0))") }]
    if let interval = notifier.watchdogInterval { observers.append(watchdog(notifier, interval: interval)) }
    let outcome = try filter.run(pipeline, stages: source, observers: observers)
    notifier.send("STATUS=\(Self.status(outcome.statistics))")
    return outcome.exit
  }

  private func checkUsage() throws(CommandError) {
    guard settings.filter.onError != .fail else {
      throw CommandError(.usage, "--on-error", "one client's line would end the service for all; use pass or drop")
    }
    guard settings.replies else {
      guard !settings.acknowledges || settings.filter.output != nil else {
        throw CommandError(.usage, "--ack", "it needs --output, where the records are that it acknowledges")
      }
      return
    }
    if settings.filter.output != nil { throw CommandError(.usage, "--reply", "it excludes --output") }
    if settings.acknowledges { throw CommandError(.usage, "--reply", "it excludes --ack") }
    if settings.filter.isGzip { throw CommandError(.usage, "--reply", "replies are plain; it excludes --gzip") }
  }

  /// What is held for clients has room for two of the longest lines at least, and for what clients take that send nothing.
  private func pendingLimit() throws(CommandError) -> Int {
    let least = 2 * settings.filter.recordLimit + (settings.connectionLimit << 10) + (256 << 10)
    guard let limit = settings.pendingLimit else { return max(320 << 20, least) }
    guard limit >= least else {
      throw CommandError(
        .usage, "--max-pending", "with these --max-record and --max-connections it is at least \(least >> 10 + 1)K")
    }
    return limit
  }

  private func listeners() throws(CommandError) -> [UnixListener] {
    guard let path = settings.listen else { return try SystemdSockets.listeners() }
    do throws(UnixListener.Failure) {
      return [try UnixListener(path: path, mode: settings.mode, group: settings.group)]
    } catch {
      switch error {
      case .inUse(let why): throw CommandError(.cannotOpenOutput, path, "cannot be listened on", why)
      case .cannotLock(let lock, let error):
        throw CommandError(
          error.isPermission ? .notPermitted : .cannotOpenOutput, lock, "cannot be locked", error.description)
      case .notPermitted(let error): throw CommandError(.notPermitted, path, "cannot be bound", error.description)
      case .unsafeFolder(let folder):
        throw CommandError(.notPermitted, path, "cannot be bound", "another user may replace what is in \(folder)")
      case .cannotListen(let error): throw CommandError(.cannotOpenOutput, path, "cannot be bound", error.description)
      case .wrongType: throw CommandError(.configuration, path, "no Unix stream socket")
      }
    }
  }

  /// Takes the model anew from its file, if it still gives its golden examples; the old one stays otherwise.
  private func reload(
    _ source: StageSource<Tagger>, _ modelInUse: ModelInUse, _ pipeline: RecordPipeline.Settings,
    _ notifier: ServiceNotifier
  ) {
    notifier.send("RELOADING=1\nMONOTONIC_USEC=\(ServiceNotifier.monotonicMicroseconds)")
    do {
      let model = try LoadedModel(settings.filter.model, withDigest: settings.filter.metrics != nil)
      try CheckCommand.checkGoldenExamples(model.file, settings.filter.model ?? "embedded model")
      let tagger = try Tagger(settings.filter, model: model.file.model)
      source.exchange(tagger)
      modelInUse.exchange(
        model, addedByteLimit: tagger.addedByteLimit(rows: pipeline.rowLimit, strings: pipeline.stringLimit))
      report("\(model.name): loaded anew, \(model.file.model.labels.count) labels", as: .information)
    } catch {
      report("\((error as? CommandError)?.message ?? "\(error)"); the old model stays")
    }
    notifier.send("READY=1")
  }

  private static func status(_ statistics: Statistics) -> String {
    let tally = statistics.tally
    return "\(tally.recordsIn) records, \(tally.tagged) tagged, \(statistics.connections?.open ?? 0) clients"
  }
}

/// Tells systemd that the service lives, as long as batches are processed or none wait for that.
///
/// Batches that wait for a slow output are no sign of a hang.
private func watchdog(_ notifier: ServiceNotifier, interval: Duration) -> PipelineObserver {
  var processed = -1
  return PipelineObserver(every: interval) { statistics in
    let isMoving = statistics.unprocessedBatches == 0 || statistics.processedBatches != processed
    processed = statistics.processedBatches
    if isMoving { notifier.send("WATCHDOG=1") }
  }
}
