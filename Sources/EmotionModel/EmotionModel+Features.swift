extension EmotionModel {
  /// Memory that is used anew for each text.
  struct FeatureScratch: Sendable {
    fileprivate var text = TokenizedText()
    fileprivate var row = SparseRow()
    fileprivate var sums: [Float]

    /// Fits that model alone.
    init(_ model: EmotionModel) {
      sums = Array(repeating: 0, count: model.projection.width)
    }
  }

  /// Appends the features of one text, `projection.columnCount` of them.
  func appendFeatures(
    of bytes: UnsafeBufferPointer<UInt8>, to features: inout [Float], _ scratch: inout FeatureScratch
  ) {
    vectorizer.tokenizer.tokenize(bytes, into: &scratch.text)
    vectorizer.identify(&scratch.text)
    wordMargins?.prefetch(scratch.text)
    vectorizer.count(scratch.text, into: &scratch.row)
    for column in scratch.row.columns { projection.prefetch(row: Int(column)) }
    vectorizer.weigh(&scratch.row)
    scratch.sums.withUnsafeMutableBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      projection.multiply(scratch.row, into: sums)
      wordMargins?.add(scratch.text, to: sums + componentCount)
      features.append(contentsOf: UnsafeBufferPointer(start: sums, count: projection.columnCount))
    }
  }
}
