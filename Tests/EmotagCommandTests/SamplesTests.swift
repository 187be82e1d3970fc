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
    #expect(run.err == (name == "application" ? Self.brokenLine(of: file) : ""))
    #expect(run.status == 0)
  }

  /// One record of the sample was cut off by what shipped it.
  private static func brokenLine(of file: String) -> String {
    "emotag: of 8 records, 1 is not JSON; the first is \(file), line 7: the line ends too early at byte 96\n"
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
