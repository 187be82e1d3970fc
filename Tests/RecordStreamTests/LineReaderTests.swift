import Foundation
import Testing

@testable import RecordStream

struct LineReaderTests {
  /// Lines of many lengths, some empty, some with CR and any other bytes.
  private static let lines: [[UInt8]] = {
    var random = SplitMix64(seed: 7)
    let lengths = [0, 1, 0, 0, 3, 200, 4095, 4096, 4097, 6, 0] + (0..<60).map { _ in random.below(90) }
    return lengths.map { length in
      let line = (0..<length).map { _ in random.pick([0, 9, 13, 32, 34, 97, 0xC3, 0xFF] as [UInt8]) }
      return random.oneIn(4) ? line + [13] : line
    }
  }()

  private static func joined(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.joined(separator: [10])) }

  @Test(arguments: [1, 7, 4096], [1, 7, 1000])
  func linesAreTheSameInChunksOfAnySize(_ size: Int, _ rowLimit: Int) throws {
    let bytes = Self.joined(Self.lines) + [10]
    let read = try InputFixture.withChunks(bytes, size: size) { try ReadLines($0, rowLimit: rowLimit) }
    #expect(read.lines == Self.lines)
  }

  @Test(arguments: [1, 7, 4096, Int.max / 2], [1, 7, 1000])
  func linesAreTheSameFromAPipe(_ size: Int, _ rowLimit: Int) throws {
    let bytes = Self.joined(Self.lines) + [10]
    let read = try InputFixture.withPipe(bytes, size: size) { try ReadLines($0, rowLimit: rowLimit) }
    #expect(read.lines == Self.lines)
  }

  @Test(arguments: [1, 7, 1000])
  func linesAreTheSameFromAFile(_ rowLimit: Int) throws {
    let bytes = Self.joined(Self.lines) + [10]
    let read = try InputFixture.withFile(bytes) { file, _ in try ReadLines(file, rowLimit: rowLimit) }
    #expect(read.lines == Self.lines)
  }

  @Test(arguments: [
    ("", []), ("\n", [""]), ("\n\n", ["", ""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\n", ["a", ""]),
    ("a\nb", ["a", "b"]), ("\na", ["", "a"]), ("a\r\nb\r\n", ["a\r", "b\r"]), ("\r\n\r", ["\r", "\r"]),
    ("a\rb", ["a\rb"]), (" ", [" "]),
  ])
  func aLineEndsAtALineFeedOrTheEndOfTheInput(_ text: String, _ expected: [String]) throws {
    for size in [1, 2, 1000] {
      let read = try InputFixture.withChunks(Array(text.utf8), size: size) { try ReadLines($0, rowLimit: 10) }
      #expect(read.lines == expected.map { Array($0.utf8) })
    }
  }

  @Test(arguments: [1, 7, 1000])
  func batchesHoldAsManyLinesAsTheRowLimitAllows(_ rowLimit: Int) throws {
    let lines = (0..<2345).map { Array("line \($0)".utf8) }
    let read = try InputFixture.withFile(Self.joined(lines)) { file, _ in try ReadLines(file, rowLimit: rowLimit) }
    #expect(read.lines == lines)
    let full = read.batches.prefix(2344 / rowLimit)
    #expect(full.allSatisfy { $0.count == rowLimit })
    #expect(read.batches.allSatisfy { !$0.isEmpty && $0.count <= rowLimit })
  }

  @Test(arguments: [1, 7, 1000])
  func onlyTheFirstLineIsTheFirst(_ rowLimit: Int) throws {
    for lines in [Self.lines, [[]], [[65]]] {
      let bytes = Self.joined(lines) + [10]
      let read = try InputFixture.withFile(bytes) { file, _ in try ReadLines(file, rowLimit: rowLimit) }
      #expect(read.kinds.map { $0 == .firstRecord } == lines.indices.map { $0 == 0 })
    }
  }

  @Test(arguments: [true, false])
  func aLineOfMegabytesIsOneLine(_ hasFinalNewline: Bool) throws {
    var long = [UInt8](repeating: 0x61, count: 3_000_000)
    for index in stride(from: 0, to: long.count, by: 4093) { long[index] = UInt8(index % 10) }
    let lines = [Array("before".utf8), long, [], long]
    let bytes = lines[0] + [10] + long + [10, 10] + long + (hasFinalNewline ? [10] : [])
    let read = try InputFixture.withPipe(bytes, size: 100_000) { try ReadLines($0, rowLimit: 2) }
    // Compared in this way because a difference would be printed byte by byte.
    let isSame = read.lines == lines
    #expect(isSame)
  }

  @Test(arguments: [1, 3, 64])
  func aLineOverTheLimitPassesInPieces(_ size: Int) throws {
    let bytes = Array("short\n0123456789abcdef\n012345678\n0123456789\n01234567890\nend".utf8)
    let read = try InputFixture.withChunks(bytes, size: size) { try ReadLines($0, rowLimit: 2, recordLimit: 9) }
    #expect(read.texts.joined() == "short0123456789abcdef012345678012345678901234567890end")
    var lines: [String] = []
    var line = ""
    for (text, kind) in zip(read.texts, read.kinds) {
      line += text
      if kind == .oversizedPiece { continue }
      lines.append((kind == .oversizedEnd ? "long " : "") + line)
      line = ""
    }
    #expect(lines == ["short", "long 0123456789abcdef", "012345678", "long 0123456789", "long 01234567890", "end"])
    #expect(read.bytesRead == bytes.count)
  }

  @Test(arguments: [1000, 50_049])
  func aBatchIsFullWithThatManyBytes(_ length: Int) throws {
    let lines = (0..<(3 * Batch.byteLimit / length)).map { _ in [UInt8](repeating: 0x61, count: length) }
    let read = try InputFixture.withChunks(Self.joined(lines), size: 100_100) { try ReadLines($0, rowLimit: 10_000) }
    #expect(read.lines == lines)
    let full = read.batches.dropLast().map { $0.joined().count + $0.count }
    #expect(full.allSatisfy { Batch.byteLimit..<(Batch.byteLimit + length + 1) ~= $0 } && full.count >= 2)
  }

  @Test func everyBatchSaysWhereItsRowsAreFrom() throws {
    let bytes = Array((0..<10).map { "line \($0)\n" }.joined().utf8)
    let read = try InputFixture.withChunks(bytes, size: 5) { try ReadLines($0, rowLimit: 4) }
    #expect(read.origins.map(\.firstLine) == [1, 5, 9])
    #expect(read.origins.allSatisfy { $0.name == "test" && $0.firstRow == 0 })
  }

  /// What could be the beginning of a compressed file is held back until more or the end comes.
  @Test(arguments: [[0x1F], [0x28, 0xB5], [0xFD, 0x37, 0x7A], Array("BZh9".utf8), Array("PK".utf8)])
  func aBeginningOfAMagicNumberIsALineAtTheEnd(_ bytes: [UInt8]) throws {
    let read = try InputFixture.withChunks(bytes, size: 1) { try ReadLines($0, rowLimit: 1) }
    #expect(read.lines == [bytes] && read.failure == nil)
  }

  @Test(arguments: [[0x1F], Array("x".utf8), Array("PK".utf8)])
  func theLastLineOfAnInputWaitsForABatchWithRoom(_ bytes: [UInt8]) throws {
    let file = try InputFixture.withPipe(bytes, size: 1) { file in
      var reader = LineReader(
        file, cutter: LineCutter(name: "test", source: 1, recordLimit: 100, limits: .init(rows: 1)))
      let (full, next) = (Batch(), Batch())
      var other = LineCutter(name: "other", source: 2, recordLimit: 100, limits: .init(rows: 1))
      _ = Array("full\n".utf8).withUnsafeBytes { other.cut($0, into: full) }
      while try reader.read() != 0 { _ = try reader.fill(next) }
      #expect(try reader.finish(into: full) == .more)
      #expect(try reader.finish(into: next) == .drained)
      return next.rows.map { Array(next.bytes[$0.range]) }
    }
    #expect(file == [bytes])
  }
}
