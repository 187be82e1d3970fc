internal import Glibc
internal import RecordStream
internal import Synchronization

/// Shows how far a long piece of work is: on a terminal a bar with stage and time left, elsewhere a line a stage.
final class StageProgress: Sendable {
  private struct State {
    var stage = ""
    var stageStart = ContinuousClock.now
    var drawn = ContinuousClock.now - .seconds(1)
  }

  private static let barWidth = 30

  private let start = ContinuousClock.now
  private let isTerminal = FileDescriptor.standardError.isTerminal
  private let state = Mutex(State())

  /// `share` is what part of the stage is done, from 0 to 1.
  func update(_ stage: String, _ share: Double) {
    state.withLock { state in
      let now = ContinuousClock.now
      if stage != state.stage {
        endStage(state, now)
        state.stage = stage
        state.stageStart = now
      }
      guard isTerminal, now - state.drawn > .milliseconds(100) else { return }
      state.drawn = now
      let filled = Int(share * Double(Self.barWidth))
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
      let left = share > 0 ? ", \(Self.seconds((now - state.stageStart) * (1 / share - 1))) left" : ""
      write("\r\u{1B}[K\(stage) \(bar) \(Int(share * 100)) %\(left)")
    }
  }

  /// Ends the last stage.
  func finish() {
    state.withLock { endStage($0, ContinuousClock.now) }
  }

  private func endStage(_ state: State, _ now: ContinuousClock.Instant) {
    guard !state.stage.isEmpty else { return }
    write(
      (isTerminal ? "\r\u{1B}[K" : "")
        + "\(state.stage): \(Self.seconds(now - state.stageStart)), \(Self.seconds(now - start)) in all\n")
  }

  private static func seconds(_ duration: Duration) -> String {
    "\(Int((duration / .seconds(1)).rounded())) s"
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
