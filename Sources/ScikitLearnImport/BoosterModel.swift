/// A booster without the rounds that early stopping cut off.
struct BoosterModel {
  let featureCount: Int
  let outputCount: Int
  private let version: [Int32]
  private let baseScores: [Float]
  /// The trees of each output.
  private let trees: [[ImportedTree]]

  /// Keeps the rounds up to and with `bestIteration`, or all.
  init(_ document: BoosterDocument, bestIteration: Int?) throws(ArtefactError) {
    (featureCount, outputCount) = (document.featureCount, document.outputCount)
    (version, baseScores) = (document.version, document.baseScores)
    var trees = [[ImportedTree]](repeating: [], count: min(outputCount, max(1, document.trees.count)))
    guard trees.count == outputCount else { throw ArtefactError("\(outputCount) outputs without trees") }
    let used = try Self.treeCount(document, bestIteration)
    for (tree, output) in zip(document.trees, document.treeOutputs).prefix(used) { trees[Int(output)].append(tree) }
    self.trees = trees
  }

  func ensemble(_ output: Int) throws(ArtefactError) -> ImportedModel.Ensemble {
    let score = baseScores.count == 1 ? baseScores[0] : baseScores[output]
    return try ImportedModel.Ensemble(baseScore: score, trees: trees[output], version: version)
  }

  private static func treeCount(_ document: BoosterDocument, _ bestIteration: Int?) throws(ArtefactError) -> Int {
    guard let bestIteration else { return document.trees.count }
    let count: Int
    if document.iterationStarts.isEmpty {
      let (product, isOverflow) = (document.parallelTreeCount * document.outputCount)
        .multipliedReportingOverflow(by: bestIteration + 1)
      count = isOverflow ? -1 : product
    } else {
      let starts = document.iterationStarts
      count = starts.indices.contains(bestIteration + 1) ? Int(starts[bestIteration + 1]) : -1
    }
    guard (0...document.trees.count).contains(count) else {
      throw ArtefactError("best_iteration=\(bestIteration) is beyond its trees")
    }
    return count
  }
}
