import Testing

@testable import RecordStream

/// When a batch is full, and when a turn is over.
struct BatchLimitTests {
  private static let line = Array("[\"a\",\"b\",\"c\"]\n".utf8)

  /// How many rows a cutter puts into a new batch in one call.
  private static func rows(_ count: Int, limits: Batch.Limits, turnStringLimit: Int = .max) -> Int {
    let batch = Batch()
    var cutter = LineCutter(
      name: "test", source: 1, recordLimit: 100, limits: limits, turnStringLimit: turnStringLimit)
    let bytes = Array((0..<count).flatMap { _ in line })
    let taken = bytes.withUnsafeBytes { cutter.cut($0, into: batch) }
    #expect(taken == batch.rows.count * line.count)
    return batch.rows.count
  }

  @Test(arguments: [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (1000, 20)])
  func aBatchIsFullOnceItsLinesHaveSoManyStrings(_ strings: Int, _ rows: Int) {
    #expect(Self.rows(20, limits: .init(rows: 100, strings: strings)) == rows)
    #expect(Self.rows(20, limits: .init(rows: 100), turnStringLimit: strings) == rows)
  }

  @Test func aTurnBeginsAnewWithEachCall() {
    let batch = Batch()
    var cutter = LineCutter(
      name: "test", source: 1, recordLimit: 100, limits: .init(rows: 100, strings: 13), turnStringLimit: 4)
    let bytes = Array((0..<20).flatMap { _ in Self.line })
    let rows = (0..<4).map { _ in
      _ = bytes.withUnsafeBytes { cutter.cut($0, into: batch) }
      return batch.rows.count
    }
    #expect(rows == [2, 4, 5, 5])
  }

  @Test func quotesAreCountedInLinesOfAnyLength() {
    for count in [0, 1, 15, 16, 17, 254, 255, 256, 1000] {
      let batch = Batch()
      var cutter = LineCutter(name: "test", source: 1, recordLimit: 10_000, limits: .init(rows: 100))
      let bytes = Array(String(repeating: "\"x\"", count: count).utf8) + [0x0A]
      for byte in bytes { _ = [byte].withUnsafeBytes { cutter.cut($0, into: batch) } }
      #expect(batch.input.stringCount == count)
    }
  }

  @Test func memoryForALongBatchIsGivenBack() {
    let batch = Batch()
    var cutter = LineCutter(name: "test", source: 1, recordLimit: 8 << 20, limits: .init(rows: 100))
    let bytes = [UInt8](repeating: 0x78, count: 4 << 20) + [0x0A]
    _ = bytes.withUnsafeBytes { cutter.cut($0, into: batch) }
    batch.product.output = bytes
    #expect(batch.input.bytes.capacity > 4 << 20)
    batch.removeAll()
    #expect(batch.input.bytes.capacity < 2 << 20 && batch.product.output.capacity < 2 << 20)
  }
}

/// Counts of stages that are exchanged.
struct TallyTests {
  private static func tally(_ marks: [(String, Int)]) -> Tally {
    var tally = Tally()
    tally.markNames = marks.map(\.0)
    tally.marks = marks.map(\.1)
    return tally
  }

  @Test func marksAreAddedByTheirNames() {
    var sum = Tally()
    for marks in [[("a", 1), ("b", 2)], [("a", 10), ("b", 20)], [("b", 100), ("c", 200)], []] {
      sum += Self.tally(marks)
    }
    sum += Self.tally([("c", 1000), ("a", 2000)])
    #expect(sum.markNames == ["a", "b", "c"] && sum.marks == [2011, 122, 1200])
  }
}

/// The budget of what is held for clients.
struct PendingMemoryTests {
  @Test func whoHoldsMostWaitsFirst() {
    var pending = PendingMemory(limit: 15 << 20, recordLimit: 5 << 20)
    #expect(pending.admits(0))
    pending.change(by: 6 << 20)
    #expect(pending.admits((4 << 20) - 1) && !pending.admits(4 << 20) && !pending.isFull)
    // Who holds little is read as long as anybody is.
    pending.change(by: 8 << 20)
    #expect(pending.admits(64 << 10) && !pending.admits(96 << 10) && !pending.isFull)
    pending.change(by: 1 << 20)
    #expect(!pending.admits(0) && pending.isFull)
  }

  @Test func onlyWhatIsTooMuchForAWhileIsLetGo() {
    var pending = PendingMemory(limit: 800, recordLimit: 50)
    let start = ContinuousClock.now
    pending.change(by: 900)
    #expect(pending.excess(at: start) == 0)
    #expect(pending.excess(at: start + .milliseconds(200)) == 0)
    #expect(pending.excess(at: start + .milliseconds(300)) == 200)
    pending.change(by: -150)
    #expect(pending.excess(at: start + .milliseconds(400)) == 0)
    pending.change(by: 150)
    #expect(pending.excess(at: start + .milliseconds(500)) == 0)
    #expect(pending.excess(at: start + .milliseconds(800)) == 200)
  }
}
