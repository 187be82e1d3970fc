/// Scores batches of texts with one model, on scratch memory of its own: one classifier a thread.
///
/// What a text scores does not depend on the batch that it is in.
package struct Classifier: Sendable {
  package let model: EmotionModel
  /// How many texts are waiting for `scores`.
  package private(set) var rowCount = 0
  /// Row after row, `model.projection.columnCount` features each.
  package private(set) var features: [Float] = []

  private var scratch: EmotionModel.FeatureScratch
  private var margins = EmotionModel.MarginScratch()

  package init(_ model: EmotionModel) {
    self.model = model
    scratch = EmotionModel.FeatureScratch(model)
  }

  /// Adds a row: the features of one text, UTF-8 in which invalid sequences are read as U+FFFD.
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    model.appendFeatures(of: bytes, to: &features, &scratch)
    rowCount += 1
  }

  /// Replaces `scores` by those of the waiting rows, row after row, one score a label, and forgets the rows.
  package mutating func takeScores(into scores: inout [Float]) {
    takeMargins(into: &scores)
    for index in scores.indices { scores[index] = EmotionModel.score(ofMargin: scores[index]) }
  }

  /// Replaces `margins` by those of the waiting rows, row after row, one a label, and forgets the rows.
  package mutating func takeMargins(into margins: inout [Float]) {
    model.margins(of: features, into: &margins, scratch: &self.margins)
    removeAll()
  }

  /// Forgets the waiting rows.
  package mutating func removeAll() {
    features.removeAll(keepingCapacity: true)
    rowCount = 0
  }
}
