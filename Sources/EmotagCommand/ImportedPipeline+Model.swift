internal import EmotionModel
internal import ScikitLearnImport

extension ImportedPipeline {
  /// The model that gives the scores that the pipeline gives in Python, with one threshold for all labels.
  func model(threshold: Float) throws -> EmotionModel {
    guard !vectorizer.isFloat32 else {
      throw CommandError(.badInput, "import", "TfidfVectorizer: dtype=float32 is not supported")
    }
    let projection = svd.map { Self.projection($0) } ?? Projection(termCount: vectorizer.terms.count)
    let width = projection.columnCount
    return EmotionModel(
      labels: labelNames.names, thresholds: labelNames.names.map { _ in threshold }, vectorizer: tfidfVectorizer,
      projection: projection, componentCount: width, characterNgrams: nil, bias: model.labels.map { Self.bias($0) },
      marginWeight: 0, boosters: try model.labels.map { try Self.booster($0, featureCount: width) })
  }

  private var tfidfVectorizer: TfidfVectorizer {
    let terms = vectorizer.terms
    var vocabulary = Terms()
    for term in 0..<terms.count { terms[term].withUnsafeBufferPointer { vocabulary.append($0) } }
    return TfidfVectorizer(
      tokenizer: Tokenizer(pattern: .scikitLearn, isLowercasing: vectorizer.isLowercased),
      stopWords: vectorizer.stopWords.map { Vocabulary(of: $0) }, ngramRange: vectorizer.ngramRange,
      isBinary: vectorizer.isBinary, isSublinear: vectorizer.isSublinear,
      norm: vectorizer.norm.map { $0 == .l1 ? .l1 : .l2 }, isSummedBackwards: vectorizer.isSummedBackwards,
      vocabulary: vocabulary, idf: vectorizer.idf ?? Array(repeating: 1, count: terms.count))
  }

  /// One row a term, where scikit-learn has one a component.
  private static func projection(_ svd: ImportedSVD) -> Projection {
    var values = [Double](repeating: 0, count: svd.components.count)
    for component in 0..<svd.componentCount {
      for term in 0..<svd.termCount {
        values[term * svd.componentCount + component] = svd.components[component * svd.termCount + term]
      }
    }
    return Projection(columnCount: svd.componentCount, values: values)
  }

  /// A label that all rows had, or none, scores exactly 1 or 0: so far out is the sigmoid at its ends.
  private static func bias(_ label: ImportedModel.Label) -> Float {
    switch label {
    case .constant(let isOn): isOn ? EmotionModel.largestMagnitude : -EmotionModel.largestMagnitude
    case .trees: 0
    }
  }

  private static func booster(_ label: ImportedModel.Label, featureCount: Int) throws(ModelError) -> Booster? {
    guard case .trees(let ensemble) = label else { return nil }
    return try Booster(
      baseScore: ensemble.baseScore,
      trees: ensemble.trees.map { tree in
        tree.nodes.map { node in
          node.left < 0
            ? DecisionTree.Node(value: node.value)
            : DecisionTree.Node(
              feature: node.feature, value: node.value, left: node.left, right: node.right,
              isDefaultLeft: node.isDefaultLeft)
        }
      }, featureCount: featureCount)
  }
}
