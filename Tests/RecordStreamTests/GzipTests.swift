import Foundation
import Testing

@testable import RecordStream

/// Decoding beside gzip(1), which made the bytes or judged them.
struct GzipTests {
  static let plain = (0..<3000).map { "record \($0) \($0 * $0)\n" }.joined()

  /// What a command gives on stdout for `input`, and its exit status.
  static func run(_ command: String, _ input: [UInt8]) throws -> (out: [UInt8], status: Int32) {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(input).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardInput = try FileHandle(forReadingFrom: file)
    let out = Pipe()
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try out.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (Array(data), process.terminationStatus)
  }

  static func gzip(_ text: String) throws -> [UInt8] { try run("gzip -c", Array(text.utf8)).out }

  static func read(_ bytes: [UInt8], size: Int) throws -> ReadLines {
    try InputFixture.withChunks(bytes, size: size) { try ReadLines($0, rowLimit: 100) }
  }

  @Test(arguments: [1, 2, 7, 100_000])
  func allMembersAreRead(_ size: Int) throws {
    let members = try Self.gzip(Self.plain) + Self.gzip("") + Self.gzip("tail without") + Self.gzip(" newline\nlast")
    let read = try Self.read(members, size: size)
    #expect(read.failure == nil)
    #expect(read.texts.joined(separator: "\n") == Self.plain + "tail without newline\nlast")
  }

  @Test(arguments: [1, 100_000])
  func trailingZerosAreNoGarbage(_ size: Int) throws {
    let bytes = try Self.gzip("a\nb\n") + [0, 0, 0]
    #expect(try Self.run("gzip -dc", bytes).status == 0)
    let read = try Self.read(bytes, size: size)
    #expect(read.failure == nil)
    #expect(read.texts == ["a", "b"])
  }

  @Test(arguments: [[1], [0x1F], [0x1F, 0x8C], [0, 0x1F, 0x8B], Array("garbage".utf8)], [1, 100_000])
  func trailingGarbageIsToldAndTakesNothingAway(_ garbage: [UInt8], _ size: Int) throws {
    let read = try Self.read(try Self.gzip("a\nb") + garbage, size: size)
    #expect(read.failure == .gzip(.trailingGarbage))
    #expect(read.texts == ["a", "b"])
  }

  @Test(arguments: [1, 50, 5000])
  func aTruncatedMemberGivesTheWholeLinesBeforeItsEnd(_ missing: Int) throws {
    let bytes = try Self.gzip(Self.plain).dropLast(missing)
    #expect(try Self.run("gzip -dc", Array(bytes)).status == 1)
    let read = try Self.read(Array(bytes), size: 4096)
    #expect(read.failure == .gzip(.corrupt("unexpected end of file")))
    #expect(Self.plain.hasPrefix(read.texts.joined(separator: "\n")))
    #expect(Self.plain.split(separator: "\n").map(String.init).starts(with: read.texts))
  }

  @Test func aWrongChecksumIsAnErrorAfterTheLinesBeforeIt() throws {
    var bytes = try Self.gzip(Self.plain)
    bytes[bytes.count - 6] ^= 1
    #expect(try Self.run("gzip -dc", bytes).status == 1)
    let read = try Self.read(bytes, size: 4096)
    #expect(read.failure == .gzip(.corrupt("incorrect data check")))
    #expect(read.texts.count == 3000)
  }

  @Test func bytesThatOnlyBeginLikeGzipAreAnError() throws {
    let read = try Self.read([0x1F, 0x8B] + Array("plain text\n".utf8), size: 100)
    #expect(read.lines.isEmpty)
    #expect(read.failure != nil)
  }

  @Test func aLoneFirstMagicByteIsPlain() throws {
    #expect(try Self.read([0x1F], size: 1).lines == [[0x1F]])
    #expect(try Self.read([0x1F, 0x41, 0x0A], size: 1).lines == [[0x1F, 0x41]])
  }

  @Test func everyCallOfTheEncoderIsAMemberThatGzipReads() throws {
    var encoder = GzipEncoder()
    var file: [UInt8] = []
    for text in ["", "a\n", Self.plain] {
      var bytes = Array(text.utf8)
      encoder.encode(&bytes)
      #expect(try Self.run("gzip -dc", bytes).out == Array(text.utf8))
      file += bytes
    }
    #expect(try Self.run("gzip -dc", file).out == Array(("a\n" + Self.plain).utf8))
  }
}
