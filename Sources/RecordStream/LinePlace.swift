/// Where a line comes from.
package struct LinePlace: Sendable, Equatable {
  /// The name of the file or connection.
  package let input: String
  /// From 1.
  package let line: Int

  package init(input: String, line: Int) {
    self.input = input
    self.line = line
  }
}

/// Tells where the rows of one batch come from, when it is asked for them in ascending order.
package struct LinePlaces {
  private var origin = 0
  private var row = 0
  private var line = 1

  package init() {}

  /// Which line of which input a row belongs to; no row before it may be asked for again.
  package mutating func place(of wanted: Int, in batch: Batch) -> LinePlace {
    let origins = batch.origins
    while origin + 1 < origins.count && origins[origin + 1].firstRow <= wanted { origin += 1 }
    guard origins.indices.contains(origin) else { return LinePlace(input: "", line: wanted + 1) }
    if row <= origins[origin].firstRow { (row, line) = (origins[origin].firstRow, origins[origin].firstLine) }
    line += batch.lines(from: row, to: wanted)
    row = wanted
    return LinePlace(input: origins[origin].name, line: line)
  }
}
