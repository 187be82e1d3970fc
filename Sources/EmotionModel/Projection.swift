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

    /// In bytes.
    fileprivate var valueSize: Int {
      switch self {
      case .float16: 2
      case .float32: 4
      case .float64: 8
      case .none: 0
      }
    }
  }

  package let storage: Storage
  package let rowCount: Int
  package let columnCount: Int
  /// How many numbers a row has in memory: its columns, and zeros up to a multiple of 16.
  package let width: Int
  /// Row after row; empty where there are no values.
  private let matrix: AlignedMemory
  private let kernels: row_kernels

  /// Takes values row after row for float16 or float32 storage; with the first they are rounded as the file will hold
  /// them.
  package init(storage: Storage, columnCount: Int, values: [Float]) {
    precondition(storage == .float16 || storage == .float32, "float values are stored as such")
    let rowCount = columnCount == 0 ? 0 : values.count / columnCount
    func make(_ bytes: UnsafeRawBufferPointer) -> Projection {
      Projection(storage: storage, rowCount: rowCount, columnCount: columnCount, bytes: bytes)
    }
    self = storage == .float16 ? values.map { Float16($0) }.withUnsafeBytes(make) : values.withUnsafeBytes(make)
  }

  /// Takes float64 values row after row.
  package init(columnCount: Int, values: [Double]) {
    self = values.withUnsafeBytes {
      Projection(
        storage: .float64, rowCount: columnCount == 0 ? 0 : values.count / columnCount, columnCount: columnCount,
        bytes: $0)
    }
  }

  /// Has as many features as terms.
  package init(termCount: Int) {
    self.init(
      storage: .none, rowCount: termCount, columnCount: termCount, bytes: UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// Takes values as a file holds them, `rowCount * columnCount` of them, row after row.
  init(storage: Storage, rowCount: Int, columnCount: Int, bytes: UnsafeRawBufferPointer) {
    self.storage = storage
    self.rowCount = rowCount
    self.columnCount = columnCount
    let unit = Int(ROW_ALIGNMENT)
    let width = (columnCount + unit - 1) / unit * unit
    self.width = width
    kernels = InstructionSet.chosen.kernels.pointee.rows
    let size = storage.valueSize
    matrix = AlignedMemory(
      bytes, rowCount: size == 0 ? 0 : rowCount, rowSize: columnCount * size, stride: width * size)
  }

  /// Row after row; `rowCount * columnCount` values, where they are float16 or float32.
  package var values: [Float] {
    switch storage {
    case .float16: unpadded(of: Float16.self) { Float($0) }
    case .float32: unpadded(of: Float.self) { $0 }
    case .float64, .none: []
    }
  }

  /// The same where they are float64.
  package var wideValues: [Double] {
    storage == .float64 ? unpadded(of: Double.self) { $0 } : []
  }

  private func unpadded<Stored: BitwiseCopyable, Value>(
    of type: Stored.Type, _ convert: (Stored) -> Value
  ) -> [Value] {
    (0..<rowCount).flatMap { row in
      UnsafeBufferPointer(start: matrix.numbers(type) + row * width, count: columnCount).map(convert)
    }
  }

  /// Brings the beginning of a row near.
  @inline(__always)
  package func prefetch(row: Int) {
    switch storage {
    case .float16: CKernels.prefetch(matrix.numbers(Float16.self) + row &* width)
    case .float32:
      CKernels.prefetch(matrix.numbers(Float.self) + row &* width)
      CKernels.prefetch(matrix.numbers(Float.self) + row &* width + Int(ROW_ALIGNMENT))
    case .float64, .none: break
    }
  }

  /// Replaces `features`, `width` of them, by `row · values`.
  ///
  /// Summed in the row's order, each product rounded before it is added, so that every processor gives the same bits.
  package func multiply(_ row: SparseRow, into features: UnsafeMutablePointer<Float>) {
    switch storage {
    case .float16, .float32: multiply(row.columns, row.values, row.columns.count, into: features)
    case .float64: multiplyWide(row, into: features)
    case .none: copy(row, into: features)
    }
  }

  /// Replaces `sums`, `width` of them, by the sum of float16 or float32 rows in their order, each times its weight if
  /// there are weights.
  func multiply(
    _ rows: UnsafePointer<Int32>, _ weights: UnsafePointer<Double>?, _ count: Int,
    into sums: UnsafeMutablePointer<Float>
  ) {
    switch storage {
    case .float16: kernels.multiply_half(matrix.numbers(), width, rows, weights, count, sums)
    case .float32: kernels.multiply(matrix.numbers(), width, rows, weights, count, sums)
    case .float64, .none: preconditionFailure("only float16 and float32 rows are added in float32")
    }
  }

  private func multiplyWide(_ row: SparseRow, into features: UnsafeMutablePointer<Float>) {
    typealias Vector = SIMD16<Double>
    for place in stride(from: 0, to: width, by: Vector.scalarCount) {
      var sum = Vector.zero
      for index in row.columns.indices {
        let values = UnsafeRawPointer(matrix.numbers(Double.self) + Int(row.columns[index]) * width + place)
        sum += row.values[index] * values.load(as: Vector.self)
      }
      for lane in 0..<Vector.scalarCount { features[place + lane] = Float(sum[lane]) }
    }
  }

  private func copy(_ row: SparseRow, into features: UnsafeMutablePointer<Float>) {
    features.update(repeating: .nan, count: width)
    for index in row.columns.indices { features[Int(row.columns[index])] = Float(row.values[index]) }
  }
}
