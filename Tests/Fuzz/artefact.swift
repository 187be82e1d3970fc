/// Any bytes as one of scikit-learn's artefacts: an error, or values that keep what their types promise.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let file = UnsafeRawBufferPointer(start: data, count: size)
  if let names = try? ImportedLabelNames(joblib: file).names {
    precondition(!names.isEmpty && Set(names.map { Array($0.utf8) }).count == names.count, "no names")
  }
  if let vectorizer = try? ImportedVectorizer(joblib: file) {
    precondition(vectorizer.terms.count > 0 && (1...100).contains(vectorizer.ngramRange.upperBound), "no terms")
    precondition(vectorizer.idf?.count ?? vectorizer.terms.count == vectorizer.terms.count, "another number of weights")
  }
  if let svd = try? ImportedSVD(joblib: file) {
    precondition(svd.components.count == svd.componentCount * svd.termCount, "no matrix")
  }
  if let model = try? ImportedModel(joblib: file) { check(model) }
  return 0
}

/// Walks every tree to the left and to the right: each ends in a leaf.
private func check(_ model: ImportedModel) {
  precondition(!model.labels.isEmpty, "no labels")
  for case .trees(let ensemble) in model.labels {
    precondition(ensemble.baseMargin.isFinite, "no base margin")
    for tree in ensemble.trees {
      precondition(tree.highestFeature < model.featureCount ?? 0, "a feature that is none")
      for isLeft in [true, false] {
        var (node, steps) = (tree.nodes[0], 0)
        while node.left != -1 {
          node = tree.nodes[Int(isLeft ? node.left : node.right)]
          steps += 1
          precondition(steps < tree.nodes.count, "a walk that does not end")
        }
        precondition(node.value.isFinite, "a leaf that is no number")
      }
    }
  }
}
