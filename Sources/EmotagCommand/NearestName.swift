/// The name that was most likely meant by a mistyped one; nil if none is near.
///
/// Nearest by Damerau's distance (1964): a letter added, left out or exchanged, or two that have changed places.
func nearestName(to typed: String, in names: [String]) -> String? {
  let distances = names.map { (name: $0, distance: distance(Array(typed.utf8), Array($0.utf8))) }
  // Half of a short name may not be wrong.
  let near = distances.filter { $0.distance <= min(2, max(1, $0.name.utf8.count / 3)) }
  return near.min { $0.distance < $1.distance }?.name
}

/// What to add to a message about a mistyped name.
func suggestion(for typed: String, in names: [String], prefix: String = "") -> String {
  nearestName(to: typed, in: names).map { "; did you mean \(prefix)\($0)?" } ?? ""
}

private func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
  // Row after row of the table of distances between beginnings of both.
  var rows = [Array(0...second.count)]
  for (row, byte) in first.enumerated() {
    var next = [row + 1]
    for (column, other) in second.enumerated() {
      var best = min(rows[row][column + 1] + 1, next[column] + 1, rows[row][column] + (byte == other ? 0 : 1))
      if row > 0, column > 0, byte == second[column - 1], first[row - 1] == other {
        best = min(best, rows[row - 1][column - 1] + 1)
      }
      next.append(best)
    }
    rows.append(next)
  }
  return rows[first.count][second.count]
}
