/// The weights of a `gblinear` booster, read from the UBJSON that XGBoost saves.
package struct LinearBooster {
  /// One a feature, and the bias last.
  package let weights: [Float]

  package init(ubjson: [UInt8]) throws(ModelError) {
    do {
      weights = try ubjson.withUnsafeBytes { try Self.weights(UBJSONReader($0)) }
    } catch {
      throw ModelError("linear booster", (error as? UBJSONError)?.reason ?? "\(error)")
    }
  }

  private static func weights(_ start: UBJSONReader) throws(UBJSONError) -> [Float] {
    var reader = start
    var weights: [Float]?
    func descend(_ path: ArraySlice<UBJSONReader.Key>, _ reader: inout UBJSONReader) throws(UBJSONError) {
      guard let name = path.first else {
        let numbers = try reader.readNumbers()
        guard numbers.isFloat32 else { throw reader.error("weights that are not float32") }
        weights = (0..<numbers.count).map { numbers.float($0) }
        return
      }
      try reader.readObject { key, reader throws(UBJSONError) in
        if key == name { try descend(path.dropFirst(), &reader) } else { try reader.skip() }
      }
    }
    try descend(["learner", "gradient_booster", "model", "weights"], &reader)
    guard let weights, !weights.isEmpty else { throw UBJSONError(reason: "no weights") }
    return weights
  }
}
