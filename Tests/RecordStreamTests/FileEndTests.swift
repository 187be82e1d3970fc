import Foundation
import Testing

@testable import RecordStream

/// What a file of lines that is there ends with, and what becomes of that.
struct FileEndTests {
  private static let name = Array(#""tags":"#.utf8)
  private static let own = #"{"text":"a","tags":["x"]}"# + "\n"

  private static func append(
    to folder: PipelineTests.Folder, _ before: String, _ change: (inout RecordPipeline.Settings) -> Void = { _ in }
  ) throws -> (out: String, problems: [PipelineProblem]) {
    _ = try folder.write(Array(before.utf8), to: "out")
    let run = try PipelineTests.run(folder, [try folder.write(Array("next\n".utf8), to: "next")]) {
      $0.addedMember = name
      change(&$0)
    }
    return (try folder.read("out"), run.problems)
  }

  @Test(arguments: [
    own + #"{"text":"b","ta"#, own + "{", own + #"{"text":"b","tags":["x"]"#, own + "{\"a\":1}\n{\"a\":-",
    #"{"text":"b","tags":["#, own + #"{"text":"\u00"#, own + "{\"text\":\"\u{e9}",
    own + " \t{ \"text\" : \"b",
  ])
  func theBeginningOfAnOwnRecordIsMovedAway(_ before: String) throws {
    let folder = try PipelineTests.Folder()
    let whole = before[..<(before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex)]
    let torn = before.dropFirst(whole.count)
    let (out, problems) = try Self.append(to: folder, before)
    #expect(out == whole + "NEXT\n")
    #expect(
      problems == [.tornEnd(folder.path("out"), byteCount: torn.utf8.count, movedTo: folder.path("out.torn"))])
    #expect(try folder.read("out.torn") == torn + "\n")
  }

  @Test func whatIsMovedAwayGoesToTheRejectsWhereThereAreAny() throws {
    let folder = try PipelineTests.Folder()
    let (out, problems) = try Self.append(to: folder, Self.own + #"{"text":"\u00"#) {
      $0.rejects = folder.path("rejects")
    }
    #expect(out == Self.own + "NEXT\n")
    #expect(problems == [.tornEnd(folder.path("out"), byteCount: 13, movedTo: "the rejects")])
    #expect(try folder.read("rejects").contains(#""record":"{\"text\":\"\\u00"}"#))
    #expect(!FileManager.default.fileExists(atPath: folder.path("out.torn")))
  }

  @Test(arguments: [
    "my notes", own + "my notes", "{\"a\":1}\n{\"app\":\"first half ", "{\"a\":\"b", own + "{]", own + "[{\"a\":",
    own + "{\"a\":1} x", "{\"x\":\"\\\"tags\\\":\"}\n{\"a\":", "text\n\u{0}\u{1}", own + "  ",
  ])
  func anythingElseStaysAndIsEndedByALineFeed(_ before: String) throws {
    let folder = try PipelineTests.Folder()
    let (out, problems) = try Self.append(to: folder, before)
    #expect(out == before + "\nNEXT\n")
    #expect(problems == [.unterminated(folder.path("out"))])
  }

  @Test(arguments: ["{\"a\":1}", own + "{\"a\":1}", own + "[1]\r", "x\n\"y\"", "7"])
  func aWholeRecordGetsTheLineFeedThatItLacks(_ before: String) throws {
    let folder = try PipelineTests.Folder()
    let (out, problems) = try Self.append(to: folder, before)
    #expect(out == before + "\nNEXT\n")
    #expect(problems.isEmpty)
  }

  @Test(arguments: ["", "\n", own, "x\n\n"])
  func aWholeEndIsFollowed(_ before: String) throws {
    let folder = try PipelineTests.Folder()
    let (out, problems) = try Self.append(to: folder, before)
    #expect(out == before + "NEXT\n")
    #expect(problems.isEmpty)
  }

  @Test func aRunThatWritesNothingLeavesTheFileAsItIs() throws {
    let folder = try PipelineTests.Folder()
    for options in [false, true] {
      let before = options ? Array(try GzipTests.gzip("a\n")) : Array((Self.own + "{\"text").utf8)
      _ = try folder.write(before, to: "out")
      let run = try PipelineTests.run(folder, [folder.path("none")]) {
        $0.addedMember = Self.name
        $0.isGzip = options
      }
      #expect(run.problems == [.cannotOpen(folder.path("none"), SystemError(ENOENT))])
      #expect(try Array(Data(contentsOf: URL(filePath: folder.path("out")))) == before)
    }
  }

  @Test(arguments: [
    ("{\"reason\":\"a\",\"record\":\"b\"}\n{\"rea", true), ("{\"reason\":\"a\",\"rec", true), ("{\"text\":\"a", false),
    ("notes", false),
  ])
  func aTornLineOfTheRejectsIsKnownByItsBeginning(_ before: String, _ isOwn: Bool) throws {
    let folder = try PipelineTests.Folder()
    _ = try folder.write(Array(before.utf8), to: "rejects")
    let run = try PipelineTests.run(folder, [try folder.write(Array("bad\n".utf8), to: "in")]) {
      $0.rejects = folder.path("rejects")
    }
    let rejects = try folder.read("rejects")
    if isOwn {
      let whole = before.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { "\($0)\n" }.joined()
      #expect(rejects == whole + "{\"reason\":\"bad\",\"record\":\"bad\"}\n")
      #expect(try whole + folder.read("rejects.torn") == before + "\n")
    } else {
      #expect(rejects == before + "\n{\"reason\":\"bad\",\"record\":\"bad\"}\n")
      #expect(run.problems == [.unterminated(folder.path("rejects"))])
    }
  }

  /// A cut anywhere leaves the whole lines, and what is cut off is somewhere.
  @Test func whereverAnOwnFileIsCutTheNextRunLosesNothing() throws {
    let folder = try PipelineTests.Folder()
    let whole = (0..<5).map { #"{"id":\#($0),"text":"\u00e9\\","tags":["x",-1.5e3]}"# + "\n" }.joined()
    for count in 0..<whole.utf8.count {
      let before = String(decoding: whole.utf8.prefix(count), as: UTF8.self)
      try? FileManager.default.removeItem(atPath: folder.path("out.torn"))
      let (out, _) = try Self.append(to: folder, before)
      let torn = (try? folder.read("out.torn")) ?? ""
      let isEverythingThere = out.hasSuffix("\nNEXT\n") || out == "NEXT\n"
      #expect(isEverythingThere, "\(count)")
      #expect(out.dropLast("NEXT\n".count) + torn == before + (before.isEmpty || before.last == "\n" ? "" : "\n"))
    }
  }
}
