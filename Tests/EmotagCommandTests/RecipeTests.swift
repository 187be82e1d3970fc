import Foundation
import Testing

/// The recipes of README.md, run as they stand there.
@Suite(.enabled(if: FaultTests.isInstalled("jq"), "jq is not installed"))
struct RecipeTests {
  private static func recipes() throws -> [String] {
    let readme = try String(contentsOf: Emotag.root.appendingPathComponent("README.md"), encoding: .utf8)
    return readme.components(separatedBy: "```sh\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  private static func run(_ recipe: String, in folder: TemporaryDirectory) throws -> String {
    let emotag = Emotag.program.deletingLastPathComponent().path
    let script = "cd \(folder.url.path) && PATH=\(emotag):$PATH && (\(recipe)) > out"
    #expect(try FaultTests.shell(script) == 0)
    return try String(contentsOfFile: folder.path("out"), encoding: .utf8)
  }

  @Test func arraysAndPlainTextBecomeTaggedRecords() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("[{\"text\":\"thank you\"},\n {\"text\":\"thanks\"}]\n", to: "array.json")
    _ = try folder.write("thank you\nthanks\n", to: "notes.txt")
    for recipe in try Self.recipes().prefix(2) {
      let lines = try Self.run(recipe, in: folder).split(separator: "\n")
      #expect(lines.count == 2 && lines.allSatisfy { $0.hasSuffix(",\"emotions\":[\"gratitude\"]}") })
    }
  }

  @Test func everyTagIsCountedOnceByTheHourAndByTheUser() throws {
    let folder = try TemporaryDirectory()
    let chat = SamplesTests.folder.appendingPathComponent("chat.ndjson").path
    try FileManager.default.copyItem(atPath: chat, toPath: folder.path("chat.ndjson"))
    let tagged = try String(
      contentsOf: SamplesTests.folder.appendingPathComponent("chat.expected.ndjson"), encoding: .utf8)
    let tags = try tagged.split(separator: "\n").reduce(0) { sum, line in
      let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return sum + ((record?["emotions"] as? [String])?.count ?? 0)
    }
    let recipes = try Self.recipes()
    try #require(recipes.count == 4)
    for (recipe, first) in zip(recipes.suffix(2), ["2026-11-24T08 ", "mara "]) {
      let lines = try Self.run(recipe, in: folder).split(separator: "\n")
      let counts = lines.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
      #expect(counts.count == lines.count && counts.reduce(0, +) == tags)
      #expect(lines.contains { $0.contains(" \(first)") })
    }
  }

  @Test func theLabelsOfTheModelAreListed() throws {
    let readme = try String(contentsOf: Emotag.root.appendingPathComponent("README.md"), encoding: .utf8)
    let labels = try Emotag.run(["inspect"]).text.matches(of: /\nthreshold (\w+)/).map { String($0.1) }
    try #require(labels.count == 28)
    let list = labels.dropLast().joined(separator: ", ") + " and " + labels[27]
    #expect(readme.replacing("\n", with: " ").contains(list))
  }
}
