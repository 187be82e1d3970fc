internal import Glibc
internal import RecordStream

/// How a run ends: the process's exit status, after BSD's sysexits.
enum ExitCode: Int32 {
  case done = 0
  case usage = 64
  case badInput = 65
  case cannotOpenInput = 66
  case bug = 70
  case cannotOpenOutput = 73
  case inputOrOutput = 74
  case lost = 75
  case notPermitted = 77
  case configuration = 78
}

/// Why a run cannot go on: where it happened, what was tried there, why that failed, and the status to end with.
package struct CommandError: Error {
  let exit: ExitCode
  /// `WHERE: WHAT: WHY`; a part that says nothing new is left out.
  package let message: String

  /// A problem that leaves the status as it is costs no record.
  var severity: Severity { exit == .done ? .warning : .error }

  init(_ exit: ExitCode, _ parts: String...) {
    self.exit = exit
    message = parts.joined(separator: ": ")
  }
}

/// Writes a line about this run to stderr.
///
/// Whatever a file made part of it, it is one line of at most some thousand characters.
func report(_ message: String, as severity: Severity = .error) {
  let characters = message.unicodeScalars.prefix(2000).map { scalar in
    scalar.properties.generalCategory == .control ? " " : String(scalar)
  }
  var line = "\(severity.prefix)emotag: \(characters.joined())\n"
  line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Writes text that was asked for to stdout.
func printOut(_ text: String) throws {
  var text = text
  do {
    try text.withUTF8 { try FileDescriptor.standardOutput.write(UnsafeRawBufferPointer($0)) }
  } catch let error as SystemError {
    if error.isBrokenPipe { return }
    throw CommandError(.inputOrOutput, "stdout", "write failed", error.description)
  }
}
