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
      #expect(
        run.problems == [.tornEnd(folder.path("out"), byteCount: count - 3 * size, movedTo: folder.path("out.torn"))])
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

  @Test func aTornMemberIsKeptBesideItsFileWhereThereAreNoRejects() throws {
    let folder = try PipelineTests.Folder()
    let members = try Self.members(folder)
    let size = members.count / 4
    _ = try folder.write(Array(members.dropLast(3)), to: "out")
    let run = try PipelineTests.run(folder, [try folder.write(Array("next\n".utf8), to: "next")]) { $0.isGzip = true }
    #expect(run.problems == [.tornEnd(folder.path("out"), byteCount: size - 3, movedTo: folder.path("out.torn"))])
    let torn = try Array(Data(contentsOf: URL(filePath: folder.path("out.torn"))))
    #expect(torn == Array(members.suffix(size).dropLast(3)))
  }

  @Test func wholeMembersOfAnotherProgramAreFollowed() throws {
    let folder = try PipelineTests.Folder()
    let own = try Self.members(folder)
    let other = try GzipTests.gzip(String(repeating: "a line of another program\n", count: 10_000))
    let empty = try GzipTests.gzip("")
    for before in [other, other + other, own + other, other + own, other + empty, own + empty] {
      _ = try folder.write(before, to: "out")
      let run = try Self.append(try folder.write(Array("next\n".utf8), to: "next"), to: folder)
      #expect(run.problems.isEmpty)
      #expect(try Array(Data(contentsOf: URL(filePath: folder.path("out")))).starts(with: before))
      #expect(try Self.plain(folder).hasSuffix("\nNEXT\n"))
    }
  }

  @Test func whatNoReaderWouldGetPastIsRefusedAndStays() throws {
    let folder = try PipelineTests.Folder()
    let own = try Self.members(folder)
    let other = try GzipTests.gzip("a\n")
    let cases: [([UInt8], FileEnd.Refusal)] = [
      (Array("{}\n".utf8), .isNotGzip), ([0x1F], .isTorn), (other.dropLast(3), .isTorn),
      (own + other.dropLast(1), .isTorn), (Array(other.prefix(12)), .isTorn),
      (own + Array("no gzip".utf8), .hasGarbage), (own + [0, 0, 0], .hasGarbage), (own.dropLast(3) + own, .hasGarbage),
    ]
    for (before, refusal) in cases {
      _ = try folder.write(Array(before), to: "out")
      let run = try Self.append(try folder.write(Array("next\n".utf8), to: "next"), to: folder)
      guard case .refused(folder.path("out"), refusal.rawValue) = run.end else {
        Issue.record("\(run.end) where \(refusal) is right")
        continue
      }
      #expect(try Array(Data(contentsOf: URL(filePath: folder.path("out")))) == Array(before))
    }
  }

  @Test func linesAreNotAppendedToGzip() throws {
    let folder = try PipelineTests.Folder()
    let before = try GzipTests.gzip("a\n")
    _ = try folder.write(before, to: "out")
    let run = try PipelineTests.run(folder, [try folder.write(Array("next\n".utf8), to: "next")])
    guard case .refused(folder.path("out"), FileEnd.Refusal.isGzip.rawValue) = run.end else {
      Issue.record("\(run.end)")
      return
    }
    #expect(try Array(Data(contentsOf: URL(filePath: folder.path("out")))) == before)
  }
}
