import Testing

@testable import EmotionTraining

/// TruncatedSVD against scikit-learn's, from `Fixtures/make_svd.py`, and against what it promises.
@Suite struct TruncatedSVDTests {
  struct Reference: Decodable {
    struct Row: Decodable {
      let columns: [Int]
      let values: [Float]
    }
    let columnCount: Int
    let rows: [Row]
    let components: [[Double]]
    let singularValues: [Double]
    let explainedVariance: [Double]

    var matrix: SparseMatrix {
      var matrix = SparseMatrix(columnCount: columnCount)
      for row in rows { matrix.appendRow(zip(row.columns, row.values).map { ($0, $1) }) }
      return matrix
    }
  }

  private let reference: Reference

  init() throws {
    reference = try Fixtures.json("svd.json")
  }

  @Test func theComponentsSpanWhatThoseOfScikitLearnSpan() {
    let ours = Self.columns(Self.fit(reference.matrix, 10))
    for theirs in reference.components {
      let cosines = ours.map { Self.dot($0, theirs) }
      #expect(Self.dot(cosines, cosines).squareRoot() > 0.99)
    }
    // The leading singular value stands far apart from the next.
    #expect(abs(Self.dot(ours[0], reference.components[0])) > 0.9999)
  }

  @Test func theFeaturesVaryAsThoseOfScikitLearn() {
    let features = reference.matrix.multiply(Self.fit(reference.matrix, 10).components, width: 10)
    for component in 0..<10 {
      let values = stride(from: component, to: features.count, by: 10).map { features[$0] }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      #expect(abs(variance / reference.explainedVariance[component] - 1) < 0.01, "component \(component)")
      let length = Self.dot(values, values).squareRoot()
      #expect(abs(length / reference.singularValues[component] - 1) < 0.01, "component \(component)")
    }
  }

  @Test func theComponentsAreOrthonormal() {
    #expect(Self.orthonormalityError(Self.columns(Self.fit(reference.matrix, 10))) < 1e-9)
  }

  @Test func theComponentsOfTheWholeSpaceAreOrthonormal() {
    #expect(Self.orthonormalityError(Self.columns(Self.fit(reference.matrix, 80))) < 1e-9)
  }

  @Test func theComponentsOfASteepSpectrumAreOrthonormal() {
    let columns = Self.columns(Self.fit(Self.rotated([1, 0.1, 0.01, 0.003, 0.001]), 5))
    #expect(Self.orthonormalityError(columns) < 1e-9)
  }

  @Test func aComponentWithASmallSingularValueIsFound() {
    let columns = Self.columns(Self.fit(Self.diagonal([1, 1e-4]), 2))
    #expect(abs(columns[0][0] - 1) < 1e-9 && abs(columns[1][1] - 1) < 1e-9)
  }

  @Test func theLargestEntryOfAComponentIsPositive() {
    for column in Self.columns(Self.fit(reference.matrix, 10)) {
      #expect(column.max { abs($0) < abs($1) } ?? 0 > 0)
    }
  }

  @Test(arguments: [3, 6, 40])
  func componentsThatTheMatrixDoesNotHaveAreZero(_ count: Int) {
    // Rank 2 with 6 columns: every row is a multiple of one of two.
    var matrix = SparseMatrix(columnCount: 6)
    for row in 1...30 {
      let value = Float(row)
      matrix.appendRow(row % 3 == 0 ? [(0, value), (1, value)] : [(2, value), (3, -value), (5, 2 * value)])
    }
    let columns = Self.columns(Self.fit(matrix, count))
    #expect(columns.count == count && columns.joined().allSatisfy(\.isFinite))
    #expect(Self.orthonormalityError(Array(columns[..<2])) < 1e-9)
    #expect(columns[2...].joined().allSatisfy { abs($0) < 1e-9 })
  }

  @Test func anEmptyMatrixHasNoComponents() {
    var matrix = SparseMatrix(columnCount: 4)
    for _ in 0..<5 { matrix.appendRow([]) }
    #expect(Self.fit(matrix, 3).components == [Double](repeating: 0, count: 12))
  }

  @Test func theSameSeedGivesTheSameBits() {
    let (first, second) = (Self.fit(reference.matrix, 10), Self.fit(reference.matrix, 10))
    #expect(first.components.map(\.bitPattern) == second.components.map(\.bitPattern))
    #expect(first.components != Self.fit(reference.matrix, 10, seed: 2).components)
  }

  private static func fit(_ matrix: SparseMatrix, _ count: Int, seed: UInt64 = 1) -> TruncatedSVD {
    TruncatedSVD(fitting: matrix, componentCount: count, seed: seed) { _ in }
  }

  private static func diagonal(_ values: [Float]) -> SparseMatrix {
    var matrix = SparseMatrix(columnCount: values.count)
    for (index, value) in values.enumerated() { matrix.appendRow([(index, value)]) }
    return matrix
  }

  /// A symmetric matrix with these eigenvalues: the diagonal mirrored by a plane that lies askew.
  private static func rotated(_ values: [Double]) -> SparseMatrix {
    let normal = values.indices.map { Double($0 + 1) }
    let scale = 2 / dot(normal, normal)
    func mirror(_ i: Int, _ j: Int) -> Double { (i == j ? 1 : 0) - scale * normal[i] * normal[j] }
    var matrix = SparseMatrix(columnCount: values.count)
    for i in values.indices {
      let row = values.indices.map { j in
        values.indices.reduce(0) { $0 + mirror(i, $1) * values[$1] * mirror($1, j) }
      }
      matrix.appendRow(row.enumerated().map { ($0, Float($1)) })
    }
    return matrix
  }

  private static func columns(_ svd: TruncatedSVD) -> [[Double]] {
    (0..<svd.componentCount).map { column in
      stride(from: column, to: svd.components.count, by: svd.componentCount).map { svd.components[$0] }
    }
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func orthonormalityError(_ columns: [[Double]]) -> Double {
    var error = 0.0
    for i in columns.indices {
      for j in 0...i { error = max(error, abs(dot(columns[i], columns[j]) - (i == j ? 1 : 0))) }
    }
    return error
  }
}
