/// One row of a sparse matrix: the columns that are not zero, ascending, and their values.
package struct SparseRow: Sendable, Equatable {
  package var columns: [Int32] = []
  package var values: [Double] = []

  package init() {}

  package mutating func removeAll() {
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// Most texts have a few dozen terms, for which insertion is the fastest way.
  @inline(__always)
  mutating func sortColumns() {
    guard columns.count <= 64 else { return columns.sort() }
    columns.withUnsafeMutableBufferPointer { columns in
      for end in columns.indices.dropFirst() {
        let column = columns[end]
        var place = end
        while place > 0 && columns[place - 1] > column {
          columns[place] = columns[place - 1]
          place -= 1
        }
        columns[place] = column
      }
    }
  }

  /// Turns sorted columns with repetitions into distinct columns with their counts as values.
  @inline(__always)
  mutating func mergeColumns() {
    var distinct = 0
    for column in columns {
      if distinct > 0 && columns[distinct - 1] == column {
        values[distinct - 1] += 1
      } else {
        columns[distinct] = column
        values.append(1)
        distinct += 1
      }
    }
    columns.removeLast(columns.count - distinct)
  }
}
