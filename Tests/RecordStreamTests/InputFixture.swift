import Foundation
import Glibc
import Testing

@testable import RecordStream

/// What `LineReader` gave of an input: the rows of each batch, and what ended it early.
struct ReadLines {
  var batches: [[[UInt8]]] = []
  var kinds: [Batch.Row.Kind] = []
  var origins: [Batch.Origin] = []
  var bytesRead = 0
  var failure: LineReader.Failure?

  var lines: [[UInt8]] { batches.flatMap { $0 } }
  var texts: [String] { lines.map { String(decoding: $0, as: UTF8.self) } }

  init(_ file: FileDescriptor, rowLimit: Int, recordLimit: Int = 1 << 30) throws {
    let cutter = LineCutter(name: "test", source: 1, recordLimit: recordLimit, limits: .init(rows: rowLimit))
    var stream = LineReader(file, cutter: cutter)
    let batch = Batch()
    do throws(LineReader.Failure) {
      while true {
        if try stream.fill(batch) == .more {
          take(batch)
        } else if try Self.read(&stream) == 0 {
          break
        }
      }
      while try stream.finish(into: batch) == .more { take(batch) }
    } catch {
      failure = error
      stream.end(after: error, into: batch)
    }
    take(batch)
  }

  private static func read(_ stream: inout LineReader) throws(LineReader.Failure) -> Int {
    do { return try stream.read() ?? 0 } catch { throw .gzip(.corrupt("\(error)")) }
  }

  private mutating func take(_ batch: Batch) {
    guard !batch.rows.isEmpty else { return }
    batches.append(batch.rows.map { Array(batch.bytes[$0.range]) })
    kinds += batch.rows.map(\.kind)
    origins += batch.origins
    bytesRead += batch.input.bytesRead
    batch.removeAll()
  }
}

/// Ways for bytes to come in.
enum InputFixture {
  /// Gives a socket that keeps the bounds of every write, so that each read returns one chunk and no more.
  static func withChunks<Result>(
    _ bytes: [UInt8], size: Int, _ body: (FileDescriptor) throws -> Result
  ) throws -> Result {
    var ends: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
    return try withWriter(FileDescriptor(number: ends[1]), bytes, size: size, FileDescriptor(number: ends[0]), body)
  }

  static func withPipe<Result>(_ bytes: [UInt8], size: Int, _ body: (FileDescriptor) throws -> Result) throws -> Result
  {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    return try withWriter(FileDescriptor(number: ends[1]), bytes, size: size, FileDescriptor(number: ends[0]), body)
  }

  static func withFile<Result>(_ bytes: [UInt8], _ body: (FileDescriptor, URL) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let file = try FileDescriptor.open(forReading: url.path)
    defer { try? file.close() }
    return try body(file, url)
  }

  /// Writes in another thread while `body` reads, for what is written may be more than the kernel holds.
  private static func withWriter<Result>(
    _ writer: FileDescriptor, _ bytes: [UInt8], size: Int, _ reader: FileDescriptor,
    _ body: (FileDescriptor) throws -> Result
  ) throws -> Result {
    // A reader that fails closes its end first; that must end the test, not the process.
    signal(SIGPIPE, SIG_IGN)
    let thread = Thread {
      bytes.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: size) {
          try? writer.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + size, bytes.count)]))
        }
      }
      try? writer.close()
    }
    thread.start()
    defer { try? reader.close() }
    return try body(reader)
  }
}
