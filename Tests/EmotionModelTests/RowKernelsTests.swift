import CKernels
import Testing

@testable import EmotionModel

/// The kernels of each instruction set that this processor has, against plain loops, to the bit.
@Suite struct RowKernelsTests {
  private static let instructionSets = InstructionSet.allCases.filter(\.isSupported)
  private static let rowCount = 50

  @Test(arguments: instructionSets, [16, 32, 48, 240])
  func productsAreRoundedBeforeTheyAreAdded(_ set: InstructionSet, _ width: Int) {
    var random = SeededRandom(UInt64(width))
    let matrix = (0..<(Self.rowCount * width)).map { _ in Self.value(&random) }
    for count in [0, 1, 2, 30] {
      let (rows, weights) = Self.row(count, &random)
      let expected = Self.product(matrix, width, rows, weights)
      #expect(Self.multiply(set, matrix, width, rows, weights) == expected.map(\.bitPattern))
      let plain = Self.product(matrix, width, rows, rows.map { _ in 1 })
      #expect(Self.multiply(set, matrix, width, rows, nil) == plain.map(\.bitPattern))
    }
  }

  @Test(arguments: instructionSets)
  func everyFiniteFloat16IsReadAsTheStandardLibraryReadsIt(_ set: InstructionSet) {
    let halves = (0...UInt16.max).filter { $0 & 0x7C00 != 0x7C00 }
    let width = halves.count
    var sums = [Float](repeating: 1, count: width)
    set.kernels.pointee.rows.multiply_half(halves, width, [0], nil, 1, &sums)
    // A sum begins with 0, and 0 and -0 make 0.
    #expect(sums.map(\.bitPattern) == halves.map { (0 + Float(Float16(bitPattern: $0))).bitPattern })
  }

  @Test(arguments: instructionSets, [16, 32, 48])
  func float16RowsAreAddedInFloat32(_ set: InstructionSet, _ width: Int) {
    var random = SeededRandom(UInt64(width) + 1)
    let matrix = (0..<(Self.rowCount * width)).map { _ in Float16(Self.value(&random)) }
    let (rows, weights) = Self.row(20, &random)
    var sums = [Float](repeating: .nan, count: width)
    set.kernels.pointee.rows.multiply_half(matrix.map(\.bitPattern), width, rows, weights, rows.count, &sums)
    #expect(sums.map(\.bitPattern) == Self.product(matrix.map { Float($0) }, width, rows, weights).map(\.bitPattern))
  }

  @Test(arguments: instructionSets, [16, 32, 48])
  func rowsAreAddedOneAfterTheOther(_ set: InstructionSet, _ width: Int) {
    var random = SeededRandom(UInt64(width) + 2)
    let matrix = (0..<(Self.rowCount * width)).map { _ in Self.value(&random) }
    let rows = Self.row(30, &random).rows
    var sums = (0..<width).map { _ in Self.value(&random) }
    var expected = sums
    for row in rows { for place in 0..<width { expected[place] += matrix[Int(row) * width + place] } }
    matrix.withUnsafeBufferPointer { matrix in
      let starts = rows.compactMap { row in matrix.baseAddress.map { $0 + Int(row) * width } }
      set.kernels.pointee.rows.add(starts, starts.count, width, &sums)
    }
    #expect(sums.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test(arguments: instructionSets)
  func columnsAreSortedAndCounted(_ set: InstructionSet) {
    var random = SeededRandom(5)
    for round in 0..<2000 {
      let count = random.index(Int(COLUMNS_AT_ONCE) + 1)
      let range = [1, 3, 40, 1 << 30][round % 4]
      let found = (0..<count).map { _ in Int32(random.index(range)) }
      var memory = found + Array(repeating: 0, count: Int(COLUMNS_PADDING))
      var columns = Array(repeating: Int32(-1), count: Int(COLUMNS_AT_ONCE))
      var counts = Array(repeating: -1.0, count: Int(COLUMNS_AT_ONCE))
      let distinct = set.kernels.pointee.rows.count(&memory, count, &columns, &counts)
      let expected = Dictionary(grouping: found) { $0 }.mapValues { Double($0.count) }.sorted { $0.key < $1.key }
      #expect(columns.prefix(distinct).elementsEqual(expected.map(\.key)), "\(found)")
      #expect(counts.prefix(distinct).elementsEqual(expected.map(\.value)), "\(found)")
    }
  }

  /// Of different sizes, so that the order of a sum and every rounding show.
  private static func value(_ random: inout SeededRandom) -> Float {
    (Float(random.index(2000)) / 1000 - 1) * [1e-6, 0.1, 1, 1000][random.index(4)]
  }

  private static func row(_ count: Int, _ random: inout SeededRandom) -> (rows: [Int32], weights: [Double]) {
    ((0..<count).map { _ in Int32(random.index(rowCount)) }, (0..<count).map { _ in Double(value(&random)) * 1.1 })
  }

  private static func product(_ matrix: [Float], _ width: Int, _ rows: [Int32], _ weights: [Double]) -> [Float] {
    (0..<width).map { place in
      var sum: Float = 0
      for (row, weight) in zip(rows, weights) {
        let product = Float(weight) * matrix[Int(row) * width + place]
        sum += product
      }
      return sum
    }
  }

  private static func multiply(
    _ set: InstructionSet, _ matrix: [Float], _ width: Int, _ rows: [Int32], _ weights: [Double]?
  ) -> [UInt32] {
    var sums = [Float](repeating: .nan, count: width)
    let kernels = set.kernels.pointee.rows
    if let weights {
      kernels.multiply(matrix, width, rows, weights, rows.count, &sums)
    } else {
      kernels.multiply(matrix, width, rows, nil, rows.count, &sums)
    }
    return sums.map(\.bitPattern)
  }
}
