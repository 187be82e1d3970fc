extension BoosterDocument {
  mutating func parseGradientBooster(
    _ key: String, _ document: inout some DocumentReader
  ) throws(ArtefactError) {
    switch key {
    case "name": kind = try document.readString()
    case "model":
      try document.readObject { key, document throws(ArtefactError) in try parseTreeModel(key, &document) }
    default: try document.skip()
    }
  }

  private mutating func parseTreeModel(_ key: String, _ document: inout some DocumentReader) throws(ArtefactError) {
    switch key {
    case "cats":
      try document.readObject { key, document throws(ArtefactError) in
        guard key == "enc" else { return try document.skip() }
        try document.readArray { _ throws(ArtefactError) in
          throw ArtefactError("categorical features are not supported")
        }
      }
    case "gbtree_model_param":
      try document.readObject { key, document throws(ArtefactError) in
        guard key == "num_parallel_tree" else { return try document.skip() }
        parallelTreeCount = try number(key, &document)
      }
    case "iteration_indptr": iterationStarts = try document.readIntegers()
    case "tree_info": treeOutputs = try document.readIntegers()
    case "trees":
      trees = []
      try document.readArray { document throws(ArtefactError) in
        do throws(ArtefactError) {
          trees.append(try parseTree(&document))
        } catch {
          throw ArtefactError("tree \(trees.count): \(error.reason)")
        }
      }
    default: try document.skip()
    }
  }

  private func parseTree(_ document: inout some DocumentReader) throws(ArtefactError) -> ImportedTree {
    var columns = TreeColumns()
    try document.readObject { key, document throws(ArtefactError) in
      switch key {
      case "left_children": columns.left = try document.readIntegers()
      case "right_children": columns.right = try document.readIntegers()
      case "split_indices": columns.features = try document.readIntegers()
      case "default_left": columns.isDefaultLeft = try document.readIntegers()
      case "split_type": columns.splitTypes = try document.readIntegers()
      case "split_conditions": columns.values = try document.readFloats()
      case "tree_param":
        try document.readObject { key, document throws(ArtefactError) in
          guard key == "size_leaf_vector" else { return try document.skip() }
          guard try number(key, &document) <= 1 else {
            throw ArtefactError("multi_strategy=multi_output_tree is not supported")
          }
        }
      default: try document.skip()
      }
    }
    try budget.charge(columns.left.count * (MemoryLayout<ImportedTree.Node>.stride + 3) + 128)
    let tree = try columns.tree()
    budget.release(columns.size)
    return tree
  }
}
