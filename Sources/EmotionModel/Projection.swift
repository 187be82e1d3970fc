internal import CForest

/// A dense matrix with one row a term, that a sparse row is multiplied by to give all features of a text at once.
///
/// Its columns are those of `TruncatedSVD` and, after them, the weights of the linear margins, one column a label.
package struct Projection: Sendable {
  /// How the values lie in a model file; they are summed in float32 either way.
  package enum Storage: String, Sendable {
    case float16 = "F16"
    case float32 = "F32"
  }

  /// What is added at once.
  typealias Vector = SIMD16<Float>

  package let storage: Storage
  package let rowCount: Int
  package let columnCount: Int
  /// How many vectors a row takes, its end padded with zeros.
  let vectorsPerRow: Int
  /// Row after row.
  private let vectors: [Vector]

  /// Takes values row after row; with `float16` storage they are rounded as the file will hold them.
  package init(storage: Storage, columnCount: Int, values: [Float]) {
    self.init(
      storage: storage, rowCount: columnCount == 0 ? 0 : values.count / columnCount, columnCount: columnCount,
      stored: storage == .float16 ? values.map { Float(Float16($0)) } : values)
  }

  /// Takes values that a file held, `rowCount * columnCount` of them.
  init(storage: Storage, rowCount: Int, columnCount: Int, stored values: [Float]) {
    self.storage = storage
    self.rowCount = rowCount
    self.columnCount = columnCount
    let perRow = (columnCount + Vector.scalarCount - 1) / Vector.scalarCount
    vectorsPerRow = perRow
    var vectors = [Vector](repeating: .zero, count: rowCount * perRow)
    vectors.withUnsafeMutableBytes { bytes in
      let target = bytes.bindMemory(to: Float.self)
      values.withUnsafeBufferPointer { values in
        for row in 0..<rowCount {
          for column in 0..<columnCount {
            target[row * perRow * Vector.scalarCount + column] = values[row * columnCount + column]
          }
        }
      }
    }
    self.vectors = vectors
  }

  /// Row after row; `rowCount * columnCount` values.
  package var values: [Float] {
    vectors.withUnsafeBytes { bytes in
      let padded = bytes.bindMemory(to: Float.self)
      return (0..<rowCount).flatMap { row in
        padded[(row * vectorsPerRow * Vector.scalarCount)...].prefix(columnCount)
      }
    }
  }

  /// Brings the beginning of a row near.
  @inline(__always)
  func prefetch(row: Int) {
    vectors.withUnsafeBufferPointer { vectors in
      guard let first = vectors.baseAddress.map({ $0 + row * vectorsPerRow }) else { return }
      CForest.prefetch(first)
      CForest.prefetch(first + 1)
    }
  }

  /// Replaces `features`, `vectorsPerRow` vectors, by `row · values`.
  ///
  /// Summed in float32 in ascending column order, each product rounded before it is added, so that every processor
  /// gives the same bits.
  @inline(__always)
  func multiply(_ row: SparseRow, into features: UnsafeMutablePointer<Vector>) {
    vectors.withUnsafeBufferPointer { vectors in
      row.columns.withUnsafeBufferPointer { columns in
        row.values.withUnsafeBufferPointer { values in
          for place in 0..<vectorsPerRow {
            var sum = Vector.zero
            for index in columns.indices {
              sum += Float(values[index]) * vectors[Int(columns[index]) * vectorsPerRow + place]
            }
            features[place] = sum
          }
        }
      }
    }
  }

  /// Adds one row to `sums`, `vectorsPerRow` vectors, in float32.
  @inline(__always)
  func add(row: Int, to sums: UnsafeMutablePointer<Vector>) {
    vectors.withUnsafeBufferPointer { vectors in
      for place in 0..<vectorsPerRow { sums[place] += vectors[row * vectorsPerRow + place] }
    }
  }
}
