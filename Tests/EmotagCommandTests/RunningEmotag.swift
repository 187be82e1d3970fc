import Foundation
import Testing

/// The built program while it runs, with pipes to it; one thread may write while another reads.
final class RunningEmotag: @unchecked Sendable {
  let process = Process()
  let input = Pipe()
  let output = Pipe()
  let messages = Pipe()

  /// `wrapper` is a command that runs the program, such as `prlimit`.
  init(_ arguments: [String], wrapper: [String] = []) throws {
    // A program that ends before it has read all must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    let command = wrapper + Emotag.wrapper + [Emotag.program.path] + arguments
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = input
    process.standardOutput = output
    process.standardError = messages
    try process.run()
  }

  func write(_ text: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  }

  func closeInput() throws {
    try input.fileHandleForWriting.close()
  }

  /// The next bytes of stdout, once there are any.
  func readAvailable() -> String {
    String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
  }

  func readToEnd() throws -> Data {
    try output.fileHandleForReading.readToEnd() ?? Data()
  }

  /// Waits for the end; stderr, and the exit status.
  func end() throws -> (status: Int32, err: String) {
    let err = try messages.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: err, as: UTF8.self))
  }

  func send(_ signal: Int32) {
    kill(process.processIdentifier, signal)
  }

  /// Its threads by their numbers, in the order in which they were started.
  func threads() throws -> [Int] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/task").compactMap(Int.init)
      .sorted()
  }

  /// The most memory that it has had, in bytes; 0 once it has ended.
  var peakMemory: Int {
    let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    return (status?.firstMatch(of: /VmHWM:\s+([0-9]+) kB/)?.1).flatMap { Int($0) }.map { $0 * 1024 } ?? 0
  }
}

/// Waits until `condition` holds, for at most a minute.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = Date(timeIntervalSinceNow: 60)
  while Date() < deadline {
    if try condition() { return true }
    sched_yield()
  }
  return false
}
