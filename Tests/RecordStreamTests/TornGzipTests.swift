import Foundation
import Testing

@testable import RecordStream

/// A gzip output that an earlier process left torn, read by gzip(1) in the end.
struct TornGzipTests {
  /// Four members of two lines each.
  private static func members(_ folder: PipelineTests.Folder) throws -> [UInt8] {
    let input = try folder.write(Array((1...8).map { "line \($0)\n" }.joined().utf8), to: "in")
    let run = try append(input, to: folder)
    #expect(run.problems.isEmpty)
    return try Array(Data(contentsOf: URL(filePath: folder.path("out"))))
  }

  private static func append(
    _ input: String, to folder: PipelineTests.Folder
  ) throws -> (end: RecordPipeline.End, statistics: Statistics, problems: [PipelineProblem]) {
    try PipelineTests.run(folder, [input]) {
      $0.isGzip = true
      $0.rowLimit = 2
      $0.rejects = folder.path("rejects")
    }
  }

  private static func plain(_ folder: PipelineTests.Folder) throws -> String {
    let (out, status) = try GzipTests.run("gzip -dc", Array(Data(contentsOf: URL(filePath: folder.path("out")))))
    #expect(status == 0)
    return String(decoding: out, as: UTF8.self)
  }

  @Test func aTornMemberIsCutOffWhereverItIsTorn() throws {
    let folder = try PipelineTests.Folder()
    let members = try Self.members(folder)
    let size = members.count / 4
    let next = try folder.write(Array("next\n".utf8), to: "next")
    for count in (3 * size + 1)..<members.count {
      _ = try folder.write(Array(members[..<count]), to: "out")
      let run = try Self.append(next, to: folder)
      #expect(run.problems == [.tornEnd(folder.path("out"), byteCount: count - 3 * size)])
      #expect(
        try Self.plain(folder) == (1...6).map { "LINE \($0)\n" }.joined() + "NEXT\n", "\(count) of \(members.count)")
    }
    // Of the last cuts everything but checksum and length is there.
    #expect(try folder.read("rejects").contains(#""record":"LINE 7\u000aLINE 8\u000a"}"#))
  }

  @Test func whatIsWholeIsAppendedTo() throws {
    let folder = try PipelineTests.Folder()
    let members = try Self.members(folder)
    let run = try Self.append(try folder.write(Array("next\n".utf8), to: "next"), to: folder)
    #expect(run.problems.isEmpty)
    let all = try Array(Data(contentsOf: URL(filePath: folder.path("out"))))
    #expect(all.starts(with: members) && all.count > members.count)
    #expect(try Self.plain(folder) == (1...8).map { "LINE \($0)\n" }.joined() + "NEXT\n")
  }

  @Test func whatAnotherProgramWroteStaysAsItIs() throws {
    let folder = try PipelineTests.Folder()
    let own = try Self.members(folder)
    let next = try folder.write(Array("next\n".utf8), to: "next")
    for before in [
      try GzipTests.gzip("a\n").dropLast(3), own + Array("no gzip".utf8), own + (try GzipTests.gzip("a\n")),
    ] {
      _ = try folder.write(Array(before), to: "out")
      let run = try Self.append(next, to: folder)
      #expect(run.problems.isEmpty)
      #expect(try Array(Data(contentsOf: URL(filePath: folder.path("out")))).starts(with: before))
    }
  }
}
