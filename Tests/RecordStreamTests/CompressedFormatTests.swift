import Foundation
import Testing

@testable import RecordStream

/// Compressed files, made by the programs themselves.
struct CompressedFormatTests {
  static let commands: [(String, CompressedFormat)] = [
    ("bzip2 -c", .bzip2), ("xz -c", .xz), ("xz -c --format=lzma", .lzma), ("zstd -qc", .zstd), ("lz4 -qc", .lz4),
    ("zip -q - -", .zip), ("lzip -c", .lzip), ("compress -cf", .compress),
  ]

  static func isInstalled(_ command: String) -> Bool {
    let program = command.prefix { $0 != " " }
    return FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)")
      || FileManager.default.isExecutableFile(atPath: "/bin/\(program)")
  }

  @Test(arguments: commands.filter { isInstalled($0.0) }.map(\.0))
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
}
