internal import CXGBoost

/// libxgboost, loaded when it is first needed.
struct XGBoostLibrary {
  let functions: xgboost

  init() throws(XGBoostError) {
    guard let functions = xgboost_load()?.pointee else {
      throw .notLoaded(reason: String(cString: xgboost_load_error()))
    }
    self.functions = functions
  }

  /// Makes a call, whose status says whether it has failed.
  func check(_ call: (xgboost) -> Int32) throws(XGBoostError) {
    guard call(functions) != 0 else { return }
    let reason = functions.XGBGetLastError().map { String(cString: $0) } ?? ""
    // Without the stack trace that it adds.
    throw .failed(reason: String(reason.prefix { $0 != "\n" }))
  }
}

/// What went wrong with libxgboost.
package enum XGBoostError: Error {
  /// It cannot be loaded, or lacks a function.
  case notLoaded(reason: String)
  /// What it says itself.
  case failed(reason: String)
}
