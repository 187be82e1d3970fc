/// Scores batches of texts with one model, on scratch memory of its own: one classifier a thread.
///
/// What a text scores does not depend on the batch that it is in.
package struct Classifier: Sendable {
  package let model: EmotionModel
  /// How many texts are waiting for `scores`.
  package private(set) var rowCount = 0
  /// Row after row, `model.projection.columnCount` features each.
  package private(set) var features: [Float] = []

  private var margins = EmotionModel.MarginScratch()
  private var text = TokenizedText()
  private var row = SparseRow()
  private var ngrams: CharacterNgrams.Scratch

  package init(_ model: EmotionModel) {
    self.model = model
    ngrams = CharacterNgrams.Scratch(labelCount: model.labels.count)
  }

  /// Adds a row: the features of one text, UTF-8 in which invalid sequences are read as U+FFFD.
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    let width = model.projection.columnCount
    model.vectorizer.tokenizer.tokenize(bytes, into: &text)
    model.vectorizer.transform(text, into: &row)
    let first = features.count
    features.append(contentsOf: repeatElement(0, count: width))
    features.withUnsafeMutableBufferPointer { features in
      guard let base = features.baseAddress else { return }
      model.projection.multiply(row, into: base + first)
      if let characterNgrams = model.characterNgrams {
        characterNgrams.addMargins(of: text, to: base + first + model.componentCount, scratch: &ngrams)
      }
    }
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
