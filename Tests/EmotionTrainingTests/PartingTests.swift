import Testing

@testable import EmotionTraining

/// The tenth that is kept aside where there is no development set.
@Suite struct PartingTests {
  private static func texts(_ texts: [String]) -> LabelledTexts {
    var all = LabelledTexts(labels: ["a", "b"])
    for (row, text) in texts.enumerated() { all.append(Array(text.utf8), labels: row % 2 == 0 ? [0] : [1]) }
    return all
  }

  private static func rows(_ texts: LabelledTexts) -> [String] {
    (0..<texts.rowCount).map { "\(String(decoding: texts.texts[$0], as: UTF8.self)) \(texts.hasLabel(0, row: $0))" }
  }

  @Test(arguments: [10, 99, 100, 1234])
  func aTenthIsKeptAsideAndNoRowLost(_ count: Int) {
    let all = Self.texts((0..<count).map { "\($0)" })
    let (rest, tenth) = all.parted(seed: 1)
    #expect(tenth.rowCount == count / 10 && rest.labels == all.labels && tenth.labels == all.labels)
    #expect((Self.rows(rest) + Self.rows(tenth)).sorted() == Self.rows(all).sorted())
    // Each in order.
    for part in [rest, tenth] { #expect(Self.rows(part) == Self.rows(all).filter(Set(Self.rows(part)).contains)) }
  }

  @Test func theSeedDecides() {
    let all = Self.texts((0..<200).map { "\($0)" })
    let tenths = [1, 1, 2].map { all.parted(seed: $0).tenth.texts }
    #expect(tenths[0] == tenths[1] && tenths[0] != tenths[2])
  }

  @Test func rowsOfTheSameTextStayTogether() {
    let all = Self.texts((0..<300).map { "\($0 % 50)" })
    let (rest, tenth) = all.parted(seed: 1)
    #expect(tenth.rowCount == 30 && Set(rest.texts).isDisjoint(with: tenth.texts))
    #expect(Self.texts(Array(repeating: "x", count: 300)).parted(seed: 1).tenth.rowCount == 0)
  }
}
