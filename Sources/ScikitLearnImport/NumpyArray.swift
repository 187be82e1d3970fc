/// A numpy array; its numbers stay where they lie in the pickle.
struct NumpyArray {
  var type: NumpyDataType
  var shape: [Int]
  /// Whether the first index runs fastest.
  var isFortran: Bool
  /// Of all elements, unless they are objects: those are the items of the array's node.
  var data: ByteSpan

  /// How many elements a shape has, or nil if a dimension is negative or there are too many.
  static func count(of shape: [Int]) -> Int? {
    var count = 1
    for dimension in shape {
      let (product, isOverflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !isOverflow, product <= Int(Int32.max) else { return nil }
      count = product
    }
    return count
  }

  var count: Int { Self.count(of: shape) ?? 0 }
}
