package import EmotionModel
internal import Glibc
internal import Synchronization

/// Fits a whole model: vectorizer, TruncatedSVD, linear margins, one booster a label, thresholds.
package struct Training {
  /// Told what is being done and what share of it is done, from any thread.
  package typealias Progress = @Sendable (_ stage: String, _ share: Double) -> Void

  let texts: LabelledTexts
  private let development: LabelledTexts
  let options: TrainingOptions
  private let progress: Progress
  let targets: [[Float]]
  /// The labels that all rows have, or none: there is nothing to tell apart.
  let isConstant: [Bool]

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
  package var constantLabels: [(label: String, hasRows: Bool)] {
    texts.labels.indices.filter { isConstant[$0] }.map { (texts.labels[$0], targets[$0].first == 1) }
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
    let (boosters, outOfFold) = try fitBoosters(model, margins)
    model.boosters = try Self.parse(boosters, of: model)
    let report = tune(&model, outOfFold)
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
    let done = counter("margins", of: targets.count * (options.treeCount > 0 ? options.foldCount + 1 : 1))
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
      isConstant[label] ? Self.logOdds(of: targets[label]) : linear?.bias[label] ?? 0
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
      bias: bias, marginWeight: linear == nil ? 0 : 1,
      boosters: Array(repeating: nil, count: labels))
  }

  /// Sets the thresholds by all scores of texts that were not seen in the fit that scored them: those of the
  /// development set and, where there are any, the training rows' out-of-fold ones, which are many more.
  private func tune(_ model: inout EmotionModel, _ outOfFold: [Float]) -> ClassificationReport {
    progress("thresholds", 0)
    let scores = Classifier(model).scores(of: development)
    var unseen = development
    if !outOfFold.isEmpty { unseen.append(contentsOf: texts) }
    model.thresholds = ThresholdTuning.thresholds(scores: scores + outOfFold, truth: unseen, seed: options.seed)
    progress("thresholds", 1)
    return ClassificationReport(scores: scores, thresholds: model.thresholds, truth: development)
  }

  /// What to call after each of `total` parts of a stage.
  func counter(_ stage: String, of total: Int) -> @Sendable () -> Void {
    let finished = Atomic(0)
    return { [progress] in
      progress(stage, Double(finished.add(1, ordering: .relaxed).newValue) / Double(total))
    }
  }

  /// Of a label's rate, kept off 0 and 1 by half a row.
  private static func logOdds(of target: [Float]) -> Float {
    let rate = (Double(target.reduce(0, +)) + 0.5) / (Double(target.count) + 1)
    return Float(log(rate / (1 - rate)))
  }
}
