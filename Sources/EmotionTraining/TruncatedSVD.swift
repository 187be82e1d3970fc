/// scikit-learn's `TruncatedSVD`: the leading right singular vectors of a sparse matrix, without centring.
///
/// Randomised subspace iteration (Halko, Martinsson, Tropp 2011, algorithm 4.4) on the Gram matrix, then Rayleigh–Ritz.
struct TruncatedSVD {
  /// `columnCount` rows of `componentCount` values, each column of unit length and its largest entry positive;
  /// components that the matrix does not have are zero.
  let components: [Double]
  let componentCount: Int

  /// scikit-learn's defaults.
  private static let oversampling = 10
  private static let iterationCount = 5

  /// `progress` is called with the share that is done.
  init(fitting matrix: SparseMatrix, componentCount: Int, seed: UInt64, progress: (Double) -> Void) {
    let rows = matrix.columnCount
    let width = min(componentCount + Self.oversampling, rows, max(matrix.rowCount, 1))
    let transposed = matrix.transposed()
    var random = SplitMix64(seed: seed)
    var subspace = (0..<rows * width).map { _ in Double.random(in: -1...1, using: &random) }
    for iteration in 0..<Self.iterationCount {
      subspace = Self.orthonormal(subspace, width: width)
      subspace = transposed.multiply(matrix.multiply(subspace, width: width), width: width)
      progress(Double(iteration + 1) / Double(Self.iterationCount + 1))
    }
    subspace = Self.orthonormal(subspace, width: width)
    let image = matrix.multiply(subspace, width: width)
    let rotation = SymmetricEigenvectors(Self.gram(image, width: width), size: width)
    components = Self.flipSigns(
      Self.multiply(subspace, width: width, rotation.vectors(count: componentCount), columns: componentCount),
      width: componentCount)
    self.componentCount = componentCount
    progress(1)
  }

  /// Columns that span the same space with unit length and right angles; where there are too few, zeros follow.
  ///
  /// Gram–Schmidt, each column twice, which is enough (Giraud, Langou, Rozložník 2005).
  private static func orthonormal(_ matrix: [Double], width: Int) -> [Double] {
    let length = matrix.count / max(width, 1)
    let columns = SharedBuffer<Double>(count: matrix.count)
    for column in 0..<width {
      for row in 0..<length { columns.base[column * length + row] = matrix[row * width + column] }
    }
    for column in 0..<width {
      let vector = columns.base + column * length
      let before = norm(vector, length)
      for _ in 0..<2 { removeSpan(of: columns, count: column, from: vector, length) }
      let after = norm(vector, length)
      // What is left of a column that the others span is only rounding.
      let factor = after > before * 1e-13 ? 1 / after : 0
      for row in 0..<length { vector[row] *= factor }
    }
    let rows = SharedBuffer<Double>(count: matrix.count)
    for column in 0..<width {
      for row in 0..<length { rows.base[row * width + column] = columns.base[column * length + row] }
    }
    columns.deallocate()
    return rows.takeArray()
  }

  private static func norm(_ vector: UnsafeMutablePointer<Double>, _ length: Int) -> Double {
    var squares = 0.0
    for row in 0..<length { squares += vector[row] * vector[row] }
    return squares.squareRoot()
  }

  /// Takes from a vector what lies in the span of the first `count` columns, which are orthonormal.
  private static func removeSpan(
    of columns: SharedBuffer<Double>, count: Int, from vector: UnsafeMutablePointer<Double>, _ length: Int
  ) {
    let target = SharedBuffer(vector)
    let products = SharedBuffer<Double>(count: count)
    concurrentRanges(count) { range in
      for column in range {
        let other = columns.base + column * length
        var product = 0.0
        for row in 0..<length { product += other[row] * target.base[row] }
        products.base[column] = product
      }
    }
    concurrentRanges(length) { range in
      for column in 0..<count {
        let other = columns.base + column * length
        let product = products.base[column]
        for row in range { target.base[row] -= product * other[row] }
      }
    }
    products.deallocate()
  }

  /// The transpose of a tall matrix times the matrix itself.
  private static func gram(_ matrix: [Double], width: Int) -> [Double] {
    let result = SharedBuffer<Double>(count: width * width)
    let rows = matrix.count / max(width, 1)
    matrix.withUnsafeBufferPointer { buffer in
      guard !buffer.isEmpty else { return }
      let matrix = ReadOnlyBuffer(buffer)
      concurrentRanges(width) { range in
        for row in 0..<rows {
          let values = matrix.base + row * width
          for i in range {
            let sums = result.base + i * width
            let value = values[i]
            for j in 0..<width { sums[j] += value * values[j] }
          }
        }
      }
    }
    return result.takeArray()
  }

  /// A tall matrix of `width` columns times one of `width` rows.
  private static func multiply(_ matrix: [Double], width: Int, _ right: [Double], columns: Int) -> [Double] {
    let rows = matrix.count / max(width, 1)
    let result = SharedBuffer<Double>(count: rows * columns)
    matrix.withUnsafeBufferPointer { matrix in
      right.withUnsafeBufferPointer { right in
        guard !matrix.isEmpty, !right.isEmpty else { return }
        let (matrix, right) = (ReadOnlyBuffer(matrix), ReadOnlyBuffer(right))
        concurrentRanges(rows) { range in
          for row in range {
            let sums = result.base + row * columns
            for inner in 0..<width {
              let value = matrix.base[row * width + inner]
              let source = right.base + inner * columns
              for column in 0..<columns { sums[column] += value * source[column] }
            }
          }
        }
      }
    }
    return result.takeArray()
  }

  /// Makes each column's entry of largest magnitude positive, so that equal data gives equal signs.
  private static func flipSigns(_ matrix: [Double], width: Int) -> [Double] {
    var result = matrix
    for column in 0..<width {
      let entries = stride(from: column, to: result.count, by: width)
      let largest = entries.map { result[$0] }.max { abs($0) < abs($1) } ?? 0
      if largest < 0 { for entry in entries { result[entry].negate() } }
    }
    return result
  }
}
