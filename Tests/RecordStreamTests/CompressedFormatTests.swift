import Foundation
import Testing

@testable import RecordStream

/// Compressed files, made by the programs themselves.
@Suite(.enabled(if: CompressionPrograms.areInstalled, "bzip2, xz, zstd, lz4, zip, lzip or compress is not installed"))
struct CompressedFormatTests {
  static let commands: [(String, CompressedFormat)] = [
    ("bzip2 -c", .bzip2), ("xz -c", .xz), ("xz -c --format=lzma", .lzma), ("zstd -qc", .zstd), ("lz4 -qc", .lz4),
    ("zip -q - -", .zip), ("lzip -c", .lzip), ("compress -cf", .compress),
  ]

  @Test(arguments: commands.map(\.0))
  func aFormatIsToldByHowItsProgramWrites(_ command: String) throws {
    let format = try #require(Self.commands.first { $0.0 == command }?.1)
    for text in ["", "{}\n", String(repeating: "{\"text\":\"x\"}\n", count: 10_000)] {
      // lz4 and zip have nothing to say of nothing.
      let bytes = try GzipTests.run(command, Array(text.utf8)).out
      if text.isEmpty && bytes.count < 20 { continue }
      #expect(CompressedFormat.verdict(of: bytes[...]) == .compressed(format))
    }
  }

  @Test(arguments: [
    "{", "[", "\"", "BZh", "BZhello, I am a text", "7z is a program", "PK fire", "(a remark)", "LZIP is old", "]\n",
    "\n", " ", "data: 1", "\u{FEFF}{}",
  ])
  func aTextIsNotCompressed(_ text: String) {
    let more = text + String(repeating: "x", count: 20)
    #expect(CompressedFormat.verdict(of: Array(more.utf8)[...]) == .other)
  }

  @Test(arguments: [1, 3, 1000])
  func anInputThatIsCompressedInAnotherWayIsNamed(_ size: Int) throws {
    for (command, format) in Self.commands {
      let bytes = try GzipTests.run(command, Array("{}\n".utf8)).out
      let read = try InputFixture.withChunks(bytes, size: size) { try ReadLines($0, rowLimit: 10) }
      #expect(read.failure == .compressed(format), "\(command)")
      #expect(read.lines.isEmpty)
    }
  }
}

/// The programs that make compressed files.
enum CompressionPrograms {
  static let areInstalled = ["bzip2", "xz", "zstd", "lz4", "zip", "lzip", "compress"].allSatisfy { program in
    ["/usr/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }
}
