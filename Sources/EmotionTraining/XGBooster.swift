internal import CXGBoost

/// A matrix of features in libxgboost's memory.
final class DMatrix {
  fileprivate private(set) var handle: DMatrixHandle?
  private let rowCount: Int

  /// Sparse: what is not stored is zero.
  init(_ matrix: SparseMatrix) throws(XGBoostError) {
    rowCount = matrix.rowCount
    let offsets = matrix.rowOffsets.map { UInt($0) }
    try check(
      XGDMatrixCreateFromCSREx(
        offsets, matrix.columns, matrix.values, offsets.count, matrix.values.count, matrix.columnCount, &handle))
  }

  /// Dense: row after row, `columnCount` finite values each.
  init(dense: [Float], columnCount: Int) throws(XGBoostError) {
    rowCount = dense.count / columnCount
    try check(
      XGDMatrixCreateFromMat_omp(dense, bst_ulong(rowCount), bst_ulong(columnCount), Float.nan, &handle, 1))
  }

  deinit {
    XGDMatrixFree(handle)
  }

  /// What is to be learnt, 0 or 1 a row.
  func setTarget(_ values: [Float]) throws(XGBoostError) {
    try check(XGDMatrixSetFloatInfo(handle, "label", values, bst_ulong(values.count)))
  }

  /// The margin that boosting starts from, one a row, instead of `base_score`.
  func setBaseMargin(_ values: [Float]) throws(XGBoostError) {
    try check(XGDMatrixSetFloatInfo(handle, "base_margin", values, bst_ulong(values.count)))
  }
}

/// A booster in libxgboost's memory.
final class XGBooster {
  private var handle: BoosterHandle?

  /// Fits `rounds` rounds with one thread, so that the same arguments give the same booster.
  init(fitting matrix: DMatrix, parameters: [String: String], rounds: Int) throws(XGBoostError) {
    let matrices: [DMatrixHandle?] = [matrix.handle]
    try check(XGBoosterCreate(matrices, 1, &handle))
    let all = parameters.merging(["nthread": "1", "verbosity": "0"]) { _, fixed in fixed }
    for (name, value) in all.sorted(by: { $0.key < $1.key }) {
      try check(XGBoosterSetParam(handle, name, value))
    }
    for round in 0..<rounds { try check(XGBoosterUpdateOneIter(handle, Int32(round), matrix.handle)) }
  }

  deinit {
    XGBoosterFree(handle)
  }

  /// The booster as XGBoost saves it in UBJSON.
  func ubjson() throws(XGBoostError) -> [UInt8] {
    var count: bst_ulong = 0
    var bytes: UnsafePointer<CChar>?
    try check(XGBoosterSaveModelToBuffer(handle, #"{"format":"ubj"}"#, &count, &bytes))
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
  }
}

/// What libxgboost says went wrong.
package struct XGBoostError: Error {
  package let reason: String

  /// Without the stack trace that libxgboost adds.
  package var firstLine: String { String(reason.prefix { $0 != "\n" }) }
}

private func check(_ status: Int32) throws(XGBoostError) {
  guard status == 0 else { throw XGBoostError(reason: String(cString: XGBGetLastError())) }
}
