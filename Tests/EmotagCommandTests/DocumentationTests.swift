import Foundation
import Testing

@testable import EmotagCommand

struct DocumentationTests {
  @Test(arguments: ["--help", "--version"])
  func whatIsAskedForGoesToStandardOutput(_ option: String) throws {
    let run = try Emotag.run([option])
    #expect(run.status == 0)
    #expect(run.err == "")
    #expect(!run.out.isEmpty)
  }

  @Test func everyOptionIsInTheHelp() throws {
    let help = try Emotag.run(["--help"]).text
    for synopsis in Self.synopses { #expect(help.contains(synopsis)) }
  }

  @Test func everyOptionIsOneRowInTheReadme() throws {
    let readme = try String(contentsOf: Emotag.root.appendingPathComponent("README.md"), encoding: .utf8)
    for row in Help.markdownRows { #expect(readme.contains(row + "\n"), "missing in README.md: \(row)") }
  }

  @Test func noTwoOptionsOfACommandShareAName() {
    #expect(Set(FilterSettings.options.map(\.long)).count == FilterSettings.options.count)
    #expect(Set(TrainSettings.options.map(\.long)).count == TrainSettings.options.count)
    let short = FilterSettings.options.compactMap(\.short)
    #expect(Set(short).count == short.count)
  }

  private static var synopses: [String] {
    FilterSettings.options.map(\.synopsis) + TrainSettings.options.map(\.synopsis)
      + EvaluateSettings.options.map(\.synopsis)
  }
}
