/// All eigenvalues and eigenvectors of a small symmetric matrix, the largest eigenvalue first.
///
/// Cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5): slow for large matrices, accurate for all.
struct SymmetricEigenvectors {
  /// Descending.
  let values: [Double]
  /// Eigenvector after eigenvector in the order of `values`, each `size` long.
  private let rows: [Double]
  private let size: Int

  /// `matrix` is row after row, `size * size` values.
  init(_ matrix: [Double], size: Int) {
    var matrix = matrix
    var vectors = [Double](repeating: 0, count: size * size)
    for i in 0..<size { vectors[i * size + i] = 1 }
    matrix.withUnsafeMutableBufferPointer { matrix in
      vectors.withUnsafeMutableBufferPointer { vectors in
        Self.diagonalize(matrix, vectors, size)
      }
    }
    let order = (0..<size).sorted { (matrix[$0 * size + $0], $1) > (matrix[$1 * size + $1], $0) }
    values = order.map { matrix[$0 * size + $0] }
    rows = order.flatMap { vectors[$0 * size..<($0 + 1) * size] }
    self.size = size
  }

  /// A matrix whose columns are the first `count` eigenvectors, row after row; zeros where there are fewer.
  func vectors(count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: size * count)
    for column in 0..<min(count, size) {
      for row in 0..<size { result[row * count + column] = rows[column * size + row] }
    }
    return result
  }

  /// Rotates until what is off the diagonal is nothing beside it; `vectors` turns the same way, a row a vector.
  private static func diagonalize(
    _ matrix: UnsafeMutableBufferPointer<Double>, _ vectors: UnsafeMutableBufferPointer<Double>, _ size: Int
  ) {
    for _ in 0..<60 {
      var diagonal = 0.0
      var rest = 0.0
      for i in 0..<size {
        diagonal += matrix[i * size + i] * matrix[i * size + i]
        for j in 0..<i { rest += matrix[i * size + j] * matrix[i * size + j] }
      }
      if rest <= diagonal * 1e-28 { return }
      for p in 0..<max(size - 1, 0) {
        for q in (p + 1)..<size { rotate(matrix, vectors, size, p, q) }
      }
    }
  }

  /// One rotation, by the angle that makes entry (p, q) zero.
  private static func rotate(
    _ matrix: UnsafeMutableBufferPointer<Double>, _ vectors: UnsafeMutableBufferPointer<Double>, _ size: Int,
    _ p: Int, _ q: Int
  ) {
    let entry = matrix[p * size + q]
    if entry == 0 { return }
    let theta = (matrix[q * size + q] - matrix[p * size + p]) / (2 * entry)
    let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for i in 0..<size {
      let (left, right) = (matrix[i * size + p], matrix[i * size + q])
      matrix[i * size + p] = cosine * left - sine * right
      matrix[i * size + q] = sine * left + cosine * right
    }
    for i in 0..<size {
      let (upper, lower) = (matrix[p * size + i], matrix[q * size + i])
      matrix[p * size + i] = cosine * upper - sine * lower
      matrix[q * size + i] = sine * upper + cosine * lower
      let (first, second) = (vectors[p * size + i], vectors[q * size + i])
      vectors[p * size + i] = cosine * first - sine * second
      vectors[q * size + i] = sine * first + cosine * second
    }
  }
}
