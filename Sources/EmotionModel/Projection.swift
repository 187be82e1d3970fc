/// A dense matrix with one row a term, that a sparse row is multiplied by to give all features of a text at once.
///
/// Its columns are those of `TruncatedSVD` and, after them, the weights of the linear margins, one column a label.
package struct Projection: Sendable {
  /// How the values lie in a model file; they are summed in float32 either way.
  package enum Storage: String, Sendable {
    case float16 = "F16"
    case float32 = "F32"
  }

  package let storage: Storage
  package let rowCount: Int
  package let columnCount: Int
  /// Row after row; `rowCount * columnCount` values.
  package let values: [Float]

  /// Takes values row after row; with `float16` storage they are rounded as the file will hold them.
  package init(storage: Storage, columnCount: Int, values: [Float]) {
    self.storage = storage
    self.columnCount = columnCount
    rowCount = columnCount == 0 ? 0 : values.count / columnCount
    self.values = storage == .float16 ? values.map { Float(Float16($0)) } : values
  }

  /// Takes values that a file held, `rowCount * columnCount` of them.
  init(storage: Storage, rowCount: Int, columnCount: Int, stored values: [Float]) {
    self.storage = storage
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }

  /// Writes `row · values` to `features`, which has room for `columnCount` values.
  ///
  /// Summed in float32 in ascending column order, each product rounded before it is added, so that every processor
  /// gives the same bits.
  @inline(__always)
  package func multiply(_ row: SparseRow, into features: UnsafeMutablePointer<Float>) {
    for column in 0..<columnCount { features[column] = 0 }
    values.withUnsafeBufferPointer { values in
      for index in row.columns.indices {
        let value = Float(row.values[index])
        let first = Int(row.columns[index]) * columnCount
        for column in 0..<columnCount { features[column] += value * values[first + column] }
      }
    }
  }

  /// Adds one row to `sums`, which has `columnCount` values, in float32.
  @inline(__always)
  func addRow(_ row: Int, to sums: inout [Float]) {
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        let first = row * columnCount
        for column in 0..<columnCount { sums[column] += values[first + column] }
      }
    }
  }
}
