package import EmotionModel

extension Classifier {
  /// The scores of all texts, row after row, one a label of the model.
  package consuming func scores(of texts: LabelledTexts) -> [Float] {
    var all: [Float] = []
    var scores: [Float] = []
    for text in texts.texts {
      text.withUnsafeBufferPointer { append($0) }
      takeScores(into: &scores)
      all += scores
    }
    return all
  }

  /// The features of all texts, row after row.
  consuming func features(of texts: LabelledTexts) -> [Float] {
    for text in texts.texts { text.withUnsafeBufferPointer { append($0) } }
    return features
  }
}
