internal import CKernels

/// One row of a sparse matrix: the columns that are not zero, in the order in which they are summed, and their values.
package struct SparseRow: Sendable, Equatable {
  package var columns: [Int32] = []
  package var values: [Double] = []

  package init() {}

  /// How much more room than it uses `count` needs.
  static let padding = Int(COLUMNS_PADDING)

  /// Replaces the row by columns in any order, each of which becomes one with the number of its occurrences as value.
  ///
  /// There is room for `padding` more columns behind them.
  @inline(__always)
  mutating func count(_ found: UnsafeMutableBufferPointer<Int32>, _ kernels: row_kernels) {
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    if found.count <= COLUMNS_AT_ONCE { countFew(found, kernels) } else { countMany(found) }
  }

  mutating func reverse() {
    columns.reverse()
    values.reverse()
  }

  @inline(__always)
  private mutating func countFew(_ found: UnsafeMutableBufferPointer<Int32>, _ kernels: row_kernels) {
    let limit = Int(COLUMNS_AT_ONCE)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: limit) { sorted in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: limit) { counts in
        guard let first = found.baseAddress, let columns = sorted.baseAddress, let values = counts.baseAddress else {
          return
        }
        let count = kernels.count(first, found.count, columns, values)
        self.columns.append(contentsOf: UnsafeBufferPointer(rebasing: sorted[..<count]))
        self.values.append(contentsOf: UnsafeBufferPointer(rebasing: counts[..<count]))
      }
    }
  }

  private mutating func countMany(_ found: UnsafeMutableBufferPointer<Int32>) {
    for column in found.sorted() {
      if columns.last == column {
        values[values.count - 1] += 1
      } else {
        columns.append(column)
        values.append(1)
      }
    }
  }
}
