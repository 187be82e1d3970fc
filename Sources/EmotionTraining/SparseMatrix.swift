/// A matrix in compressed sparse row form: what XGBoost takes and TruncatedSVD reads.
struct SparseMatrix: Sendable {
  let columnCount: Int
  /// Row `i` is the entries `rowOffsets[i] ..< rowOffsets[i + 1]`.
  private(set) var rowOffsets: [Int] = [0]
  /// Ascending within a row.
  private(set) var columns: [UInt32] = []
  private(set) var values: [Float] = []

  init(columnCount: Int) {
    self.columnCount = columnCount
  }

  var rowCount: Int { rowOffsets.count - 1 }

  /// Adds a row, its entries by ascending column.
  mutating func appendRow(_ entries: some Sequence<(column: Int, value: Float)>) {
    for entry in entries {
      columns.append(UInt32(entry.column))
      values.append(entry.value)
    }
    rowOffsets.append(columns.count)
  }

  /// The chosen rows, in that order.
  func rows(_ chosen: [Int]) -> SparseMatrix {
    var result = SparseMatrix(columnCount: columnCount)
    for row in chosen {
      let entries = rowOffsets[row]..<rowOffsets[row + 1]
      result.columns.append(contentsOf: columns[entries])
      result.values.append(contentsOf: values[entries])
      result.rowOffsets.append(result.columns.count)
    }
    return result
  }

  /// Rows and columns exchanged.
  func transposed() -> SparseMatrix {
    var result = SparseMatrix(columnCount: rowCount)
    var offsets = [Int](repeating: 0, count: columnCount + 1)
    for column in columns { offsets[Int(column) + 1] += 1 }
    for column in 0..<columnCount { offsets[column + 1] += offsets[column] }
    result.rowOffsets = offsets
    result.columns = Array(repeating: 0, count: columns.count)
    result.values = Array(repeating: 0, count: values.count)
    for row in 0..<rowCount {
      for entry in rowOffsets[row]..<rowOffsets[row + 1] {
        let place = offsets[Int(columns[entry])]
        offsets[Int(columns[entry])] += 1
        result.columns[place] = UInt32(row)
        result.values[place] = values[entry]
      }
    }
    return result
  }

  /// This matrix times a dense one of `width` columns, row after row, summed in float64 by ascending column.
  func multiply(_ dense: [Double], width: Int) -> [Double] {
    let result = SharedBuffer<Double>(count: rowCount * width)
    dense.withUnsafeBufferPointer { dense in
      let dense = ReadOnlyBuffer(dense)
      concurrentRanges(rowCount) { rows in
        for row in rows {
          let sums = result.base + row * width
          for entry in rowOffsets[row]..<rowOffsets[row + 1] {
            let value = Double(values[entry])
            let source = dense.base + Int(columns[entry]) * width
            for column in 0..<width { sums[column] += value * source[column] }
          }
        }
      }
    }
    return result.takeArray()
  }
}
