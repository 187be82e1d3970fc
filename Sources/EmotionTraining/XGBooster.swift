internal import CXGBoost

/// A matrix of features in libxgboost's memory.
final class DMatrix {
  fileprivate private(set) var handle: DMatrixHandle?
  private let library: XGBoostLibrary
  private let rowCount: Int

  /// Sparse: what is not stored is zero.
  init(_ matrix: SparseMatrix) throws(XGBoostError) {
    library = try XGBoostLibrary()
    rowCount = matrix.rowCount
    let offsets = matrix.rowOffsets.map { UInt($0) }
    try library.check {
      $0.XGDMatrixCreateFromCSREx(
        offsets, matrix.columns, matrix.values, offsets.count, matrix.values.count, matrix.columnCount, &handle)
    }
  }

  /// Dense: row after row, `columnCount` finite values each.
  init(dense: [Float], columnCount: Int) throws(XGBoostError) {
    library = try XGBoostLibrary()
    rowCount = dense.count / columnCount
    try library.check {
      $0.XGDMatrixCreateFromMat_omp(dense, bst_ulong(rowCount), bst_ulong(columnCount), Float.nan, &handle, 1)
    }
  }

  deinit {
    _ = library.functions.XGDMatrixFree(handle)
  }

  /// What is to be learnt, 0 or 1 a row.
  func setTarget(_ values: [Float]) throws(XGBoostError) {
    try library.check { $0.XGDMatrixSetFloatInfo(handle, "label", values, bst_ulong(values.count)) }
  }

  /// The margin that boosting starts from, one a row, instead of `base_score`.
  func setBaseMargin(_ values: [Float]) throws(XGBoostError) {
    try library.check { $0.XGDMatrixSetFloatInfo(handle, "base_margin", values, bst_ulong(values.count)) }
  }
}

/// A booster in libxgboost's memory.
final class XGBooster {
  private let library: XGBoostLibrary
  private var handle: BoosterHandle?

  /// Fits `rounds` rounds with one thread, so that the same arguments give the same booster.
  init(fitting matrix: DMatrix, parameters: [String: String], rounds: Int) throws(XGBoostError) {
    library = try XGBoostLibrary()
    let matrices: [DMatrixHandle?] = [matrix.handle]
    try library.check { $0.XGBoosterCreate(matrices, 1, &handle) }
    let all = parameters.merging(["nthread": "1", "verbosity": "0"]) { _, fixed in fixed }
    for (name, value) in all.sorted(by: { $0.key < $1.key }) {
      try library.check { $0.XGBoosterSetParam(handle, name, value) }
    }
    for round in 0..<rounds {
      try library.check { $0.XGBoosterUpdateOneIter(handle, Int32(round), matrix.handle) }
    }
  }

  deinit {
    _ = library.functions.XGBoosterFree(handle)
  }

  /// The booster as XGBoost saves it in UBJSON.
  func ubjson() throws(XGBoostError) -> [UInt8] {
    var count: bst_ulong = 0
    var bytes: UnsafePointer<CChar>?
    try library.check { $0.XGBoosterSaveModelToBuffer(handle, #"{"format":"ubj"}"#, &count, &bytes) }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
  }
}
