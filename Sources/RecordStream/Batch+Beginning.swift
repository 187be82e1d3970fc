extension Batch {
  private static let beginningLimit = 512

  /// The first bytes of the input that a row comes from, up to 512, with an LF after each line; empty if the batch does
  /// not have the first line of that input.
  func beginning(ofInputAt row: Int) -> [UInt8] {
    guard let origin = origins.lastIndex(where: { $0.firstRow <= row }), origins[origin].firstLine == 1
    else { return [] }
    let end = origin + 1 < origins.count ? origins[origin + 1].firstRow : rows.count
    var beginning: [UInt8] = []
    for row in rows[origins[origin].firstRow..<end] where beginning.count < Self.beginningLimit {
      beginning += bytes[row.range].prefix(Self.beginningLimit - beginning.count)
      if row.kind != .oversizedPiece { beginning.append(0x0A) }
    }
    return beginning
  }
}
