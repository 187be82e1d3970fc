internal import EmotionTraining

/// What `emotag train` fits on: all files read, what is useless refused, and what is doubtful said.
struct TrainingData {
  /// What the model is fitted on.
  let texts: LabelledTexts
  /// What it is judged by.
  let development: LabelledTexts
  /// SHA-256 of each file by what it was read as.
  let sources: [String: String]
  /// The files of `texts`, for messages.
  let name: String

  /// A label of fewer rows cannot be learnt: each fit leaves out the rows that it scores.
  private static let leastRows = 3
  /// Fewer rows than this say nothing of a fit.
  private static let leastDevelopmentRows = 10

  init(_ settings: TrainSettings) throws {
    let labelNames = settings.labelNames
    try DataFile.refuseSecondStandardInput(
      settings.data + settings.development + (labelNames.map { [$0] } ?? []), "train")
    let names = try labelNames.map { try DataFile($0) }
    let data = try settings.data.map { try DataFile($0) }
    let dev = try settings.development.map { try DataFile($0) }
    let files = data.sources("data") + dev.sources("dev") + (names.map { [$0] } ?? []).sources("labels")
    sources = Dictionary(uniqueKeysWithValues: files)
    name = data.name
    let all = try LabelledTexts(data, names: LabelledTexts.labelNames(names))
    if dev.isEmpty {
      (texts, development) = try Self.part(all, name, seed: settings.trainingOptions.seed)
    } else {
      texts = all
      development = try LabelledTexts(dev, names: LabelledTexts.labelNames(names), labels: all.labels)
    }
    try refuseTooFewRows(settings.trainingOptions)
    try checkLabels()
  }

  private static func part(
    _ all: LabelledTexts, _ name: String, seed: UInt64
  ) throws(CommandError) -> (LabelledTexts, LabelledTexts) {
    let (rest, tenth) = all.parted(seed: seed)
    guard tenth.rowCount >= leastDevelopmentRows else {
      throw CommandError(
        .badInput, name,
        "\(all.rowCount) rows are too few or too much alike to keep a tenth aside for thresholds; --dev is needed")
    }
    report(
      "\(name): no --dev: \(tenth.rowCount) of \(all.rowCount) rows are kept aside for thresholds", as: .information)
    return (rest, tenth)
  }

  /// No term occurs in more texts than there are.
  private func refuseTooFewRows(_ options: TrainingOptions) throws(CommandError) {
    var least = [("min-df", options.minimumDocuments)]
    if options.hasMargins && options.characterNgramRange != nil {
      least.append(("char-min-df", options.characterMinimumDocuments))
    }
    for (option, count) in least where texts.rowCount < count {
      throw CommandError(.badInput, name, "--\(option) \(count) is more than the \(texts.rowCount) rows to fit on")
    }
  }

  private func checkLabels() throws(CommandError) {
    let support = Array(zip(texts.labels, texts.support))
    guard support.contains(where: { (Self.leastRows..<texts.rowCount).contains($1) }) else {
      throw CommandError(
        .badInput, name, "nothing can be learnt: each label has fewer than \(Self.leastRows) rows, or every row")
    }
    for (label, count) in support where count == 0 || count == texts.rowCount {
      report(
        "\(name): \(count == 0 ? "no" : "every") row to fit on has label \"\(label)\"; its score will be constant",
        as: .warning)
    }
    let rare = support.filter { (1..<Self.leastRows).contains($1) }.map { "\"\($0)\" (\($1))" }
    if !rare.isEmpty {
      report("\(name): labels with too few rows to learn from: \(rare.joined(separator: ", "))", as: .warning)
    }
  }
}
