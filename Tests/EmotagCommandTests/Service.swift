import Foundation
import Testing

/// A running `emotag serve` with a socket of its own.
final class Service: Sendable {
  let emotag: RunningEmotag
  let folder: TemporaryDirectory
  var path: String { folder.path("socket") }

  init(_ options: [String], folder: TemporaryDirectory? = nil, wrapper: [String] = []) throws {
    let folder = try folder ?? TemporaryDirectory()
    self.folder = folder
    emotag = try RunningEmotag(["serve", "--listen", folder.path("socket")] + options, wrapper: wrapper)
    // Before, there may be a socket that an earlier service left.
    try #require(eventually { (try? Client(folder.path("socket"))) != nil })
  }

  deinit {
    if emotag.process.isRunning { emotag.send(SIGKILL) }
  }

  /// Descriptors that it has open.
  var openFileCount: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(emotag.process.processIdentifier)/fd").count) ?? 0
  }

  func end(_ signal: Int32 = SIGTERM) throws -> (status: Int32, err: String) {
    emotag.send(signal)
    return try emotag.end()
  }
}
