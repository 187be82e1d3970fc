/// The text of `emotag --help`, made from the option tables.
enum Help {
  static var text: String {
    """
    emotag adds emotion tags to NDJSON records: every record goes out as it came, with one member more.

    usage: emotag [OPTIONS] [FILE ...]   tag records from FILEs, or stdin ('-'), to stdout
           emotag train OPTIONS          fit a model on labelled texts
           emotag evaluate OPTIONS       score a model on labelled texts
           emotag inspect [MODEL]        what a model file holds
           emotag check [OPTIONS]        load everything that these options name, verify the model, exit

    options of the filter, and of check:
    \(table(FilterSettings.options))
          --help                    this text
          --version                 the version

    options of train:
    \(table(TrainSettings.options))

    options of evaluate:
    \(table(EvaluateSettings.options))

    exit: 0 done, 64 usage, 65 bad input, 66 an input cannot be opened, 73 an output cannot be opened,
          74 read or write failed, 78 the model is unusable

    """
  }

  private static func table<Settings>(_ options: [Option<Settings>]) -> String {
    options.map { option in
      let synopsis = (option.short == nil ? "      " : "  ") + option.synopsis
      let help = option.help + (option.fallback.map { " [\($0)]" } ?? "")
      let padding = synopsis.count < 31 ? String(repeating: " ", count: 32 - synopsis.count) : "\n" + String(repeating: " ", count: 32)
      return synopsis + padding + help
    }.joined(separator: "\n")
  }
}
