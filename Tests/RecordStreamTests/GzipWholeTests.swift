import Testing

@testable import RecordStream

/// Whole files of gzip(1), decoded at once.
struct GzipWholeTests {
  private static let text = Array(GzipTests.plain.utf8)

  @Test func allMembersAreOneText() throws {
    let members = try GzipTests.gzip(GzipTests.plain) + GzipTests.gzip("") + GzipTests.gzip("the last")
    #expect(Gzip.isMagic(members) && !Gzip.isMagic(Self.text) && !Gzip.isMagic([0x1F]))
    #expect(try Gzip.decoded(members, limit: 1 << 20) == Self.text + Array("the last".utf8))
  }

  @Test func aFileThatIsLargerThanOnePieceIsDecoded() throws {
    // Random bytes do not shrink, so that the file has more than a MiB too.
    var random = SplitMix64(seed: 3)
    let bytes = (0..<3 << 20).map { _ in UInt8.random(in: 0...255, using: &random) }
    #expect(try Gzip.decoded(GzipTests.run("gzip -c", bytes).out, limit: 1 << 22) == bytes)
  }

  @Test func theLimitIsOfWhatIsDecoded() throws {
    let member = try GzipTests.gzip(GzipTests.plain)
    #expect(try Gzip.decoded(member, limit: Self.text.count).count == Self.text.count)
    #expect(throws: Gzip.Failure(reason: "more than \(Self.text.count - 1) bytes when decompressed")) {
      try Gzip.decoded(member, limit: Self.text.count - 1)
    }
  }

  @Test func whatGzipRefusesIsRefused() throws {
    let member = try GzipTests.gzip(GzipTests.plain)
    var wrong = member
    wrong[wrong.count - 6] ^= 1
    for bytes in [Array(member.dropLast(1)), wrong, member + [1], Array(member[..<2])] {
      #expect(try GzipTests.run("gzip -dc", bytes).status != 0)
      #expect(throws: Gzip.Failure.self) { try Gzip.decoded(bytes, limit: 1 << 20) }
    }
  }
}
