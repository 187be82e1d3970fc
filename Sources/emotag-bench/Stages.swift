internal import EmotagCommand
internal import EmotionModel
internal import RecordStream

/// All stages over the same records, block after block as the program takes them, each stage timed by itself.
///
/// A block is small enough to stay near the processor and large enough that reading the clock does not show.
struct Stages {
  static let rowsPerBlock = 64
  /// The program's own batch.
  static let rowsPerBatch = 1024

  let rowCount: Int
  /// Row after row, what the forest gets.
  var features: [Float] = []
  let records: Records
  let model: EmotionModel
  var scanner: RecordScanner
  var writer: TagWriter
  var layouts: [RecordLayout]
  var texts = Array(repeating: TokenizedText(), count: rowsPerBlock)
  var rows = Array(repeating: SparseRow(), count: rowsPerBlock)
  var sums: [Float]
  var scratch = EmotionModel.MarginScratch()
  var margins: [Float] = []
  var unescaped: [UInt8] = []

  /// Every record must have its text under `text`.
  init(_ model: EmotionModel, _ records: Records) throws {
    guard let path = FieldPath("text") else { throw BenchError(message: "no such path") }
    self.model = model
    self.records = records
    rowCount = records.lines.count
    scanner = RecordScanner(paths: [path], addedMember: "emotions")
    writer = try TagWriter(model: model)
    layouts = Array(repeating: RecordLayout(), count: rowCount)
    sums = Array(repeating: 0, count: model.projection.width)
    for row in 0..<rowCount {
      scan(row)
      guard case .string = layouts[row].text else { throw BenchError(message: "record \(row + 1) has no text") }
    }
  }

  /// What each stage costs in each round, in nanoseconds a record; one round before them is not counted.
  mutating func measure(rounds: Int) -> [[Double]] {
    _ = round()
    return (0..<rounds).map { _ in round().map { $0 * 1e9 / Double(rowCount) } }
  }

  private mutating func round() -> [Double] {
    var seconds = Array(repeating: 0.0, count: Stage.allCases.count)
    features.removeAll(keepingCapacity: true)
    var output: [UInt8] = []
    output.reserveCapacity(2 * records.bytes.count)
    var marks = Array(repeating: 0, count: model.labels.count)
    var watch = Stopwatch()
    for batch in blocks(of: Self.rowsPerBatch, in: 0..<rowCount) {
      let start = features.count
      for block in blocks(of: Self.rowsPerBlock, in: batch) {
        _ = watch.lap()
        for row in block { scan(row) }
        seconds[0] += watch.lap()
        for row in block { tokenise(row, into: row - block.lowerBound) }
        seconds[1] += watch.lap()
        for place in 0..<block.count { count(place) }
        seconds[2] += watch.lap()
        for place in 0..<block.count { model.vectorizer.weigh(&rows[place]) }
        seconds[3] += watch.lap()
        for place in 0..<block.count { project(place) }
        seconds[4] += watch.lap()
      }
      let own = Array(features[start...])
      _ = watch.lap()
      model.margins(of: own, into: &margins, scratch: &scratch)
      seconds[5] += watch.lap()
      for row in batch { write(row, row - batch.lowerBound, &output, &marks) }
      seconds[6] += watch.lap()
    }
    return seconds
  }

  private func blocks(of size: Int, in rows: Range<Int>) -> [Range<Int>] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: size).map { $0..<min($0 + size, rows.upperBound) }
  }
}
