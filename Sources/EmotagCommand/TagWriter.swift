internal import EmotionModel
internal import RecordStream

/// Turns a text's scores into the JSON value that its record gets.
struct TagWriter: Sendable {
  private let format: FilterSettings.Format
  private let top: Int?
  /// One a label of the model.
  private let thresholds: [Float]
  /// The labels that may appear, in the model's order.
  private let labels: [Int]
  /// Each label of the model as a JSON string.
  private let quotedLabels: [[UInt8]]
  private var chosen: [Int] = []

  init(_ settings: FilterSettings, model: EmotionModel) throws(CommandError) {
    format = settings.format
    top = settings.top
    thresholds = try settings.thresholds(for: model)
    labels = try settings.labels(of: model)
    quotedLabels = model.labels.map { label in
      var quoted: [UInt8] = []
      JSONString.appendQuoted(label.utf8, to: &quoted)
      return quoted
    }
  }

  /// Appends the value for one text, and counts in `marks`, one a label of the model, the labels that are in it.
  ///
  /// `scores` has one element a label of the model.
  mutating func append(_ scores: ArraySlice<Float>, to output: inout [UInt8], marks: inout [Int]) {
    choose(scores)
    for label in chosen { marks[label] += 1 }
    let isList = format == .labels
    output.append(UInt8(ascii: isList ? "[" : "{"))
    for (position, label) in chosen.enumerated() {
      if position > 0 { output.append(UInt8(ascii: ",")) }
      output.append(contentsOf: quotedLabels[label])
      if !isList {
        output.append(UInt8(ascii: ":"))
        Self.append(scores[scores.startIndex + label], to: &output)
      }
    }
    output.append(UInt8(ascii: isList ? "]" : "}"))
  }

  private mutating func choose(_ scores: ArraySlice<Float>) {
    let first = scores.startIndex
    chosen.removeAll(keepingCapacity: true)
    for label in labels where format == .all || scores[first + label] >= thresholds[label] { chosen.append(label) }
    if let top {
      chosen.sort { (scores[first + $0], $1) > (scores[first + $1], $0) }
      chosen.removeSubrange(min(top, chosen.count)...)
    }
  }

  /// Appends a number between 0 and 1 with up to six decimals and no trailing zeros.
  static func append(_ score: Float, to output: inout [UInt8]) {
    var millionths = Int((Double(score) * 1e6).rounded())
    output.append(UInt8(ascii: millionths >= 1_000_000 ? "1" : "0"))
    millionths %= 1_000_000
    if millionths == 0 { return }
    output.append(UInt8(ascii: "."))
    var unit = 100_000
    while millionths > 0 {
      output.append(UInt8(ascii: "0") + UInt8(millionths / unit))
      millionths %= unit
      unit /= 10
    }
  }
}
