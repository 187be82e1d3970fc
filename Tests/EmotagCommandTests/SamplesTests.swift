import Foundation
import Testing

/// The samples are the demonstration and the golden files: `NAME.ndjson`, perhaps `NAME.options`, `NAME.expected.ndjson`.
struct SamplesTests {
  static let folder = Emotag.root.appendingPathComponent("samples")
  static let names = ["chat", "application", "journald", "sentences"]

  static func options(_ name: String) -> [String] {
    let text = try? String(contentsOf: folder.appendingPathComponent("\(name).options"), encoding: .utf8)
    return text?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
  }

  @Test(arguments: names)
  func theSampleIsTaggedAsExpected(_ name: String) throws {
    let file = Self.folder.appendingPathComponent("\(name).ndjson").path
    let run = try Emotag.run(Self.options(name) + [file])
    let expected = try String(
      contentsOf: Self.folder.appendingPathComponent("\(name).expected.ndjson"), encoding: .utf8)
    #expect(run.text == expected)
    #expect(run.err == "")
    #expect(run.status == 0)
  }

  @Test(arguments: names)
  func theSampleFromStandardInputInSmallBatchesIsTheSame(_ name: String) throws {
    let input = try Data(contentsOf: Self.folder.appendingPathComponent("\(name).ndjson"))
    let whole = try Emotag.run(Self.options(name), input: input)
    let single = try Emotag.run(Self.options(name) + ["--batch", "1"], input: input)
    #expect(whole.out == single.out)
  }

  @Test(arguments: names)
  func taggingTwiceEqualsTaggingOnce(_ name: String) throws {
    let input = try Data(contentsOf: Self.folder.appendingPathComponent("\(name).ndjson"))
    let once = try Emotag.run(Self.options(name), input: input)
    let twice = try Emotag.run(Self.options(name), input: once.out)
    #expect(once.out == twice.out)
  }
}
