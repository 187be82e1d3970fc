/// Where Intake gets lines from; used by Intake's thread alone.
protocol InputSource: ~Copyable {
  /// Does one piece of what can be done without waiting, and puts lines into the batch.
  mutating func work(_ batch: Batch) -> InputProgress

  /// Takes note of what a wait ended with.
  mutating func handle(_ events: EventLoop.Events)

  /// Whether input that can be read is to end a wait.
  mutating func setReading(_ isOn: Bool)

  /// Ends the input: only what came before now is still read.
  mutating func stop()

  /// Takes note that the run is at its end though something was not written.
  mutating func abandon()

  /// Whether nothing is left to be done once everything is written.
  var isFlushed: Bool { get }

  /// When it wants to look at the time again; nil for never.
  var wakeInterval: Duration? { get }

  /// Adds what it knows.
  func add(to statistics: inout Statistics)
}

/// What a piece of work came to.
enum InputProgress {
  /// The batch is full.
  case batchFull
  /// Something was done, and there may be more to do.
  case progress
  /// Nothing can be done before something comes.
  case waiting
  /// There is no more, and never will be.
  case ended
}
