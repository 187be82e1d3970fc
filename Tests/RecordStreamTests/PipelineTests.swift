import Foundation
import Synchronization
import Testing

@testable import RecordStream

/// The pipeline with a stage that knows nothing of emotion: it writes every line in upper case.
struct PipelineTests {
  /// Upper-cases ASCII; a line that begins with `bad` is malformed, and with `stop` the stage gives up.
  struct UpperCase: Stage, Sendable {
    mutating func process(_ batch: Batch) {
      for (index, row) in batch.rows.enumerated() {
        defer { batch.product.endRow() }
        let line = batch.bytes[row.range]
        if line.starts(with: "stop".utf8) {
          batch.product.tally.malformed += 1
          batch.product.tally.rejected += 1
          batch.product.failure = Batch.Failure(row: index, reason: "it says stop")
          return
        }
        batch.product.output += line.map { 0x61...0x7A ~= $0 ? $0 - 0x20 : $0 }
        if row.kind == .oversizedPiece { continue }
        batch.product.output.append(0x0A)
        switch row.kind {
        case .oversizedEnd: batch.product.tally.oversized += 1
        default:
          if line.starts(with: "bad".utf8) {
            batch.product.tally.malformed += 1
            batch.product.rejects += Reject.line(reason: "bad", record: line)
          } else {
            batch.product.tally.tagged += 1
          }
        }
      }
    }
  }

  /// Passes lines on once its gate is open.
  struct Gated: Stage, Sendable {
    final class Gate: Sendable {
      let isReached = Atomic(false)
      let isOpen = Atomic(false)
    }

    let gate = Gate()

    mutating func process(_ batch: Batch) {
      gate.isReached.store(true, ordering: .releasing)
      while !gate.isOpen.load(ordering: .acquiring) { sched_yield() }
      for row in batch.rows {
        batch.product.output += batch.bytes[row.range] + [0x0A]
        batch.product.endRow()
      }
    }
  }

  /// A directory for the files of one test.
  final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }
    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
      try Data(bytes).write(to: url.appending(path: name))
      return path(name)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
  }

  static func run(
    _ folder: Folder, _ inputs: [String], jobs: Int = 2, _ change: (inout RecordPipeline.Settings) -> Void = { _ in }
  ) throws -> (end: RecordPipeline.End, statistics: Statistics, problems: [PipelineProblem]) {
    var settings = RecordPipeline.Settings()
    settings.inputs = inputs.map { .file($0) }
    settings.output = .file(folder.path("out"))
    settings.jobs = jobs
    change(&settings)
    let problems = Mutex<[PipelineProblem]>([])
    let (end, statistics) = try RecordPipeline(settings).run(
      stages: StageSource(UpperCase())
    ) { problem in problems.withLock { $0.append(problem) } }
    return (end, statistics, problems.withLock { $0 })
  }

  static let lines: [String] = {
    var random = SplitMix64(seed: 3)
    return (0..<5000).map { "line \($0) " + String(repeating: "x", count: random.below(120)) }
  }()
  static let text = lines.joined(separator: "\n") + "\n"

  @Test(arguments: [1, 2, 4], [1, 7, 256, 1024])
  func theOutputIsTheSameForAnyJobsAndBatchSize(_ jobs: Int, _ rowLimit: Int) throws {
    let folder = try Folder()
    let input = try folder.write(Array(Self.text.utf8), to: "in")
    let run = try Self.run(folder, [input], jobs: jobs) { $0.rowLimit = rowLimit }
    let isSame = try folder.read("out") == Self.text.uppercased()
    #expect(isSame)
    #expect(run.statistics.tally.recordsIn == 5000 && run.statistics.tally.recordsOut == 5000)
    #expect(run.statistics.tally.bytesIn == Self.text.utf8.count)
    #expect(run.statistics.tally.bytesOut == Self.text.utf8.count)
    #expect(run.statistics.queueDepth == 0)
    #expect(run.statistics.batchRows.counts.reduce(0, +) >= 5000 / rowLimit)
  }

  @Test(.timeLimit(.minutes(1)))
  func linesThatCameWhileEveryWorkerWasBusyAreNotKeptOnceOneIsIdle() throws {
    let folder = try Folder()
    let fifo = folder.path("fifo")
    try #require(mkfifo(fifo, 0o600) == 0)
    let file = FileDescriptor(number: open(fifo, O_RDWR))
    var settings = RecordPipeline.Settings()
    (settings.inputs, settings.output) = ([.file(fifo)], .file(folder.path("out")))
    let (stage, pipeline) = (Gated(), RecordPipeline(settings))
    let thread = try WorkerThread { _ = try? pipeline.run(stages: StageSource(stage)) { _ in } }
    // More than Intake processes itself.
    let group = String(repeating: "line\n", count: 10)
    try Array(group.utf8).withUnsafeBytes { try file.write($0) }
    while !stage.gate.isReached.load(ordering: .acquiring) { sched_yield() }
    try Array(group.utf8).withUnsafeBytes { try file.write($0) }
    var unread: Int32 = 1
    while unread > 0 && ioctl(file.number, UInt(FIONREAD), &unread) == 0 { sched_yield() }
    stage.gate.isOpen.store(true, ordering: .releasing)
    while try folder.read("out") != group + group { sched_yield() }
    try file.close()
    thread.join()
  }

  @Test(arguments: [1, 100, 100_000])
  func theOutputIsTheSameHoweverTheInputArrives(_ size: Int) throws {
    let folder = try Folder()
    let text = size == 1 ? String(Self.text.prefix(20_000)) : Self.text
    let fifo = folder.path("fifo")
    try #require(mkfifo(fifo, 0o600) == 0)
    let writer = Thread {
      guard let file = try? FileDescriptor.open(forAppending: fifo) else { return }
      Array(text.utf8).withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: size) {
          try? file.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + size, bytes.count)]))
        }
      }
      try? file.close()
    }
    writer.start()
    _ = try Self.run(folder, [fifo])
    let expected = text.uppercased() + (text.hasSuffix("\n") ? "" : "\n")
    let isSame = try folder.read("out") == expected
    #expect(isSame)
  }

  @Test func gzipInAndOutAreTheSameRecords() throws {
    let folder = try Folder()
    let input = try folder.write(try GzipTests.gzip(Self.text), to: "in.gz")
    let run = try Self.run(folder, [input]) { $0.isGzip = true }
    let compressed = try Data(contentsOf: URL(fileURLWithPath: folder.path("out")))
    let decoded = try GzipTests.run("gzip -dc", Array(compressed))
    #expect(decoded.status == 0)
    let isSame = decoded.out == Array(Self.text.uppercased().utf8)
    #expect(isSame)
    #expect(run.statistics.tally.bytesOut == Self.text.utf8.count)
    #expect(compressed.count < Self.text.utf8.count)
  }

  @Test func gzipOfNothingIsAMember() throws {
    let folder = try Folder()
    _ = try Self.run(folder, [try folder.write([], to: "in")]) { $0.isGzip = true }
    let decoded = try GzipTests.run("gzip -dc", Array(Data(contentsOf: URL(fileURLWithPath: folder.path("out")))))
    #expect(decoded.status == 0 && decoded.out.isEmpty)
  }

  @Test func aLineOverTheLimitPassesThrough() throws {
    let folder = try Folder()
    let long = String(repeating: "long ", count: 200_000)
    let input = try folder.write(Array("a\n\(long)\nb\n\(long)".utf8), to: "in")
    let run = try Self.run(folder, [input]) { $0.recordLimit = 1000 }
    let isSame = try folder.read("out") == "A\n\(long)\nB\n\(long)\n".uppercased()
    #expect(isSame)
    #expect(run.statistics.tally.oversized == 2 && run.statistics.tally.tagged == 2)
  }

  @Test(arguments: [1, 2, 1024])
  func whatComesBeforeTheLineThatEndsItAllIsWritten(_ rowLimit: Int) throws {
    let folder = try Folder()
    let first = try folder.write(Array("a\nb\n".utf8), to: "first")
    let second = try folder.write(Array("c\n\(String(repeating: "d", count: 3000))\nstop\ne\n".utf8), to: "second")
    let run = try Self.run(folder, [first, second]) {
      $0.rowLimit = rowLimit
      $0.recordLimit = 1000
    }
    guard case .gaveUp(let place, let reason) = run.end else {
      Issue.record("\(run.end)")
      return
    }
    #expect(place == LinePlace(input: second, line: 3) && reason == "it says stop")
    #expect(try folder.read("out") == "A\nB\nC\n\(String(repeating: "D", count: 3000))\n")
    #expect(run.statistics.tally.recordsIn == 5 && run.statistics.tally.rejected == 1)
    #expect(run.statistics.tally.bytesIn == "a\nb\nc\n".utf8.count + 3001 + "stop\n".utf8.count)
  }

  @Test func rejectsAreWrittenInOrderBesideTheOutput() throws {
    let folder = try Folder()
    let input = try folder.write(Array("a\nbad \"1\"\nb\nbad 2".utf8), to: "in")
    _ = try Self.run(folder, [input]) {
      $0.rejects = folder.path("rejects")
      $0.rowLimit = 1
    }
    #expect(try folder.read("out") == "A\nBAD \"1\"\nB\nBAD 2\n")
    #expect(
      try folder.read("rejects")
        == "{\"reason\":\"bad\",\"record\":\"bad \\\"1\\\"\"}\n{\"reason\":\"bad\",\"record\":\"bad 2\"}\n")
  }

  @Test func inputsThatFailCostNothingButThemselves() throws {
    let folder = try Folder()
    let first = try folder.write(Array("a".utf8), to: "first")
    let torn = try folder.write(try GzipTests.gzip(Self.text).dropLast(9), to: "torn.gz")
    let garbage = try folder.write(try GzipTests.gzip("g") + Array("?".utf8), to: "garbage.gz")
    let last = try folder.write(Array("z\n".utf8), to: "last")
    let run = try Self.run(folder, [first, folder.path("none"), folder.url.path, torn, garbage, last])
    #expect(
      run.problems == [
        .cannotOpen(folder.path("none"), SystemError(ENOENT)), .readFailed(folder.url.path, SystemError(EISDIR)),
        .corruptGzip(torn, "unexpected end of file"), .trailingGarbage(garbage),
      ])
    let out = try folder.read("out")
    #expect(out.hasPrefix("A\nLINE 0 ") && out.hasSuffix("\nG\nZ\n"))
  }

  @Test func theOutputsNameFollowsTheTime() throws {
    let folder = try Folder()
    let template = folder.path("out-%Y-%%.ndjson")
    _ = try Self.run(folder, [try folder.write(Array("a\n".utf8), to: "in")]) { $0.output = .file(template) }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let year = calendar.component(.year, from: Date())
    #expect(try folder.read("out-\(year)-%.ndjson") == "A\n")
  }

  @Test func aFullDiskIsAnErrorAndCountsNothing() throws {
    let folder = try Folder()
    let input = try folder.write(Array(Self.text.utf8), to: "in")
    let run = try Self.run(folder, [input]) { $0.output = .file("/dev/full") }
    guard case .writeFailed(let name, let error) = run.end else {
      Issue.record("\(run.end)")
      return
    }
    #expect(name == "/dev/full" && error == SystemError(ENOSPC))
    #expect(run.statistics.tally.recordsIn == 0)
  }
}
