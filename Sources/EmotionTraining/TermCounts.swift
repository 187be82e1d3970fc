internal import EmotionModel

/// How often each term occurs in a set of texts, and in how many of them.
struct TermCounts {
  private(set) var vocabulary = Vocabulary()
  /// The number of texts that a term occurs in, by term number.
  private(set) var documentFrequency: [Int] = []
  private var frequency: [Int] = []
  private var lastDocument: [Int] = []
  private var document = 0

  /// Counts one occurrence in the current text.
  mutating func add(_ term: UnsafeBufferPointer<UInt8>) {
    let (index, isNew) = vocabulary.insert(term)
    if isNew {
      documentFrequency.append(0)
      frequency.append(0)
      lastDocument.append(-1)
    }
    frequency[index] += 1
    if lastDocument[index] != document {
      lastDocument[index] = document
      documentFrequency[index] += 1
    }
  }

  mutating func endDocument() {
    document += 1
  }

  /// The terms of at least `minimum` texts, and of those the `limit` most frequent, as scikit-learn's `min_df` and
  /// `max_features` choose them, sorted by code point; of equally frequent ones the first stay.
  func chosen(minimumDocuments minimum: Int, limit: Int?) -> [Int] {
    var terms = documentFrequency.indices.filter { documentFrequency[$0] >= minimum }
    terms.sort { vocabulary.terms[$0].lexicographicallyPrecedes(vocabulary.terms[$1]) }
    guard let limit, limit < terms.count else { return terms }
    let ranked = terms.indices.sorted { (frequency[terms[$0]], $1) > (frequency[terms[$1]], $0) }
    return ranked[..<limit].sorted().map { terms[$0] }
  }

  /// The chosen terms, numbered in that order.
  func terms(_ chosen: [Int]) -> Terms {
    var result = Terms()
    for index in chosen { vocabulary.terms[index].withUnsafeBufferPointer { result.append($0) } }
    return result
  }
}
