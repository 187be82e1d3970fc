internal import EmotionModel
internal import Glibc

extension TfidfVectorizer {
  /// Learns vocabulary and idf from texts, as scikit-learn's `fit` does.
  init(
    fitting texts: [TokenizedText], tokenizer: Tokenizer, ngramRange: ClosedRange<Int>, isSublinear: Bool,
    minimumDocuments: Int, termLimit: Int?
  ) {
    var counts = TermCounts()
    for text in texts {
      text.forEachNgram(ngramRange) { counts.add($0) }
      counts.endDocument()
    }
    let chosen = counts.chosen(minimumDocuments: minimumDocuments, limit: termLimit)
    self.init(
      tokenizer: tokenizer, ngramRange: ngramRange, isSublinear: isSublinear,
      vocabulary: counts.terms(chosen),
      idf: chosen.map { log(Double(1 + texts.count) / Double(1 + counts.documentFrequency[$0])) + 1 })
  }

  /// The rows of texts, one after the other.
  func transform(_ texts: [TokenizedText]) -> SparseMatrix {
    var matrix = SparseMatrix(columnCount: vocabulary.count)
    var row = SparseRow()
    for text in texts {
      transform(text, into: &row)
      matrix.appendRow(zip(row.columns, row.values).lazy.map { (Int($0), Float($1)) })
    }
    return matrix
  }
}
