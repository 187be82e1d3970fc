/// One row of a sparse matrix: the columns that are not zero, ascending, and their values.
package struct SparseRow: Sendable, Equatable {
  package var columns: [Int32] = []
  package var values: [Double] = []

  package init() {}

  package mutating func removeAll() {
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }
}
