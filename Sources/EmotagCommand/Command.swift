/// One command of the program: what the help says of it, and what it does.
struct Command: Sendable {
  /// Empty for the filter, which has no name.
  let name: String
  /// What follows the program's name in a command line.
  let usage: String
  let summary: String
  /// Command lines that do something useful.
  let examples: [String]
  /// The options that only it has, as lines for the help.
  let options: String
  /// Where its other options are listed, if it has any.
  var more: String?
  /// Takes the arguments after its name.
  let run: @Sendable ([String]) throws -> ExitCode

  static let all = [filter, serve, train, evaluate, importing, inspect, check]

  static func named(_ name: String) -> Command? { all.first { $0.name == name && !name.isEmpty } }

  /// The words that a command line may begin with instead of a file.
  static var words: [String] { all.map(\.name).filter { !$0.isEmpty } + ["help", "version"] }

  static let filter = Command(
    name: "", usage: "[OPTIONS] [FILE ...]", summary: "tag records from FILEs, or stdin ('-'), to stdout",
    examples: ["emotag chat.ndjson > tagged.ndjson", "journalctl -o json -f | emotag --field MESSAGE"],
    options: Help.table(FilterSettings.options)
  ) { arguments in
    var settings = FilterSettings()
    if let word = arguments.first, !word.hasPrefix("-") { try refuseMistypedCommand(word) }
    let files = try parseArguments(arguments, options: FilterSettings.options, into: &settings)
    return try FilterCommand(settings: settings, files: files).run()
  }

  static let serve = Command(
    name: "serve", usage: "serve [OPTIONS]", summary: "tag records that arrive on a Unix socket",
    examples: [
      "emotag serve --listen /run/emotag/emotag.sock --reply",
      "emotag serve --listen /run/emotag/emotag.sock --ack --output tagged-%F.ndjson",
    ],
    options: Help.table(ServeSettings.ownOptions), more: "and all options of the filter: emotag --help"
  ) { arguments in
    var settings = ServeSettings()
    try refuseOperands(
      try parseArguments(arguments, of: "serve", options: ServeSettings.options, into: &settings), of: "serve")
    return try ServeCommand(settings: settings).run()
  }

  static let train = Command(
    name: "train", usage: "train OPTIONS", summary: "fit a model on labelled texts",
    examples: [
      "emotag train --data train.ndjson --dev dev.ndjson -o mine.safetensors",
      "emotag train --data train.tsv --dev dev.tsv --label-names labels.txt --preset classic -o mine.safetensors",
    ],
    options: Help.table(TrainSettings.options)
  ) { arguments in
    var settings = TrainSettings()
    try refuseOperands(
      try parseArguments(arguments, of: "train", options: TrainSettings.options, into: &settings), of: "train")
    return try TrainCommand(settings: settings).run()
  }

  static let evaluate = Command(
    name: "evaluate", usage: "evaluate OPTIONS", summary: "score a model on labelled texts",
    examples: [
      "emotag evaluate --data dev.ndjson",
      "emotag evaluate --data dev.tsv --label-names labels.txt --model mine.safetensors --json",
    ],
    options: Help.table(EvaluateSettings.options)
  ) { arguments in
    var settings = EvaluateSettings()
    let operands = try parseArguments(arguments, of: "evaluate", options: EvaluateSettings.options, into: &settings)
    try refuseOperands(operands, of: "evaluate")
    return try EvaluateCommand(settings: settings).run()
  }

  static let importing = Command(
    name: "import", usage: "import OPTIONS", summary: "bring a scikit-learn pipeline (joblib) over",
    examples: [
      "emotag import --vectorizer v.joblib --svd svd.joblib --model m.joblib --label-names n.joblib -o m.safetensors",
      "emotag import --vectorizer v.joblib --model m.joblib --label-names n.joblib --verify scores.ndjson",
    ],
    options: Help.table(ImportSettings.options)
  ) { arguments in
    var settings = ImportSettings()
    try refuseOperands(
      try parseArguments(arguments, of: "import", options: ImportSettings.options, into: &settings), of: "import")
    return try ImportCommand(settings: settings).run()
  }

  static let inspect = Command(
    name: "inspect", usage: "inspect [MODEL]", summary: "what a model file holds",
    examples: ["emotag inspect", "emotag inspect mine.safetensors"], options: ""
  ) { arguments in
    var settings = 0
    let operands = try parseArguments(arguments, of: "inspect", options: [Option<Int>](), into: &settings)
    try refuseOperands(Array(operands.dropFirst()), of: "inspect")
    return try InspectCommand(path: operands.first).run()
  }

  static let check = Command(
    name: "check", usage: "check [OPTIONS]",
    summary: "load everything that these options name, verify the model, exit",
    examples: ["emotag check", "emotag check --model mine.safetensors --labels joy,anger --output tagged.ndjson"],
    options: "", more: "all options of the filter: emotag --help"
  ) { arguments in
    var settings = FilterSettings()
    try refuseOperands(
      try parseArguments(arguments, of: "check", options: FilterSettings.options, into: &settings), of: "check")
    return try CheckCommand(settings: settings).run()
  }
}
