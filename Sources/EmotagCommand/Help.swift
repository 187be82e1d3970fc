/// The texts of `emotag help` and `--help`, made from the table of commands and the tables of their options.
enum Help {
  /// Of the filter, with a line per command.
  static var text: String {
    """
    emotag adds emotion tags to NDJSON records: every record goes out as it came, with one member more.

    usage:
    \(commands)

    examples:
    \(lines(Command.filter.examples))

    options:
    \(Command.filter.options)
          --help                    this text; emotag COMMAND --help describes a command
          --version                 the version

    exit: 0 done, 64 usage, 65 bad input, 66 an input cannot be opened, 73 an output cannot be opened,
          74 read or write failed, 75 records were lost at a second signal or past --drain-timeout,
          77 not permitted, 78 the model or configuration is unusable, 130 and 143 ended by SIGINT and SIGTERM

    """
  }

  /// Of one command.
  static func text(of command: Command) -> String {
    if command.name.isEmpty { return text }
    let options = [command.options, command.more ?? ""].filter { !$0.isEmpty }
    return """
      emotag \(command.name): \(command.summary)

      usage: emotag \(command.usage)

      examples:
      \(lines(command.examples))
      \(options.isEmpty ? "" : "\noptions:\n\(options.joined(separator: "\n"))\n")
      """
  }

  /// The rows of the README's tables, one per option.
  static var markdownRows: [String] {
    rows(FilterSettings.options) + rows(ServeSettings.ownOptions) + rows(TrainSettings.options)
      + rows(EvaluateSettings.options) + rows(ImportSettings.options)
  }

  /// The options of a table, one or two lines per option.
  static func table<Settings>(_ options: [Option<Settings>]) -> String {
    options.map { option in
      let synopsis = (option.short == nil ? "      " : "  ") + option.synopsis
      let help = option.help + (option.fallback.map { " [\($0)]" } ?? "")
      let isShort = synopsis.count < 31
      return synopsis + (isShort ? "" : "\n")
        + String(repeating: " ", count: isShort ? 32 - synopsis.count : 32) + help
    }.joined(separator: "\n")
  }

  private static var commands: String {
    let usages = Command.all.map { "emotag \($0.usage)" } + ["emotag help [COMMAND]", "emotag version"]
    let summaries = Command.all.map(\.summary) + ["what a command does, and its options", "the version"]
    return zip(usages, summaries).map { usage, summary in
      "  " + usage + String(repeating: " ", count: max(1, 32 - usage.count)) + summary
    }.joined(separator: "\n")
  }

  private static func lines(_ lines: [String]) -> String { lines.map { "  \($0)" }.joined(separator: "\n") }

  private static func rows<Settings>(_ options: [Option<Settings>]) -> [String] {
    options.map { option in
      let cells = ["`\(option.synopsis)`", option.fallback ?? "–", option.help]
      return "| " + cells.map { $0.split(separator: "|").joined(separator: "\\|") }.joined(separator: " | ") + " |"
    }
  }
}
