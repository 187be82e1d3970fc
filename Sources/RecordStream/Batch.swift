internal import CKernels

/// Records that go through the pipeline together, and what a stage makes of them.
///
/// One thread holds a batch at a time: Intake fills it, a worker processes it, Outlet writes it, and Intake gets it
/// back. Its memory is used again.
package final class Batch: @unchecked Sendable {
  package struct Row: Equatable {
    package enum Kind {
      /// A line.
      case record
      /// The first line of an input, which may begin with a byte order mark.
      case firstRecord
      /// A part of a line that is longer than allowed; more parts follow.
      case oversizedPiece
      /// The last part of such a line; it may be empty.
      case oversizedEnd
    }

    /// In `Batch.bytes`, without the LF.
    package let range: Range<Int>
    package let kind: Kind
  }

  /// Where rows come from: the rows from `firstRow` on, until the next origin.
  package struct Origin: Equatable {
    package let name: String
    /// Its number among all files or connections, from 1.
    let source: Int
    package let firstRow: Int
    /// The number of that row's line in its input, from 1.
    package let firstLine: Int
  }

  /// The row at which a stage gave up for good, and why.
  package struct Failure: Equatable {
    package let row: Int
    package let reason: String

    package init(row: Int, reason: String) {
      self.row = row
      self.reason = reason
    }
  }

  /// When a batch is full: with so many rows, or with so many strings in them, for each of these may be a text.
  struct Limits {
    var rows: Int
    var strings = Int.max
  }

  /// What a batch is filled with; a reader that adds many lines takes it out of the batch.
  struct Input {
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var rows: [Row] = []
    fileprivate(set) var origins: [Origin] = []
    /// How many bytes of the inputs the rows were, LFs and all.
    var bytesRead = 0
    /// How many JSON strings may be in its rows, by their quotes.
    private(set) var stringCount = 0

    /// Where its last row comes from; 0 if it has no rows.
    var lastSource: Int { origins.isEmpty ? 0 : origins[origins.count - 1].source }

    /// Whether it takes no other row, `more` bytes of rows being added already but for the bytes themselves.
    func isFull(_ limits: Limits, with more: Int = 0) -> Bool {
      rows.count >= limits.rows || bytes.count + more >= Batch.byteLimit || stringCount >= limits.strings
    }

    /// Adds a row of two parts.
    mutating func append(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, kind: Row.Kind) {
      let start = bytes.count
      bytes.append(contentsOf: first)
      bytes.append(contentsOf: second)
      rows.append(Row(range: start..<bytes.count, kind: kind))
      countStrings(first)
      countStrings(second)
    }

    /// Adds a row without its bytes, which will lie `offset` after those that are there now; `append(bytes:)` must follow.
    mutating func append(_ line: UnsafeRawBufferPointer, at offset: Int, kind: Row.Kind) {
      let start = bytes.count + offset
      rows.append(Row(range: start..<(start + line.count), kind: kind))
      countStrings(line)
    }

    private mutating func countStrings(_ bytes: UnsafeRawBufferPointer) {
      guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
      stringCount += json_quote_count(start, bytes.count) / 2
    }

    /// Adds the bytes of all rows that were added without theirs, and what lies between them.
    mutating func append(bytes lines: UnsafeRawBufferPointer) {
      bytes.append(contentsOf: lines)
    }

    /// The rows from the next on come from there.
    mutating func append(_ origin: Origin) {
      origins.append(origin)
    }

    fileprivate mutating func removeAll() {
      bytes.removeAll(keepingCapacity: bytes.capacity <= Batch.keptCapacity)
      stringCount = 0
      rows.removeAll(keepingCapacity: true)
      origins.removeAll(keepingCapacity: true)
      bytesRead = 0
    }
  }

  /// What a stage makes of the rows; a stage that works on it for long takes it out of the batch.
  package struct Product {
    /// What the stage counts, and the bytes that its worker counts.
    package var tally = Tally()
    /// What is to be written; the stage calls `endRow` behind what it writes for each row.
    package var output: [UInt8] = []
    /// Where in `output` each row's part ends.
    private(set) var rowEnds: [Int] = []
    /// What is to be written to the rejects, complete lines.
    package var rejects: [UInt8] = []
    /// The first row that is not a record, and why.
    package var firstFault: Failure?
    /// Nothing behind that row was processed, and nothing behind this batch will be written.
    package var failure: Failure?

    package init() {}

    /// Notes that all of a row's output is in `output`.
    package mutating func endRow() {
      rowEnds.append(output.count)
    }

    fileprivate mutating func removeAll() {
      tally = Tally()
      output.removeAll(keepingCapacity: output.capacity <= Batch.keptCapacity)
      rowEnds.removeAll(keepingCapacity: true)
      rejects.removeAll(keepingCapacity: rejects.capacity <= Batch.keptCapacity)
      firstFault = nil
      failure = nil
    }
  }

  /// A batch is full with this many bytes of lines, however few those are.
  package static let byteLimit = 256 << 10
  /// Memory for more bytes than this is given back once the batch is written.
  static let keptCapacity = 4 * byteLimit

  var input = Input()
  package var bytes: [UInt8] { input.bytes }
  package var rows: [Row] { input.rows }
  package var origins: [Origin] { input.origins }
  package var product = Product()
  /// Its place in the order of all batches.
  var number = 0
  /// How long the stage took.
  var seconds = 0.0

  package init() {}

  /// Which line of which input a row belongs to.
  package func place(of row: Int) -> LinePlace {
    let origin = origins.last { $0.firstRow <= row }
    let line = (origin?.firstLine ?? 1) + lines(from: origin?.firstRow ?? 0, to: row)
    return LinePlace(input: origin?.name ?? "", line: line)
  }

  /// How many lines end in the rows from one to before another.
  func lines(from first: Int, to last: Int) -> Int {
    rows[first..<last].count { $0.kind != .oversizedPiece }
  }

  func removeAll() {
    input.removeAll()
    product.removeAll()
  }
}

/// What is done to records; each worker has a stage of its own.
package protocol Stage {
  /// Makes the batch's product; may block nothing but this worker.
  mutating func process(_ batch: Batch)
}
