internal import EmotionTraining
internal import FoundationEssentials

/// A report as it is written: a table for people, JSON for programs.
extension ClassificationReport {
  /// The figures of the whole, by the names that they have in JSON.
  var figures: [(String, Double)] {
    [
      ("macro_precision", macro.precision), ("macro_recall", macro.recall), ("macro_f1", macro.f1),
      ("micro_precision", micro.precision), ("micro_recall", micro.recall), ("micro_f1", micro.f1),
      ("mean_average_precision", meanAveragePrecision),
    ]
  }

  var table: String {
    let width = max(labels.map(\.name.count).max() ?? 0, 5)
    func row(_ name: String, _ cells: [String]) -> String {
      name + String(repeating: " ", count: max(0, width - name.count))
        + cells.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined() + "\n"
    }
    func digits(_ value: Double) -> String {
      guard (0..<1000).contains(value) else { return "\(value)" }
      let thousandths = Int((value * 1000).rounded())
      let rest = String(thousandths % 1000)
      return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
    func cells(_ figures: Figures, _ averagePrecision: Double?, _ support: Int, _ threshold: Float?) -> [String] {
      [
        digits(figures.precision), digits(figures.recall), digits(figures.f1), averagePrecision.map(digits) ?? "",
        "\(support)", threshold.map { digits(Double($0)) } ?? "",
      ]
    }
    let support = labels.map(\.support).reduce(0, +)
    return row("label", ["precision", "recall", "F1", "avg.prec.", "support", "threshold"])
      + labels.map { label in
        row(label.name, cells(label.figures, label.averagePrecision, label.support, label.threshold))
      }.joined()
      + row("macro", cells(macro, meanAveragePrecision, support, nil))
      + row("micro", cells(micro, nil, support, nil))
      + "\(rowCount) rows\n"
  }

  /// One object with the figures, `rows`, and `labels` with those of each label.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(Encoded(report: self)), as: UTF8.self) + "\n"
    }
  }

  private struct Encoded: Encodable {
    let report: ClassificationReport

    struct Key: CodingKey {
      let stringValue: String
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.stringValue = stringValue }
      var intValue: Int? { nil }
      init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Key.self)
      for (name, value) in report.figures { try members.encode(value, forKey: Key(name)) }
      try members.encode(report.rowCount, forKey: Key("rows"))
      var labels = members.nestedContainer(keyedBy: Key.self, forKey: Key("labels"))
      for label in report.labels {
        var figures = labels.nestedContainer(keyedBy: Key.self, forKey: Key(label.name))
        try figures.encode(label.figures.precision, forKey: Key("precision"))
        try figures.encode(label.figures.recall, forKey: Key("recall"))
        try figures.encode(label.figures.f1, forKey: Key("f1"))
        try figures.encode(label.averagePrecision, forKey: Key("average_precision"))
        try figures.encode(label.support, forKey: Key("support"))
        try figures.encode(label.threshold, forKey: Key("threshold"))
      }
    }
  }
}
