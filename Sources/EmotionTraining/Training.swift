internal import Glibc
package import EmotionModel
internal import Synchronization

/// Fits a whole model: vectorizer, TruncatedSVD, linear margins, one booster a label, thresholds.
package struct Training {
  /// Told what is being done and what share of it is done, from any thread.
  package typealias Progress = @Sendable (_ stage: String, _ share: Double) -> Void

  private let texts: LabelledTexts
  private let development: LabelledTexts
  private let options: TrainingOptions
  private let progress: Progress
  private let targets: [[Float]]
  /// The labels that all rows have, or none: there is nothing to tell apart.
  private let isConstant: [Bool]

  /// Both sets have the same labels.
  package init(
    _ texts: LabelledTexts, development: LabelledTexts, options: TrainingOptions, progress: @escaping Progress
  ) {
    self.texts = texts
    self.development = development
    self.options = options
    self.progress = progress
    targets = texts.labels.indices.map { texts.target($0) }
    isConstant = targets.map { target in target.allSatisfy { $0 == target.first } }
  }

  /// The labels that no row has, or every row, so that their score is constant.
  package var constantLabels: [String] {
    zip(texts.labels, isConstant).filter(\.1).map(\.0)
  }

  /// The model, its boosters as XGBoost saves them, and its report on the development set.
  package func fit() throws -> (model: EmotionModel, boosters: [[UInt8]?], report: ClassificationReport) {
    var model: EmotionModel
    var margins: [Float] = []
    progress("terms", 0)
    let tokens = tokenize(texts)
    let vectorizer = TfidfVectorizer(
      fitting: tokens, tokenizer: Tokenizer(pattern: options.pattern), ngramRange: options.ngramRange,
      isSublinear: options.isSublinear, minimumDocuments: options.minimumDocuments, termLimit: options.termLimit)
    guard vectorizer.vocabulary.count > 0 else {
      throw DataError(line: 0, reason: "no term occurs in \(options.minimumDocuments) texts")
    }
    let words = vectorizer.transform(tokens)
    let components = fitComponents(words)
    if options.hasMargins {
      let ngrams = options.characterNgramRange.map { range in
        CharacterNgramCounts(
          fitting: tokens, range: range, minimumDocuments: options.characterMinimumDocuments)
      }
      let linear = try fitMargins(words, ngrams, tokens)
      margins = linear.outOfFold
      model = assemble(vectorizer, components, linear.fit, ngrams)
    } else {
      model = assemble(vectorizer, components, nil, nil)
    }
    let boosters = try fitBoosters(model, margins)
    model.boosters = try boosters.map { bytes in
      try bytes?.withUnsafeBytes { try Booster(ubjson: $0, featureCount: model.projection.columnCount) }
    }
    let report = tune(&model)
    return (model, boosters, report)
  }

  private func tokenize(_ texts: LabelledTexts) -> [TokenizedText] {
    let tokenizer = Tokenizer(pattern: options.pattern)
    return texts.texts.map { text in
      var tokens = TokenizedText()
      text.withUnsafeBufferPointer { tokenizer.tokenize($0, into: &tokens) }
      return tokens
    }
  }

  private func fitComponents(_ words: SparseMatrix) -> TruncatedSVD? {
    guard options.componentCount > 0 else { return nil }
    return TruncatedSVD(fitting: words, componentCount: options.componentCount, seed: options.seed) {
      progress("components", $0)
    }
  }

  /// The linear margins of words and, where there are any, character n-grams, as one linear model.
  private func fitMargins(
    _ words: SparseMatrix, _ ngrams: CharacterNgramCounts?, _ tokens: [TokenizedText]
  ) throws -> (fit: LinearMargins, outOfFold: [Float]) {
    let matrix = ngrams?.appendCounts(to: words, of: tokens, scale: Float(options.characterScale)) ?? words
    let total = Double(targets.count * (options.treeCount > 0 ? options.foldCount + 1 : 1))
    let finished = Atomic(0)
    let done: @Sendable () -> Void = { [progress] in
      progress("margins", Double(finished.add(1, ordering: .relaxed).newValue) / total)
    }
    let fit = try LinearMargins(
      fitting: matrix, targets: targets, isConstant: isConstant, options: options, done: done)
    guard options.treeCount > 0 else { return (fit, []) }
    let outOfFold = try LinearMargins.outOfFold(
      matrix, targets: targets, isConstant: isConstant, options: options, done: done)
    return (fit, outOfFold)
  }

  /// The model without its boosters, and with thresholds that are still to be tuned.
  private func assemble(
    _ vectorizer: TfidfVectorizer, _ components: TruncatedSVD?, _ linear: LinearMargins?,
    _ ngrams: CharacterNgramCounts?
  ) -> EmotionModel {
    let labels = texts.labels.count
    let terms = vectorizer.vocabulary.count
    var values: [Float] = []
    for term in 0..<terms {
      if let components {
        let first = term * components.componentCount
        values += components.components[first..<(first + components.componentCount)].map { Float($0) }
      }
      if let linear { values += linear.weights[(term * labels)..<((term + 1) * labels)] }
    }
    let componentCount = components?.componentCount ?? 0
    let bias = targets.indices.map { label in
      isConstant[label] ? Self.logOdds(of: targets[label]) : options.marginWeight * (linear?.bias[label] ?? 0)
    }
    return EmotionModel(
      labels: texts.labels, thresholds: Array(repeating: 0.5, count: labels), vectorizer: vectorizer,
      projection: Projection(
        storage: options.storage, columnCount: componentCount + (linear == nil ? 0 : labels), values: values),
      componentCount: componentCount,
      characterNgrams: linear.flatMap { linear in
        ngrams?.weights(
          linear.weights[(terms * labels)...], labelCount: labels, scale: Float(options.characterScale),
          storage: options.storage)
      },
      bias: bias, marginWeight: linear == nil ? 0 : options.marginWeight,
      boosters: Array(repeating: nil, count: labels))
  }

  /// The boosters on the features that the model gives the training texts, except that `margins`, which are
  /// out-of-fold, stand in for the model's own, and boosting starts from them.
  private func fitBoosters(_ model: EmotionModel, _ margins: [Float]) throws -> [[UInt8]?] {
    guard options.treeCount > 0 else { return Array(repeating: nil, count: targets.count) }
    let parameters = [
      "booster": "gbtree", "objective": "binary:logistic", "base_score": "0.5", "tree_method": "hist",
      "max_bin": "256", "max_depth": "\(options.depth)", "eta": "\(options.eta)",
      "min_child_weight": "\(options.minimumChildWeight)", "seed": "\(options.seed)",
    ]
    let width = model.projection.columnCount
    let labels = targets.count
    var features = Classifier(model).features(of: texts)
    if model.hasMargins {
      for row in 0..<texts.rowCount {
        for label in 0..<labels {
          features[row * width + model.componentCount + label] = margins[row * labels + label]
        }
      }
    }
    let finished = Atomic(0)
    let rows = texts.rowCount
    return try concurrentMap(
      labels, context: { [features] in try DMatrix(dense: features, columnCount: width) }
    ) { [progress, targets, isConstant, options] data, label in
      defer {
        progress("trees", Double(finished.add(1, ordering: .relaxed).newValue) / Double(labels))
      }
      if isConstant[label] { return nil }
      try data.setTarget(targets[label])
      if model.hasMargins {
        let margin = (0..<rows).map { model.bias[label] + options.marginWeight * margins[$0 * labels + label] }
        try data.setBaseMargin(margin)
      }
      return try XGBooster(fitting: data, parameters: parameters, rounds: options.treeCount).ubjson()
    }
  }

  /// Sets the thresholds by the development set.
  private func tune(_ model: inout EmotionModel) -> ClassificationReport {
    progress("thresholds", 0)
    let scores = Classifier(model).scores(of: development)
    model.thresholds = ThresholdTuning.thresholds(scores: scores, truth: development, seed: options.seed)
    progress("thresholds", 1)
    return ClassificationReport(scores: scores, thresholds: model.thresholds, truth: development)
  }

  /// Of a label's rate, kept off 0 and 1 by half a row.
  private static func logOdds(of target: [Float]) -> Float {
    let rate = (Double(target.reduce(0, +)) + 0.5) / (Double(target.count) + 1)
    return Float(log(rate / (1 - rate)))
  }
}
