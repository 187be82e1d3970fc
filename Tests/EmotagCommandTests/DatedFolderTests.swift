import Foundation
import Testing

/// Outputs in folders that the time names.
struct DatedFolderTests {
  private static let record = "{\"id\":1}\n"

  @Test func foldersThatTheTimeNamesAreMade() throws {
    let folder = try TemporaryDirectory()
    let script =
      "umask 027 && cd \(folder.url.path) && echo '{}' | \(Emotag.program.path) -o '%Y/%m-%d/out' 2> /dev/null"
    #expect(try FaultTests.shell(script) == 0)
    let calendar = Calendar(identifier: .gregorian)
    let year = folder.path("\(calendar.dateComponents(in: .gmt, from: Date()).year ?? 0)")
    let mode = try FileManager.default.attributesOfItem(atPath: year)[.posixPermissions] as? Int
    #expect(mode == 0o750)
    let day = try #require(try FileManager.default.contentsOfDirectory(atPath: year).first)
    #expect(try String(contentsOfFile: "\(year)/\(day)/out", encoding: .utf8) == "{}\n")
  }

  @Test(arguments: ["none/out", "none/%Y/out", "none/out-%Y"])
  func otherFoldersAreNot(_ name: String) throws {
    let folder = try TemporaryDirectory()
    let run = try Emotag.run(["-o", folder.path(name)], input: Self.record)
    #expect(run.status == 73 && run.err.contains("cannot be opened: No such file or directory\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  /// Files that stand where folders should be keep the new ones from being made; the service of a night goes on.
  @Test func theOldFileStaysUntilTheNewOneCanBeOpened() throws {
    let folder = try TemporaryDirectory()
    let emotag = try RunningEmotag(["-o", folder.path("%S/out")])
    func folders() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter {
        FileManager.default.fileExists(atPath: folder.path("\($0)/out"))
      }
    }
    try emotag.write(Self.record)
    try #require(try eventually { try !folders().isEmpty })
    for second in 0..<60 {
      let name = second < 10 ? "0\(second)" : "\(second)"
      if !FileManager.default.fileExists(atPath: folder.path(name)) { _ = try folder.write("", to: name) }
    }
    let before = try folders()
    // Long enough for two other seconds to come.
    var sent = 1
    let start = Date()
    _ = try eventually {
      try emotag.write(Self.record)
      sent += 1
      return Date().timeIntervalSince(start) > 2.5
    }
    #expect(try folders() == before)
    emotag.send(SIGHUP)
    for second in 0..<60 {
      let path = folder.path(second < 10 ? "0\(second)" : "\(second)")
      if !FileManager.default.fileExists(atPath: "\(path)/out") { try FileManager.default.removeItem(atPath: path) }
    }
    _ = try eventually {
      try emotag.write(Self.record)
      sent += 1
      return try folders().count > before.count
    }
    try emotag.closeInput()
    let (status, err) = try emotag.end()
    #expect(status == 0)
    let messages = err.split(separator: "\n").filter {
      $0.contains("cannot be opened; the old file stays: Not a directory")
    }
    // Once for each name, and once more for the one of the moment of the signal.
    #expect(!messages.isEmpty && messages.count <= Set(messages).count + 1)
    let written = try folders().reduce(0) { sum, name in
      sum + (try String(contentsOfFile: folder.path("\(name)/out"), encoding: .utf8)).split(separator: "\n").count
    }
    #expect(written == sent)
  }
}
