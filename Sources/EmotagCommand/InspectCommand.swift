internal import EmotionModel

/// `emotag inspect`: says what a model file holds.
struct InspectCommand {
  let path: String?

  func run() throws -> ExitCode {
    let file = try loadModel(path)
    let model = file.model
    let boosters = model.boosters.compactMap { $0 }
    let trees = boosters.flatMap(\.trees)
    let projection = model.projection
    let nodes = trees.map(\.nodeCount).reduce(0, +)
    var lines: [(String, String)] = [
      ("model", path ?? "embedded"),
      ("labels", "\(model.labels.count)"),
      ("terms", "\(model.vectorizer.vocabulary.count), \(range(model.vectorizer.ngramRange)) tokens each"),
      ("token pattern", model.vectorizer.tokenizer.pattern.rawValue),
      ("term frequency", frequency(of: model.vectorizer)),
      ("components", "\(model.componentCount) of TruncatedSVD"),
      ("linear margins", model.hasMargins ? "yes, weight \(model.marginWeight)" : "no"),
    ]
    if let ngrams = model.characterNgrams {
      lines.append(("character n-grams", "\(ngrams.vocabulary.count), \(range(ngrams.range)) characters each"))
    }
    lines += [
      (
        "projection",
        projection.storage == .none
          ? "none: the terms are the features"
          : "\(projection.rowCount) × \(projection.columnCount), \(projection.storage.rawValue)"
      ),
      ("trees", "\(trees.count) in \(boosters.count) boosters, \(nodes) nodes"),
      ("golden examples", "\(file.goldenExamples.count)"),
    ]
    for (name, hash) in file.provenance.sources.sorted(by: { $0.key < $1.key }) {
      lines.append(("\(name) sha256", hash))
    }
    let options = file.provenance.options.sorted { $0.key < $1.key }
    lines.append(
      (
        "options",
        options.isEmpty ? "defaults" : options.map { "--\($0)" + ($1.isEmpty ? "" : " \($1)") }.joined(separator: " ")
      ))
    for (name, value) in file.provenance.development.sorted(by: { $0.key < $1.key }) {
      lines.append(("development \(name)", "\((value * 10000).rounded() / 10000)"))
    }
    for (label, threshold) in zip(model.labels, model.thresholds) {
      lines.append(("threshold \(label)", "\(threshold)"))
    }
    let width = lines.map(\.0.count).max() ?? 0
    try printOut(
      lines.map { name, value in
        printable(name + String(repeating: " ", count: width - name.count + 2) + value) + "\n"
      }.joined())
    return .done
  }

  private func frequency(of vectorizer: TfidfVectorizer) -> String {
    let count = vectorizer.isBinary ? "1" : vectorizer.isSublinear ? "ln(count) + 1" : "count"
    return "\(count), norm \(vectorizer.norm?.rawValue ?? "none")"
  }

  private func range(_ range: ClosedRange<Int>) -> String {
    range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
