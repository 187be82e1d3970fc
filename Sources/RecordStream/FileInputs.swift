internal import Glibc

/// Files one after the other, stdin among them.
struct FileInputs: InputSource, ~Copyable {
  private let settings: RecordPipeline.Settings
  private let loop: EventLoop
  private let onProblem: @Sendable (PipelineProblem) -> Void

  private var waiting: ArraySlice<RecordPipeline.Input>
  private var reader: LineReader?
  private var name = ""
  /// Whether the file can be read without waiting, as far as is known.
  private var isReadable = false
  /// Whether it always can, because it is a regular file.
  private var isAlwaysReadable = false
  private var isWatchingReading = false
  /// Whether all of the file has been read.
  private var isAtEnd = false
  private var isStopping = false
  private var lastLine: LinePlace?
  private var bytesRead = 0
  private let inputSize: Int?
  /// The file that records are written to, which must not be read: it would never end.
  private let output: FileIdentity?

  init(
    _ settings: RecordPipeline.Settings, output: FileIdentity?, loop: EventLoop,
    onProblem: @escaping @Sendable (PipelineProblem) -> Void
  ) {
    self.output = output
    self.settings = settings
    self.loop = loop
    self.onProblem = onProblem
    waiting = settings.inputs[...]
    inputSize = settings.inputs.reduce(0) { sum, input in sum.flatMap { sum in input.size.map { sum + $0 } } }
  }

  var isFlushed: Bool { true }
  var wakeInterval: Duration? { nil }

  func add(to statistics: inout Statistics) {
    statistics.bytesRead = bytesRead
    statistics.inputSize = inputSize
    statistics.lastLine = lastLine
  }

  mutating func stop() {
    isStopping = true
  }

  mutating func abandon() {}

  mutating func handle(_ events: EventLoop.Events) {
    guard let file = reader?.file else { return }
    if events.readable.contains(file.number) { isReadable = true }
    if events.broken.contains(file.number) {
      // Its writers are gone: it can be read to its end without waiting, and would end every wait.
      isAlwaysReadable = true
      loop.unwatch(file)
    }
  }

  /// A file that is not to be read now must not end every wait.
  mutating func setReading(_ isOn: Bool) {
    guard let file = reader?.file, !isAlwaysReadable, isOn != isWatchingReading else { return }
    loop.setReading(file, isOn)
    isWatchingReading = isOn
  }

  mutating func work(_ batch: Batch) -> InputProgress {
    if batch.input.isFull(settings.batchLimits) { return .batchFull }
    if reader == nil { return openNext() }
    do throws(LineReader.Failure) {
      if try fill(batch) == .more { return .batchFull }
    } catch {
      onProblem(PipelineProblem(error, of: name))
      close { $0.end(after: error, into: batch) }
      return .progress
    }
    if isAtEnd {
      close { _ in }
      return .progress
    }
    if isStopping {
      close { $0.abandon(into: batch) }
      return .progress
    }
    guard isReadable || isAlwaysReadable else { return .waiting }
    read(batch)
    return .progress
  }

  /// Moves lines into the batch; at the end of the file, to the last one.
  private mutating func fill(_ batch: Batch) throws(LineReader.Failure) -> LineReader.Progress? {
    defer { if let count = reader?.lineCount, count > 0 { lastLine = LinePlace(input: name, line: count) } }
    return isAtEnd ? try reader?.finish(into: batch) : try reader?.fill(batch)
  }

  private mutating func read(_ batch: Batch) {
    isReadable = false
    do throws(SystemError) {
      guard let count = try reader?.read() else { return waitAgain() }
      bytesRead += count
      isAtEnd = count == 0
    } catch {
      onProblem(.readFailed(name, error))
      close { $0.abandon(into: batch) }
    }
  }

  /// There was nothing after all, as when a fifo has got a new writer.
  private mutating func waitAgain() {
    guard isAlwaysReadable, let file = reader?.file else { return }
    isAlwaysReadable = !loop.watchReading(file)
    isWatchingReading = true
  }

  private mutating func close(_ last: (inout LineReader) -> Void) {
    guard var ended = reader.take() else { return }
    last(&ended)
    if ended.lineCount > 0 { lastLine = LinePlace(input: name, line: ended.lineCount) }
    if !isAlwaysReadable { loop.unwatch(ended.file) }
    if ended.file != .standardInput { try? ended.file.close() }
  }

  private mutating func openNext() -> InputProgress {
    guard !isStopping, let input = waiting.popFirst() else { return .ended }
    do throws(SystemError) {
      let file = try input.open()
      name = input.name
      // Also where it is empty: `emotag FILE > FILE` has lost its records to the shell already.
      if let output, file.identity == output {
        onProblem(.inputIsOutput(name))
        if file != .standardInput { try? file.close() }
        return .progress
      }
      (isReadable, isAtEnd) = (false, false)
      isAlwaysReadable = !loop.watchReading(file)
      isWatchingReading = true
      let cutter = LineCutter(
        name: name, source: settings.inputs.count - waiting.count, recordLimit: settings.recordLimit,
        limits: settings.batchLimits)
      reader = LineReader(file, cutter: cutter)
    } catch {
      onProblem(.cannotOpen(input.name, error))
    }
    return .progress
  }
}
