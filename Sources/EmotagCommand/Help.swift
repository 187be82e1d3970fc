/// The text of `emotag --help`, made from the option tables.
enum Help {
  static var text: String {
    """
    emotag adds emotion tags to NDJSON records: every record goes out as it came, with one member more.

    usage: emotag [OPTIONS] [FILE ...]   tag records from FILEs, or stdin ('-'), to stdout
           emotag serve [OPTIONS]        tag records that arrive on a Unix socket
           emotag train OPTIONS          fit a model on labelled texts
           emotag evaluate OPTIONS       score a model on labelled texts
           emotag import OPTIONS         bring a scikit-learn pipeline (joblib) over
           emotag inspect [MODEL]        what a model file holds
           emotag check [OPTIONS]        load everything that these options name, verify the model, exit

    options of the filter, of check and of serve:
    \(table(FilterSettings.options))
          --help                    this text
          --version                 the version

    options of serve alone:
    \(table(ServeSettings.ownOptions))

    options of train:
    \(table(TrainSettings.options))

    options of evaluate:
    \(table(EvaluateSettings.options))

    options of import:
    \(table(ImportSettings.options))

    exit: 0 done, 64 usage, 65 bad input, 66 an input cannot be opened, 73 an output cannot be opened,
          74 read or write failed, 75 records were lost at a second signal or past --drain-timeout,
          77 not permitted, 78 the model or configuration is unusable

    """
  }

  /// The rows of the README's tables, one an option.
  static var markdownRows: [String] {
    rows(FilterSettings.options) + rows(ServeSettings.ownOptions) + rows(TrainSettings.options)
      + rows(EvaluateSettings.options) + rows(ImportSettings.options)
  }

  private static func rows<Settings>(_ options: [Option<Settings>]) -> [String] {
    options.map { option in
      let cells = ["`\(option.synopsis)`", option.fallback ?? "–", option.help]
      return "| " + cells.map { $0.split(separator: "|").joined(separator: "\\|") }.joined(separator: " | ") + " |"
    }
  }

  private static func table<Settings>(_ options: [Option<Settings>]) -> String {
    options.map { option in
      let synopsis = (option.short == nil ? "      " : "  ") + option.synopsis
      let help = option.help + (option.fallback.map { " [\($0)]" } ?? "")
      let isShort = synopsis.count < 31
      return synopsis + (isShort ? "" : "\n")
        + String(repeating: " ", count: isShort ? 32 - synopsis.count : 32) + help
    }.joined(separator: "\n")
  }
}
