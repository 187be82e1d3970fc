internal import Glibc
internal import RecordStream

/// The program: a command line in, an exit status out.
package enum EmotagCommand {
  package static let version = "0.1.0"

  /// Runs the command that `arguments` (without the program's name) ask for, and reports an error on stderr.
  package static func main(_ arguments: [String]) -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    FileDescriptor.occupyStandardDescriptors()
    do {
      return try run(arguments).rawValue
    } catch let error as CommandError {
      report(error.message)
      return error.exit.rawValue
    } catch {
      report("bug: \(error)")
      return ExitCode.bug.rawValue
    }
  }

  private static func run(_ arguments: [String]) throws -> ExitCode {
    let options = arguments.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") {
      try printOut(Help.text)
      return .done
    }
    if options.contains("--version") {
      try printOut("emotag \(version)\n")
      return .done
    }
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "serve":
      var settings = ServeSettings()
      try refuseOperands(try parseArguments(rest, options: ServeSettings.options, into: &settings), of: "serve")
      return try ServeCommand(settings: settings).run()
    case "train":
      var settings = TrainSettings()
      try refuseOperands(try parseArguments(rest, options: TrainSettings.options, into: &settings), of: "train")
      return try TrainCommand(settings: settings).run()
    case "evaluate":
      var settings = EvaluateSettings()
      try refuseOperands(try parseArguments(rest, options: EvaluateSettings.options, into: &settings), of: "evaluate")
      return try EvaluateCommand(settings: settings).run()
    case "import":
      var settings = ImportSettings()
      try refuseOperands(try parseArguments(rest, options: ImportSettings.options, into: &settings), of: "import")
      return try ImportCommand(settings: settings).run()
    case "inspect":
      var settings = 0
      let operands = try parseArguments(rest, options: [Option<Int>](), into: &settings)
      try refuseOperands(Array(operands.dropFirst()), of: "inspect")
      return try InspectCommand(path: operands.first).run()
    case "check":
      var settings = FilterSettings()
      try refuseOperands(try parseArguments(rest, options: FilterSettings.options, into: &settings), of: "check")
      return try CheckCommand(settings: settings).run()
    default:
      var settings = FilterSettings()
      let files = try parseArguments(arguments, options: FilterSettings.options, into: &settings)
      return try FilterCommand(settings: settings, files: files).run()
    }
  }

  private static func refuseOperands(_ operands: [String], of command: String) throws(CommandError) {
    if let operand = operands.first { throw CommandError(.usage, command, "it takes no \"\(operand)\"") }
  }
}
