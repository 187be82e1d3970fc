internal import EmotionModel

/// Which character n-grams inside words a fit goes by.
struct CharacterNgramCounts {
  private let range: ClosedRange<Int>
  private let vocabulary: Vocabulary

  /// Takes the n-grams of at least that many texts.
  init(fitting texts: [TokenizedText], range: ClosedRange<Int>, minimumDocuments: Int) {
    var counts = TermCounts()
    for text in texts {
      text.forEachWord { word in
        CharacterNgrams.forEachNgram(of: word, range: range) { counts.add($0) }
      }
      counts.endDocument()
    }
    self.range = range
    vocabulary = Vocabulary(counts.terms(counts.chosen(minimumDocuments: minimumDocuments, limit: nil)))
  }

  /// The rows of `words` with one more column an n-gram: its count in the text times `scale`.
  func appendCounts(to words: SparseMatrix, of texts: [TokenizedText], scale: Float) -> SparseMatrix {
    var matrix = SparseMatrix(columnCount: words.columnCount + vocabulary.count)
    for (row, text) in texts.enumerated() {
      var counts: [Int: Float] = [:]
      text.forEachWord { word in
        CharacterNgrams.forEachNgram(of: word, range: range) { ngram in
          if let index = vocabulary.index(of: ngram) { counts[index, default: 0] += scale }
        }
      }
      let ofWords = (words.rowOffsets[row]..<words.rowOffsets[row + 1]).map { entry in
        (column: Int(words.columns[entry]), value: words.values[entry])
      }
      let ofNgrams = counts.sorted { $0.key < $1.key }.map { (column: words.columnCount + $0.key, value: $0.value) }
      matrix.appendRow(ofWords + ofNgrams)
    }
    return matrix
  }

  /// What a model needs, with the weights of one linear model a label for the scaled counts, row after row.
  func weights(
    _ linear: ArraySlice<Float>, labelCount: Int, scale: Float, storage: Projection.Storage
  ) -> CharacterNgrams {
    CharacterNgrams(
      range: range, vocabulary: vocabulary,
      weights: Projection(storage: storage, columnCount: labelCount, values: linear.map { $0 * scale }))
  }
}
