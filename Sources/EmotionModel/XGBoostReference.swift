internal import CXGBoost

/// libxgboost's own predictions, which ours are compared with; tagging never calls it.
///
/// Its readers trust the bytes that they are given, so they get none from outside: a booster is written anew from the
/// trees that `Booster` has found sound, and what its own bytes said beside them cannot do harm.
package final class XGBoostReference {
  private let functions: xgboost
  private var handle: BoosterHandle?

  /// Why libxgboost cannot be loaded; nil if it can.
  package static var loadFailure: String? {
    xgboost_load() == nil ? String(cString: xgboost_load_error()) : nil
  }

  package convenience init(_ booster: Booster, featureCount: Int) throws(ModelError) {
    try self.init(ubjson: UBJSONWriter.booster(booster, featureCount: featureCount))
  }

  /// Takes bytes that libxgboost itself has just saved.
  package init(ubjson: [UInt8]) throws(ModelError) {
    guard let functions = xgboost_load()?.pointee else {
      throw ModelError("libxgboost", String(cString: xgboost_load_error()))
    }
    self.functions = functions
    try check(functions.XGBoosterCreate(nil, 0, &handle))
    try check(functions.XGBoosterSetParam(handle, "nthread", "1"))
    try check(functions.XGBoosterLoadModelFromBuffer(handle, ubjson, bst_ulong(ubjson.count)))
  }

  deinit {
    _ = functions.XGBoosterFree(handle)
  }

  /// The margin of each row; `features` holds row after row, `featureCount` each, NaN where a value is missing.
  package func margins(_ features: [Float], featureCount: Int) throws(ModelError) -> [Float] {
    let rows = features.count / featureCount
    var status: Int32 = 0
    var shape: UnsafePointer<bst_ulong>?
    var dimensions: bst_ulong = 0
    var result: UnsafePointer<Float>?
    features.withUnsafeBufferPointer { buffer in
      let address = UInt(bitPattern: buffer.baseAddress)
      let array = #"{"data":[\#(address),true],"shape":[\#(rows),\#(featureCount)],"typestr":"<f4","version":3}"#
      let config = #"""
        {"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"cache_id":0,"missing":NaN}
        """#
      status = functions.XGBoosterPredictFromDense(handle, array, config, nil, &shape, &dimensions, &result)
    }
    try check(status)
    return Array(UnsafeBufferPointer(start: result, count: rows))
  }

  private func check(_ status: Int32) throws(ModelError) {
    guard status == 0 else {
      let reason = functions.XGBGetLastError().map { String(cString: $0) } ?? ""
      throw ModelError("libxgboost", String(reason.prefix { $0 != "\n" }))
    }
  }
}
