import Foundation
import Testing

/// The built program, run as a user runs it.
struct Emotag {
  let status: Int32
  let out: Data
  let err: String

  var text: String { String(decoding: out, as: UTF8.self) }

  /// Beside the test program, where the package manager puts it.
  static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("emotag")

  /// A command through which a running program is started, by `EMOTAG_WRAPPER`, whose words are separated by spaces.
  static let wrapper = (ProcessInfo.processInfo.environment["EMOTAG_WRAPPER"] ?? "").split(separator: " ")
    .map(String.init)

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Runs it to its end with `input` as stdin.
  static func run(
    _ arguments: [String], input: Data = Data(), environment: [String: String] = [:]
  ) throws -> Emotag {
    // A program that ends before it has read all must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    let writer = Thread {
      try? stdin.fileHandleForWriting.write(contentsOf: input)
      try? stdin.fileHandleForWriting.close()
    }
    writer.start()
    let messages = Collector(stderr.fileHandleForReading)
    let out = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Emotag(
      status: process.terminationStatus, out: out, err: String(decoding: messages.wait(), as: UTF8.self))
  }

  static func run(_ arguments: [String], input: String) throws -> Emotag {
    try run(arguments, input: Data(input.utf8))
  }
}

/// Reads a file to its end beside whatever else is being read.
private final class Collector: @unchecked Sendable {
  private var data = Data()
  private let done = DispatchSemaphore(value: 0)

  init(_ file: FileHandle) {
    let thread = Thread {
      self.data = (try? file.readToEnd()) ?? Data()
      self.done.signal()
    }
    thread.start()
  }

  func wait() -> Data {
    done.wait()
    return data
  }
}

/// A directory of a test's own, removed with it.
final class TemporaryDirectory: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("emotag-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return path(name)
  }
}
