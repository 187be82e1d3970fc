@testable import EmotionTraining

extension LabelledTexts {
  /// What one file holds.
  ///
  /// `labels` are those of a model, for instance; nil takes `names` or, without names, those that the file uses.
  init(reading file: [UInt8], names: [String]?, labels: [String]? = nil) throws {
    let names = names ?? labels
    let rows = try LabelledRows(reading: file, names: names)
    self.init(labels: labels ?? names ?? LabelledRows.labels(of: [rows]))
    try append(rows, names: names)
  }
}
