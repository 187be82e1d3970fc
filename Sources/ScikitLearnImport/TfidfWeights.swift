/// A fitted `TfidfTransformer`, the part of a vectorizer that weighs counts.
struct TfidfWeights {
  let isSublinear: Bool
  let norm: ImportedVectorizer.Norm?
  let idf: [Double]?
  /// Whether idf was kept as a sparse diagonal matrix, as scikit-learn did up to 1.4.
  let isMatrix: Bool

  init(_ value: PickleValue, termCount: Int, in values: PickledValues) throws(ArtefactError) {
    var attributes = try PickledObject(value, of: .tfidfTransformer, in: values)
    isSublinear = try attributes.takeBool("sublinear_tf")
    norm = try Self.norm(&attributes)
    let isWeighted = try attributes.takeBool("use_idf")
    let array = attributes.takeIfPresent("idf_")
    let matrix = attributes.takeIfPresent("_idf_diag")
    isMatrix = array == nil
    // The effect of smooth_idf is in the numbers.
    try attributes.finish(ignoring: ["smooth_idf", "n_features_in_", "_sklearn_version", "_sklearn_output_config"])
    switch (isWeighted, array, matrix) {
    case (false, nil, _): idf = nil
    case (true, let array?, nil): idf = try values.doubles(array, shape: [termCount])
    case (true, nil, let matrix?): idf = try Self.diagonal(matrix, size: termCount, in: values)
    case (true, nil, nil): throw ArtefactError("TfidfTransformer has no idf_; is it fitted?")
    default: throw ArtefactError("TfidfTransformer with use_idf=\(isWeighted ? "True" : "False") and another idf_")
    }
    guard !isWeighted || idf != nil else { throw ArtefactError("idf_ is no array of \(termCount) floats") }
    guard idf?.allSatisfy(\.isFinite) ?? true else { throw ArtefactError("idf_ holds a number that is not finite") }
  }

  private static func norm(_ attributes: inout PickledObject) throws(ArtefactError) -> ImportedVectorizer.Norm? {
    let value = try attributes.take("norm")
    if case .none = value { return nil }
    if attributes.values.isText(value, "l1") { return .l1 }
    if attributes.values.isText(value, "l2") { return .l2 }
    throw attributes.unsupported("norm", value)
  }

  /// The diagonal of a scipy matrix in csr or dia format, which must have nothing beside it.
  private static func diagonal(
    _ matrix: PickleValue, size: Int, in values: PickledValues
  ) throws(ArtefactError) -> [Double]? {
    guard let node = values.node(matrix), case .object(let type) = node.kind, type == .csrMatrix || type == .diaMatrix
    else { throw ArtefactError("_idf_diag is \(values.describe(matrix)), not a csr_matrix or dia_matrix") }
    var attributes = try PickledObject(matrix, of: type, in: values)
    let data = try attributes.take("data")
    let sides = try values.tuple(attributes.take("_shape")) ?? []
    guard sides.count == 2, case .integer(Int64(size)) = sides[0], case .integer(Int64(size)) = sides[1] else {
      throw ArtefactError("_idf_diag is not \(size) by \(size)")
    }
    if type == .diaMatrix {
      let offsets = try values.integers(attributes.take("offsets"))
      try attributes.finish(ignoring: ["maxprint"])
      guard offsets == [0] else { throw ArtefactError("_idf_diag is not diagonal") }
      return try values.doubles(data, shape: [1, size])
    }
    let columns = try values.integers(attributes.take("indices"))
    let starts = try values.integers(attributes.take("indptr"))
    try attributes.finish(ignoring: ["maxprint", "_has_sorted_indices", "_has_canonical_format"])
    guard let columns, columns.elementsEqual(0..<Int64(size)), let starts, starts.elementsEqual(0...Int64(size)) else {
      throw ArtefactError("_idf_diag is not diagonal")
    }
    return try values.doubles(data, shape: [size])
  }
}
