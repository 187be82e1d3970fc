import Foundation
import Testing

/// The unit files, by systemd's own judgement.
@Suite(.enabled(if: FaultTests.isInstalled("systemd-analyze"), "systemd-analyze is not installed"))
struct SystemdUnitTests {
  private static func analyze(_ arguments: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/systemd-analyze")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// The units with the program where it is built instead of where it would be installed.
  private static func units(in folder: TemporaryDirectory) throws -> [String] {
    try ["emotag.service", "emotag.socket"].map { name in
      let unit = try String(contentsOf: Emotag.root.appendingPathComponent("systemd/\(name)"), encoding: .utf8)
      return try folder.write(unit.replacing("/usr/bin/emotag", with: Emotag.program.path), to: name)
    }
  }

  @Test func thereIsNothingToSayAgainstThem() throws {
    let folder = try TemporaryDirectory()
    let (status, text) = try Self.analyze(["verify", "--man=no"] + Self.units(in: folder))
    #expect(status == 0 && text == "")
  }

  /// The unit leaves metrics a place, which other users may look into.
  @Test func theMetricsOfTheExampleAreWhereTheUnitLetsThemBe() throws {
    let unit = try String(contentsOf: Emotag.root.appendingPathComponent("systemd/emotag.service"), encoding: .utf8)
    let example = try String(contentsOf: Emotag.root.appendingPathComponent("systemd/emotag.default"), encoding: .utf8)
    let path = try #require(example.firstMatch(of: /--metrics \/run\/([^\/]+)\/[^\/\s]+/)?.1)
    #expect(unit.contains("\nRuntimeDirectory=\(path)\nRuntimeDirectoryMode=0755\n"))
  }

  @Test func theServiceIsExposedAtMostBySixTenths() throws {
    let folder = try TemporaryDirectory()
    let (status, text) = try Self.analyze(
      ["security", "--offline=true", "--no-pager", "--threshold=6", try Self.units(in: folder)[0]])
    #expect(status == 0, "\(text)")
  }
}
