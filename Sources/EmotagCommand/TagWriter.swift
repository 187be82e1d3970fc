package import EmotionModel
internal import RecordStream

/// Turns a text's margins into the JSON value that its record gets.
package struct TagWriter: Sendable {
  private let format: FilterSettings.Format
  private let top: Int?
  /// A label is chosen from that margin on; one a label of the model, NaN for those that may not appear.
  private let leastMargins: [Float]
  /// The labels of the model as JSON strings, one after the other.
  private var quotedLabels: [UInt8] = []
  /// Where each of them is.
  private var places: [Range<Int>] = []
  private var chosen: [Int] = []

  /// The most bytes that the value for one text may have.
  let byteBound: Int

  /// Writes the labels that reach the model's own thresholds.
  package init(model: EmotionModel) throws {
    try self.init(FilterSettings(), model: model)
  }

  init(_ settings: FilterSettings, model: EmotionModel) throws(CommandError) {
    format = settings.format
    top = settings.top
    let thresholds = try settings.thresholds(for: model)
    let labels = Set(try settings.labels(of: model))
    leastMargins = model.labels.indices.map { [format] label in
      if !labels.contains(label) { return .nan }
      return format == .all ? -.infinity : EmotionModel.leastMargin(ofScore: thresholds[label])
    }
    for label in model.labels {
      let start = quotedLabels.count
      JSONString.appendQuoted(label.utf8, to: &quotedLabels)
      places.append(start..<quotedLabels.count)
    }
    // A colon, a score such as 0.123456 and a comma.
    let longest = labels.map { [places] in places[$0].count + (settings.format == .labels ? 1 : 10) }.sorted(by: >)
    byteBound = 2 + longest.prefix(settings.top ?? longest.count).reduce(0, +)
  }

  /// Appends the value for one text, and counts in `marks`, one a label of the model, the labels that are in it.
  ///
  /// `margins` has one element a label of the model.
  package mutating func append(_ margins: UnsafeBufferPointer<Float>, to output: inout [UInt8], marks: inout [Int]) {
    choose(margins)
    for label in chosen { marks[label] += 1 }
    let isList = format == .labels
    output.append(UInt8(ascii: isList ? "[" : "{"))
    for (position, label) in chosen.enumerated() {
      if position > 0 { output.append(UInt8(ascii: ",")) }
      quotedLabels.withUnsafeBufferPointer {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: $0[places[label]]))
      }
      if !isList {
        output.append(UInt8(ascii: ":"))
        Self.append(EmotionModel.score(ofMargin: margins[label]), to: &output)
      }
    }
    output.append(UInt8(ascii: isList ? "]" : "}"))
  }

  private mutating func choose(_ margins: UnsafeBufferPointer<Float>) {
    chosen.removeAll(keepingCapacity: true)
    leastMargins.withUnsafeBufferPointer { leastMargins in
      for label in leastMargins.indices where margins[label] >= leastMargins[label] { chosen.append(label) }
    }
    if let top {
      // Different margins may have the same score.
      let scores = margins.map(EmotionModel.score)
      chosen.sort { (scores[$0], $1) > (scores[$1], $0) }
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
