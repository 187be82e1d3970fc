internal import CKernels

/// A dense matrix with one row a term, that a sparse row is multiplied by to give all features of a text at once.
///
/// Its columns are those of `TruncatedSVD` and, after them, the weights of the linear margins, one column a label.
package struct Projection: Sendable {
  /// How the values lie in a model file, and so how they are summed.
  package enum Storage: String, Sendable {
    /// Both are summed in float32.
    case float16 = "F16"
    case float32 = "F32"
    /// Summed in float64 and then rounded to float32, as Python does it.
    case float64 = "F64"
    /// There are none: a term's weight itself is a feature, and a term that a text lacks is missing, as in XGBoost's
    /// sparse rows.
    case none = ""
  }

  /// What is added at once.
  package typealias Vector = SIMD16<Float>
  private typealias WideVector = SIMD16<Double>

  package let storage: Storage
  package let rowCount: Int
  package let columnCount: Int
  /// How many vectors a row takes, its end padded with zeros.
  package let vectorsPerRow: Int
  /// Row after row; empty where the values are float64.
  private var vectors = AlignedVectors<Vector>(count: 0)
  private var wideVectors = AlignedVectors<WideVector>(count: 0)

  /// Takes values row after row; with `float16` storage they are rounded as the file will hold them.
  package init(storage: Storage, columnCount: Int, values: [Float]) {
    self.init(
      storage: storage, rowCount: columnCount == 0 ? 0 : values.count / columnCount, columnCount: columnCount,
      stored: storage == .float16 ? values.map { Float(Float16($0)) } : values)
  }

  /// Takes values that a file held, `rowCount * columnCount` of them.
  init(storage: Storage, rowCount: Int, columnCount: Int, stored values: [Float]) {
    self.init(storage: storage, rowCount: rowCount, columnCount: columnCount)
    vectors = Self.padded(values, rowCount: rowCount, columnCount: columnCount)
  }

  /// Takes float64 values row after row.
  package init(columnCount: Int, values: [Double]) {
    self.init(
      storage: .float64, rowCount: columnCount == 0 ? 0 : values.count / columnCount, columnCount: columnCount)
    wideVectors = Self.padded(values, rowCount: rowCount, columnCount: columnCount)
  }

  /// Has as many features as terms.
  package init(termCount: Int) {
    self.init(storage: .none, rowCount: termCount, columnCount: termCount)
  }

  private init(storage: Storage, rowCount: Int, columnCount: Int) {
    self.storage = storage
    self.rowCount = rowCount
    self.columnCount = columnCount
    vectorsPerRow = (columnCount + Vector.scalarCount - 1) / Vector.scalarCount
  }

  /// Row after row; `rowCount * columnCount` values, where they are float16 or float32.
  package var values: [Float] {
    Self.unpadded(vectors, rowCount: rowCount, columnCount: columnCount)
  }

  /// The same where they are float64.
  package var wideValues: [Double] {
    Self.unpadded(wideVectors, rowCount: rowCount, columnCount: columnCount)
  }

  private static func padded<Value: BitwiseCopyable, Lanes: SIMD<Value> & BitwiseCopyable>(
    _ values: [Value], rowCount: Int, columnCount: Int
  ) -> AlignedVectors<Lanes> {
    let perRow = (columnCount + Lanes.scalarCount - 1) / Lanes.scalarCount
    let vectors = AlignedVectors<Lanes>(count: rowCount * perRow)
    let target = UnsafeMutableRawPointer(vectors.start)
    values.withUnsafeBytes { values in
      let (size, stride) = (columnCount * MemoryLayout<Value>.stride, perRow * MemoryLayout<Lanes>.stride)
      guard let source = values.baseAddress else { return }
      for row in 0..<rowCount { (target + row * stride).copyMemory(from: source + row * size, byteCount: size) }
    }
    return vectors
  }

  private static func unpadded<Value: BitwiseCopyable, Lanes: SIMD<Value> & BitwiseCopyable>(
    _ vectors: AlignedVectors<Lanes>, rowCount: Int, columnCount: Int
  ) -> [Value] {
    if vectors.count == 0 { return [] }
    let stride = vectors.count / rowCount * Lanes.scalarCount
    return vectors.start.withMemoryRebound(to: Value.self, capacity: rowCount * stride) { padded in
      (0..<rowCount).flatMap { row in UnsafeBufferPointer(start: padded + row * stride, count: columnCount) }
    }
  }

  /// Brings the beginning of a row near.
  @inline(__always)
  package func prefetch(row: Int) {
    CKernels.prefetch(vectors.start + row * vectorsPerRow)
    CKernels.prefetch(vectors.start + row * vectorsPerRow + 1)
  }

  /// Replaces `features`, `vectorsPerRow` vectors, by `row · values`.
  ///
  /// Summed in the row's order, each product rounded before it is added, so that every processor gives the same bits.
  @inline(__always)
  package func multiply(_ row: SparseRow, into features: UnsafeMutablePointer<Vector>) {
    switch storage {
    case .float16, .float32: multiplySingle(row, into: features)
    case .float64: multiplyDouble(row, into: features)
    case .none: copy(row, into: features)
    }
  }

  @inline(__always)
  private func multiplySingle(_ row: SparseRow, into features: UnsafeMutablePointer<Vector>) {
    let vectors = vectors.start
    row.columns.withUnsafeBufferPointer { columns in
      row.values.withUnsafeBufferPointer { values in
        for place in 0..<vectorsPerRow {
          var sum = Vector.zero
          for index in columns.indices {
            sum += Float(values[index]) * vectors[Int(columns[index]) &* vectorsPerRow &+ place]
          }
          features[place] = sum
        }
      }
    }
  }

  private func multiplyDouble(_ row: SparseRow, into features: UnsafeMutablePointer<Vector>) {
    for place in 0..<vectorsPerRow {
      var sum = WideVector.zero
      for index in row.columns.indices {
        sum += row.values[index] * wideVectors.start[Int(row.columns[index]) * vectorsPerRow + place]
      }
      features[place] = Vector(sum)
    }
  }

  private func copy(_ row: SparseRow, into features: UnsafeMutablePointer<Vector>) {
    features.update(repeating: Vector(repeating: .nan), count: vectorsPerRow)
    features.withMemoryRebound(to: Float.self, capacity: columnCount) { features in
      for index in row.columns.indices { features[Int(row.columns[index])] = Float(row.values[index]) }
    }
  }

  /// Replaces `sums`, `vectorsPerRow` vectors, by the sum of rows in their order, in float32.
  @inline(__always)
  func sum(rows: UnsafeBufferPointer<Int32>, into sums: UnsafeMutablePointer<Vector>) {
    for place in 0..<vectorsPerRow {
      var sum = Vector.zero
      for row in rows { sum += vectors.start[Int(row) &* vectorsPerRow &+ place] }
      sums[place] = sum
    }
  }
}
