internal import Glibc
internal import RecordStream

/// The program: a command line in, an exit status out.
package enum EmotagCommand {
  package static let version = "0.1.0"

  /// Runs the command that `arguments` (without the program's name) ask for, and reports an error on stderr.
  package static func main(_ arguments: [String]?) -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    // Swift's backtraces take it for a crash, and may hang in that.
    if !EventLoop.isIgnored(SIGQUIT) { signal(SIGQUIT, SIG_DFL) }
    FileDescriptor.occupyStandardDescriptors()
    do {
      guard let arguments else {
        throw CommandError(.usage, "arguments", "one of them is not UTF-8, or /proc is not mounted")
      }
      return try run(arguments).rawValue
    } catch let error as CommandError {
      report(error.message)
      return error.exit.rawValue
    } catch {
      report("bug: \(error)")
      return ExitCode.bug.rawValue
    }
  }

  /// The arguments of the process, without the program's name; nil if one is not UTF-8, for it would name another file.
  package static var arguments: [String]? {
    // Swift takes them from /proc.
    guard CommandLine.argc > 0 else { return nil }
    var arguments: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[index], let text = String(validatingCString: argument) else {
        return nil
      }
      arguments.append(text)
    }
    return arguments
  }

  private static func run(_ arguments: [String]) throws -> ExitCode {
    let command = arguments.first.flatMap(Command.named)
    let options = arguments.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") { return try help(on: command ?? .filter) }
    if options.contains("--version") || arguments.first == "version" {
      try printOut("emotag \(version)\n")
      return .done
    }
    if arguments.first == "help" { return try help(arguments.dropFirst().first) }
    guard let command else { return try Command.filter.run(arguments) }
    return try command.run(Array(arguments.dropFirst()))
  }

  private static func help(_ name: String?) throws -> ExitCode {
    guard let name, name != "help", name != "version" else { return try help(on: .filter) }
    guard let command = Command.named(name) else {
      throw CommandError(.usage, "help", "there is no command \"\(name)\"\(suggestion(for: name, in: Command.words))")
    }
    return try help(on: command)
  }

  private static func help(on command: Command) throws -> ExitCode {
    try printOut(Help.text(of: command))
    return .done
  }

  /// Ends the process as the run ended: by a signal, if it was one that ended the run.
  package static func end(_ status: Int32) -> Never {
    if let number = ExitCode(rawValue: status)?.signal {
      var set = sigset_t()
      sigemptyset(&set)
      sigaddset(&set, number)
      signal(number, SIG_DFL)
      raise(number)
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
    exit(status)
  }
}
