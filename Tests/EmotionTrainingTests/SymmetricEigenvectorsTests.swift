import Testing

@testable import EmotionTraining

/// Eigenvalues and eigenvectors against matrices solved by hand, and by what makes them such.
@Suite struct SymmetricEigenvectorsTests {
  @Test func aMatrixOfTwoIsSolvedAsByHand() {
    let eigen = SymmetricEigenvectors([2, 1, 1, 2], size: 2)
    #expect(abs(eigen.values[0] - 3) < 1e-14 && abs(eigen.values[1] - 1) < 1e-14)
    let vectors = eigen.vectors(count: 2)
    #expect(abs(vectors[0] - vectors[2]) < 1e-14 && abs(vectors[1] + vectors[3]) < 1e-14)
  }

  @Test func aMatrixOfThreeIsSolvedAsByHand() {
    // The path of three nodes: 2 + √2, 2, 2 - √2, with (1, -√2, 1) for the first.
    let eigen = SymmetricEigenvectors([2, -1, 0, -1, 2, -1, 0, -1, 2], size: 3)
    for (value, expected) in zip(eigen.values, [2 + 2.0.squareRoot(), 2, 2 - 2.0.squareRoot()]) {
      #expect(abs(value - expected) < 1e-14)
    }
    let first = eigen.vectors(count: 1)
    #expect(abs(abs(first[0]) - 0.5) < 1e-14 && abs(first[0] - first[2]) < 1e-14)
    #expect(abs(first[1] + first[0] * 2.0.squareRoot()) < 1e-14)
  }

  @Test func aDiagonalMatrixIsSorted() {
    let eigen = SymmetricEigenvectors([1, 0, 0, 0, 3, 0, 0, 0, 2], size: 3)
    #expect(eigen.values == [3, 2, 1])
    #expect(eigen.vectors(count: 3) == [0, 0, 1, 1, 0, 0, 0, 1, 0])
  }

  @Test(arguments: [1, 2, 5, 16, 40])
  func everyVectorIsStretchedByItsValue(_ size: Int) {
    var random = SplitMix64(seed: UInt64(size))
    var matrix = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i {
        let value = Double.random(in: -1...1, using: &random)
        (matrix[i * size + j], matrix[j * size + i]) = (value, value)
      }
    }
    let eigen = SymmetricEigenvectors(matrix, size: size)
    let vectors = eigen.vectors(count: size)
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
    for k in 0..<size {
      for i in 0..<size {
        let image = (0..<size).reduce(0) { $0 + matrix[i * size + $1] * vectors[$1 * size + k] }
        #expect(abs(image - eigen.values[k] * vectors[i * size + k]) < 1e-12)
      }
      for l in 0...k {
        let product = (0..<size).reduce(0) { $0 + vectors[$1 * size + k] * vectors[$1 * size + l] }
        #expect(abs(product - (k == l ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test func vectorsBeyondTheSizeAreZero() {
    let vectors = SymmetricEigenvectors([4], size: 1).vectors(count: 3)
    #expect(vectors == [1, 0, 0])
  }

  @Test func aZeroMatrixHasZerosAndUnitVectors() {
    let eigen = SymmetricEigenvectors([0, 0, 0, 0], size: 2)
    #expect(eigen.values == [0, 0] && eigen.vectors(count: 2) == [1, 0, 0, 1])
  }
}
