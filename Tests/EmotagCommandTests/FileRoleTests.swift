import Foundation
import Testing

/// One file under two options, or as an input and an output.
struct FileRoleTests {
  private static let records = "{\"id\":1}\n{\"id\":2}\n"

  static let conflicts: [[String]] = [
    ["--report", "a", "a"], ["--metrics", "a", "a"], ["--rejects", "a", "a"], ["--rejects", "a", "-o", "a"],
    ["--report", "a", "-o", "a"], ["--metrics", "a", "-o", "a"], ["--metrics", "a", "--report", "a"],
    ["--rejects", "a", "--report", "a"], ["--report", "link", "a"], ["--report", "hard", "a"],
    ["--report", "./a", "a"],
    ["-o", "link", "--report", "hard"], ["-m", "a", "-o", "a"], ["-m", "a", "--report", "link"],
    ["-o", "d/%Y//o", "--rejects", "d/%Y/o"], ["-o", "%Y/../new", "--report", "new"],
    ["--report", "new", "--metrics", "./new"], ["-o", "new", "--rejects", "new"],
  ]

  @Test(arguments: conflicts)
  func isRefusedBeforeAnythingIsWritten(_ options: [String]) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(Self.records, to: "a")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "a")
    try FileManager.default.linkItem(atPath: file, toPath: folder.path("hard"))
    let script = "cd \(folder.url.path) && \(Emotag.program.path) \(options.joined(separator: " ")) < /dev/null 2> err"
    #expect(try FaultTests.shell(script) == 64)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.records)
    #expect(try String(contentsOfFile: folder.path("err"), encoding: .utf8).contains(": it is also "))
    #expect(!FileManager.default.fileExists(atPath: folder.path("new")))
    let check =
      "cd \(folder.url.path) && \(Emotag.program.path) check \(options.filter { $0 != "a" }.joined(separator: " "))"
    if !options.contains("a") { #expect(try FaultTests.shell("\(check) 2> err") == 64) }
  }

  @Test func standardInputAndOutputCountToo() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(Self.records, to: "a")
    #expect(try FaultTests.shell("\(Emotag.program.path) --report \(file) < \(file) 2> /dev/null") == 64)
    #expect(try FaultTests.shell("\(Emotag.program.path) --report \(file) >> \(file) < /dev/null 2> /dev/null") == 64)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.records)
  }

  @Test func aModelDoesNotReplaceTheDataThatItIsFittedOn() throws {
    let folder = try TemporaryDirectory()
    let data = try folder.write("thank you\tgratitude\n", to: "data.tsv")
    for arguments in ["train --data \(data) -o \(data)", "train --data - -o \(data) < \(data)"] {
      #expect(try FaultTests.shell("\(Emotag.program.path) \(arguments) 2> /dev/null") == 64)
    }
    #expect(try String(contentsOfFile: data, encoding: .utf8) == "thank you\tgratitude\n")
  }

  @Test func anInputThatTheShellHasEmptiedIsSaidToBeTheOutput() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(Self.records, to: "a")
    #expect(try FaultTests.shell("\(Emotag.program.path) \(file) > \(file) 2> /dev/null") == 66)
  }

  @Test func aDeviceMayHaveAnyNumberOfRoles() throws {
    let options = ["-o", "/dev/null", "--rejects", "/dev/null", "--report", "/dev/null", "--metrics", "/dev/null"]
    #expect(try Emotag.run(options + ["/dev/null"]).status == 0)
  }
}
