internal import EmotionModel

/// Texts whose scores a model file keeps, so that a loaded model can prove that it still gives them.
enum GoldenTexts {
  private static let texts = [
    "Thank you so much, this helped me a lot!",
    "I can't believe they cancelled the show. So disappointed...",
    "hahaha that made my day 😂😂",
    "What do you mean by that???",
    "The meeting is at 10:30 in room 4b.",
    "I'm scared that it will break again.",
    "Congratulations, you really deserve it 🎉",
    "This is the worst update ever. Angry does not begin to describe it!",
    "Sorry, my mistake. I should have asked first.",
    "",
    "unbelievablyhappyish naïve ΚΑΛΗΜΕΡΑ 元気 👩‍🚀",
    "ok ok ok ok ok",
  ]

  static func examples(of model: EmotionModel) -> [ModelFile.GoldenExample] {
    scores(of: texts, by: model).map { ModelFile.GoldenExample(text: $0, scores: $1) }
  }

  /// Each text with its scores, one a label.
  static func scores(of texts: [String], by model: EmotionModel) -> [(String, [Float])] {
    var classifier = Classifier(model)
    var scores: [Float] = []
    return texts.map { text in
      var text = text
      text.withUTF8 { classifier.append($0) }
      classifier.takeScores(into: &scores)
      return (text, scores)
    }
  }
}
