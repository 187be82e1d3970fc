internal import EmotionModel
internal import EmotionTraining
internal import FoundationEssentials

/// How far a model's scores are from those that another program gave for the same texts.
struct ScoreComparison {
  /// The most that float32 explains.
  static let tolerance: Float = 1e-5
  private static let shownTags = 20

  private(set) var textCount = 0
  private(set) var largestDifference: Float = 0
  private var largestPlace = ""
  private var tagCount = 0
  /// A line for each tag that only one of both gives.
  private var differingTags: [String] = []

  private struct Row: Decodable {
    let text: String
    let emotions: [String: Float]
  }

  /// Reads NDJSON with a text and the score of each label a line.
  init(of model: EmotionModel, with file: [UInt8]) throws(DataError) {
    var classifier = Classifier(model)
    var scores: [Float] = []
    for (index, line) in file.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard let row = try? JSONDecoder().decode(Row.self, from: Data(line)) else {
        throw DataError(line: index + 1, reason: "no \"text\" with \"emotions\" {LABEL: SCORE}")
      }
      var text = row.text
      text.withUTF8 { classifier.append($0) }
      classifier.takeScores(into: &scores)
      for (label, name) in model.labels.enumerated() {
        guard let expected = row.emotions[name] else {
          throw DataError(line: index + 1, reason: "no score for \(name)")
        }
        compare(scores[label], expected, threshold: model.thresholds[label], "line \(index + 1), \(name)")
      }
      textCount += 1
    }
  }

  private mutating func compare(_ score: Float, _ expected: Float, threshold: Float, _ place: String) {
    let difference = abs(score - expected)
    // What is not a number is never near.
    if !(difference <= largestDifference) { (largestDifference, largestPlace) = (difference, place) }
    if score >= threshold { tagCount += 1 }
    if (score >= threshold) != (expected >= threshold) {
      differingTags.append("\(place): \(score) here, \(expected) there, threshold \(threshold)")
    }
  }

  /// For a person to read.
  var text: String {
    let shown = differingTags.prefix(Self.shownTags).map { "  \($0)\n" }.joined()
    let rest = differingTags.count > Self.shownTags ? "  and \(differingTags.count - Self.shownTags) more\n" : ""
    return """
      \(textCount) texts: the largest difference of a score is \(largestDifference)\
      \(largestPlace.isEmpty ? "" : " (\(largestPlace))")
      \(tagCount) tags, \(differingTags.count) differ

      """ + shown + rest
  }
}
