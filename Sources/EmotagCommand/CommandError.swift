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
  /// By SIGINT or SIGTERM, as a shell has it: 128 and the signal's number.
  case interrupted = 130
  case terminated = 143

  /// Of a run that was ended by that signal.
  init(endedBy signal: Int32) { self = signal == SIGINT ? .interrupted : .terminated }

  /// The signal that ended the run, which then ends the process too, so that the parent process sees it.
  var signal: Int32? {
    switch self {
    case .interrupted: SIGINT
    case .terminated: SIGTERM
    default: nil
    }
  }
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
  StandardError.write("\(severity.prefix)emotag: \(printable(String(message.unicodeScalars.prefix(2000))))\n")
}

/// A text that may come from a file, without what would make a terminal do anything but show it.
///
/// Spaces take the place of control characters, so of those that begin an escape sequence and of line ends, and of
/// format characters such as those that turn the direction of writing.
func printable(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        let category = scalar.properties.generalCategory
        // A joiner is part of many an emoji.
        let isJoiner = scalar == "\u{200D}"
        let isHidden = category == .control || category == .format && !isJoiner
        return isHidden || category == .lineSeparator || category == .paragraphSeparator ? " " : scalar
      }))
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
