/// What `emotag evaluate` is asked to do.
struct EvaluateSettings {
  var data: [String] = []
  var labelNames: String?
  var isJSON = false
  /// The model and thresholds, which it shares with the filter.
  var filter = FilterSettings()

  static let options: [Option<EvaluateSettings>] =
    [
      Option(
        long: "data", value: "FILE",
        help:
          "labelled texts: TSV (text, labels) or NDJSON (\"text\", \"labels\"), plain or gzip; -: stdin; repeatable",
        isRepeatable: true
      ) { $0.data.append($1) },
      Option(
        long: "label-names", value: "FILE", fallback: "the model's",
        help: "the labels that numbers in the data stand for, one a line"
      ) { $0.labelNames = $1 },
      Option(long: "json", help: "write one JSON object instead of a table") { settings, _ in settings.isJSON = true },
    ]
    + FilterSettings.options.filter { ["model", "threshold"].contains($0.long) }.map { $0.lifted(to: \.filter) }
}
