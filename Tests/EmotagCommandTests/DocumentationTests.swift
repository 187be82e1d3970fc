import Foundation
import Testing

@testable import EmotagCommand

struct DocumentationTests {
  @Test(arguments: [
    ["--help"], ["help"], ["-h"], ["help", "serve"], ["help", "help"], ["help", "version"], ["--version"], ["version"],
  ])
  func whatIsAskedForGoesToStandardOutput(_ arguments: [String]) throws {
    let run = try Emotag.run(arguments)
    #expect(run.status == 0)
    #expect(run.err == "")
    #expect(!run.out.isEmpty)
  }

  @Test func theHelpOfEachCommandHasItsUsageItsExamplesAndItsOwnOptions() throws {
    let own: [(Command, [String], others: [String])] = [
      (.filter, FilterSettings.options.map(\.synopsis), ServeSettings.ownOptions.map(\.synopsis)),
      (.serve, ServeSettings.ownOptions.map(\.synopsis), ["--seed"]),
      (.train, TrainSettings.options.map(\.synopsis), ["--listen"]),
      (.evaluate, EvaluateSettings.options.map(\.synopsis), ["--listen"]),
      (.importing, ImportSettings.options.map(\.synopsis), ["--seed"]), (.inspect, [], ["--"]),
      (.check, [], ["--seed"]),
    ]
    for (command, synopses, others) in own {
      let help = try Emotag.run((command.name.isEmpty ? [] : [command.name]) + ["--help"]).text
      #expect(help.contains("emotag \(command.usage)\n") || help.contains("emotag \(command.usage) "))
      for line in command.examples + synopses { #expect(help.contains(line)) }
      for other in others { #expect(!help.contains(other + " ")) }
      #expect(command.examples.count == 2)
      if !command.name.isEmpty { #expect(try Emotag.run(["help", command.name]).text == help) }
    }
  }

  @Test func theHelpOfAServiceFitsOnAScreen() throws {
    for name in ["serve", "evaluate", "import", "inspect", "check"] {
      let lines = try Emotag.run([name, "--help"]).text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 40, "\(name)")
    }
  }

  /// Every example is understood: what is wrong with it is that its files are not there.
  @Test func everyExampleIsACommandLineThatIsTaken() throws {
    let folder = try TemporaryDirectory()
    for example in Command.all.flatMap(\.examples) {
      let words =
        example.split(separator: "|").last?.split(separator: ">").first?.split(separator: " ").map(String.init) ?? []
      try #require(words.first == "emotag")
      if words.dropFirst().first == "serve" { continue }
      let arguments = words.dropFirst().map { $0.contains(".") && !$0.hasPrefix("-") ? folder.path($0) : $0 }
      let run = try Emotag.run(Array(arguments), input: "{}\n")
      #expect([0, 66, 78].contains(run.status), "\(example): \(run.err)")
    }
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
}
