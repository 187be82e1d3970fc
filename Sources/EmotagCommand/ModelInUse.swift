internal import EmotionModel
internal import FoundationEssentials
internal import Synchronization

/// Which model tags at the moment, for those who look on; a service may exchange it.
final class ModelInUse: Sendable {
  private struct State {
    var name: String
    var digest: String
    var labels: [String]
    /// In seconds of Unix time.
    var loadTime: Double
    var addedByteLimit = 0
  }

  private let state: Mutex<State>

  init(_ model: LoadedModel) {
    state = Mutex(Self.state(of: model))
  }

  /// The path of its file, or `embedded`.
  var name: String { state.withLock { $0.name } }
  /// The SHA-256 of the file, in hexadecimal.
  var digest: String { state.withLock { $0.digest } }
  var labels: [String] { state.withLock { $0.labels } }
  var loadTime: Double { state.withLock { $0.loadTime } }

  /// The most bytes that any of the models added to a batch.
  var addedByteLimit: Int { state.withLock { $0.addedByteLimit } }

  /// Another model tags from now on, and adds up to so many bytes to a batch.
  func exchange(_ model: LoadedModel, addedByteLimit: Int) {
    state.withLock { state in
      let most = max(state.addedByteLimit, addedByteLimit)
      state = Self.state(of: model)
      state.addedByteLimit = most
    }
  }

  private static func state(of model: LoadedModel) -> State {
    State(
      name: model.name, digest: model.digest, labels: model.file.model.labels,
      loadTime: (Date().timeIntervalSince1970 * 1000).rounded() / 1000)
  }
}
