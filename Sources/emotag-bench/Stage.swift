internal import EmotionModel

/// A step that every record takes.
enum Stage: String, CaseIterable {
  case scan = "scan"
  case tokenise = "tokenise"
  case count = "look up and count terms"
  case weigh = "weigh"
  case project = "project, add words"
  case forest = "forest: ranks and trees"
  case write = "write tags"

  /// Nanoseconds a record that the step may take, by the table of what one core can do that was made before it was
  /// written: a record of 150 bytes and 12 tokens, 28 × 100 trees of depth 6, 200 components.
  ///
  /// Looking a token up is in `tokenise` there. Character n-grams are not foreseen.
  func budget(_ instructions: InstructionSet) -> Double {
    switch (self, instructions) {
    case (.scan, .generic): 70
    case (.scan, _): 50
    case (.tokenise, _): 88
    case (.count, _): 0
    case (.weigh, _): 25
    case (.project, .generic): 200
    case (.project, .avx2): 109
    case (.project, .avx512): 77
    // Ranks, leaf indices, leaf values.
    case (.forest, .generic): 400 + 3990 + 530
    case (.forest, .avx2): 222 + 1110 + 280
    case (.forest, .avx512): 150 + 840 + 60
    case (.write, _): 30
    }
  }
}
