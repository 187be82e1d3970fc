internal import CKernels

/// Boosters compiled for many rows at once: XGBoost's margins, to the bit, in a fraction of a walk's time.
///
/// Features become ranks among the thresholds that the trees really use, one byte each if no feature has more than
/// 255, else two; then every split is compared for a whole tile of rows in lockstep (see forest.h).
final class Forest: Sendable {
  /// Rows that are processed together.
  static let rowsPerTile = Int(FOREST_ROWS)

  /// Whether ranks have two bytes.
  let isWide: Bool
  private let kernels: forest_kernels
  private let trees: CompiledTrees

  /// Nil if the trees have more features, thresholds a feature or leaves a tree than two bytes count.
  init?(_ boosters: [Booster?], instructions: InstructionSet = .chosen) {
    let kernels = instructions.kernels.pointee
    let bytes = CompiledTrees(boosters, lane: .byte)
    guard let trees = bytes ?? CompiledTrees(boosters, lane: .word) else { return nil }
    isWide = bytes == nil
    self.kernels = isWide ? kernels.words : kernels.bytes
    self.trees = trees
  }

  /// The ranks of one tile; its memory is used anew for each.
  struct Tile: Sendable {
    /// A vector that crosses a cache line is read twice.
    private static let alignment = 64

    private var bytes: [UInt8] = []

    fileprivate mutating func reserve(byteCount: Int) {
      if bytes.count < byteCount + Self.alignment { bytes = Array(repeating: 0, count: byteCount + Self.alignment) }
    }

    fileprivate mutating func withRanks<Result>(_ body: (UnsafeMutableRawPointer) -> Result?) -> Result? {
      bytes.withUnsafeMutableBytes { $0.baseAddress.flatMap { body($0.alignedUp(toMultipleOf: Self.alignment)) } }
    }
  }

  /// Fills a tile from at most `rowsPerTile` rows, `width` floats apart.
  ///
  /// False if a value that a tree looks at is missing, which ranks cannot say.
  func fill(_ tile: inout Tile, rows: UnsafePointer<Float>, count: Int, width: Int) -> Bool {
    tile.reserve(byteCount: trees.features.count * Self.rowsPerTile * (isWide ? 2 : 1))
    return tile.withRanks { ranks in
      kernels.rank(trees.features, trees.features.count, trees.thresholds, rows, count, width, ranks) == 0
    } ?? false
  }

  /// Writes one booster's margin for each row of a tile to `margins`, which has room for `rowsPerTile`.
  func margins(of booster: Int, _ tile: inout Tile, into margins: UnsafeMutablePointer<Float>) {
    margins.update(repeating: trees.baseMargins[booster], count: Self.rowsPerTile)
    let range = trees.ranges[booster]
    trees.trees.withUnsafeBufferPointer { all in
      guard let first = all.baseAddress else { return }
      tile.withRanks { ranks in
        kernels.add(first + range.lowerBound, range.count, trees.splits, trees.values, ranks, margins)
      }
    }
  }

  /// Writes the margin of each booster for one row to `margins`, from node to node.
  ///
  /// False if a value that a tree looks at is missing, which a step cannot say, or if trees are so deep that most steps
  /// would be for nothing.
  func walk(_ row: UnsafePointer<Float>, into margins: UnsafeMutablePointer<Float>) -> Bool {
    guard trees.depth <= Self.walkedDepth else { return false }
    for place in trees.features.indices where row[Int(trees.features[place].column)].isNaN { return false }
    return trees.trees.withUnsafeBufferPointer { all in
      guard let first = all.baseAddress else { return false }
      for (booster, range) in trees.ranges.enumerated() {
        margins[booster] = forest_walk(
          first + range.lowerBound, range.count, trees.nodes, trees.depth, row, trees.baseMargins[booster])
      }
      return true
    }
  }

  private static let walkedDepth = 8
}
