internal import CKernels

/// One row of a sparse matrix: the columns that are not zero, in the order in which they are summed, and their values.
package struct SparseRow: Sendable, Equatable {
  package var columns: [Int32] = []
  package var values: [Double] = []

  package init() {}

  /// How much more room than it uses `count` needs.
  static let padding = 3

  /// Replaces the row by columns in any order, each of which becomes one with the number of its occurrences as value.
  ///
  /// There is room for `padding` more columns behind them.
  @inline(__always)
  mutating func count(_ found: UnsafeMutableBufferPointer<Int32>) {
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    if found.count <= Self.fewColumns { countFew(found) } else { countMany(found) }
  }

  mutating func reverse() {
    columns.reverse()
    values.reverse()
  }

  private static let fewColumns = 64

  /// A column's place is the number of smaller ones; no step depends on the data, so none is guessed wrong.
  @inline(__always)
  private mutating func countFew(_ found: UnsafeMutableBufferPointer<Int32>) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * Self.fewColumns) { memory in
      guard let places = memory.baseAddress, let first = found.baseAddress else { return }
      let (sorted, counts) = (places + Self.fewColumns, places + 2 * Self.fewColumns)
      counts.initialize(repeating: 0, count: found.count)
      count_smaller(first, Int32(truncatingIfNeeded: found.count), places)
      for index in found.indices {
        let place = Int(places[index])
        sorted[place] = found[index]
        counts[place] &+= 1
      }
      // What is not distinct leaves gaps.
      var distinct = 0
      for place in found.indices where counts[place] > 0 {
        sorted[distinct] = sorted[place]
        counts[distinct] = counts[place]
        distinct &+= 1
      }
      columns.append(contentsOf: UnsafeBufferPointer(start: sorted, count: distinct))
      for place in 0..<distinct { values.append(Double(counts[place])) }
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
