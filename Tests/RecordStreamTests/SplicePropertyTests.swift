import Foundation
import Testing

@testable import RecordStream

/// What holds for every record that a member is added to.
struct SplicePropertyTests {
  private static let names = ["emotions", "", #"a"b\c/"#, "ключ 😀", "\n"]
  private static let value = #"["joy","}"]"#
  private static let records = 200

  /// Adds the member to many records, those with members of its name among them or without.
  private func forEachSplice(
    _ name: String, addedOneIn: Int,
    _ body: (_ record: RecordGenerator.Record, _ input: [UInt8], _ splice: Splice) throws -> Void
  ) throws {
    var generator = RecordGenerator(seed: 42, addedName: name, addedOneIn: addedOneIn)
    for _ in 0..<Self.records {
      let record = generator.record()
      let input = Array(record.line.utf8)
      try body(record, input, Splice(input, name: name, value: Self.value))
    }
  }

  private func newMember(_ name: String) -> String {
    var quoted: [UInt8] = []
    JSONString.appendQuoted(name.utf8, to: &quoted)
    return String(decoding: quoted, as: UTF8.self) + ":" + Self.value
  }

  @Test(arguments: names)
  func cuttingTheNewMemberOutRestoresTheLine(_ name: String) throws {
    try forEachSplice(name, addedOneIn: 0) { record, input, splice in
      try #require(splice.restored == input, "\(record.line)")
    }
  }

  @Test func invalidUTF8InStringsStaysAsItIs() throws {
    try forEachSplice("emotions", addedOneIn: 0) { record, input, _ in
      let invalid = input.map { $0 == 0xC3 ? 0xFF : $0 }
      try #require(try Splice(invalid, name: "emotions", value: Self.value).restored == invalid, "\(record.line)")
    }
  }

  @Test(arguments: names)
  func cuttingTheNewMemberOutLeavesTheLineWithoutItsOldMembers(_ name: String) throws {
    try forEachSplice(name, addedOneIn: 2) { record, input, splice in
      try #require(splice.restored == Splice.applying(splice.cuts, to: input[...]), "\(record.line)")
    }
  }

  @Test(arguments: names, [0, 1, 2, 4])
  func allOtherMembersStayAsTheyAreAndTheNewOneComesLast(_ name: String, _ addedOneIn: Int) throws {
    try forEachSplice(name, addedOneIn: addedOneIn) { record, _, splice in
      let others = record.members.filter { !$0.isOfAddedName }.map { $0.key + ":" + $0.value }
      try #require(topLevelMembers(splice.line) == others + [newMember(name)], "\(record.line)")
    }
  }

  @Test(arguments: names, [0, 1, 2, 4])
  func theNewMemberStandsDirectlyBeforeTheClosingBrace(_ name: String, _ addedOneIn: Int) throws {
    try forEachSplice(name, addedOneIn: addedOneIn) { record, _, splice in
      let insertion = (record.members.contains { !$0.isOfAddedName } ? "," : "") + newMember(name) + "}"
      let brace = try #require(splice.line.lastIndex(of: UInt8(ascii: "}")))
      try #require(splice.line[...brace].suffix(insertion.utf8.count).elementsEqual(insertion.utf8), "\(record.line)")
    }
  }

  @Test(arguments: names, [0, 1, 2, 4])
  func theResultIsJSONWithOneMemberOfTheName(_ name: String, _ addedOneIn: Int) throws {
    try forEachSplice(name, addedOneIn: addedOneIn) { record, _, splice in
      let layout = try scan(splice.line, addedMember: name)
      try #require(layout.cuts.count == 1, "\(record.line)")
      try #require(layout.closingBrace == splice.closingBrace, "\(record.line)")
    }
  }

  @Test(arguments: names, [0, 1, 2, 4])
  func foundationReadsTheSameBesidesTheNewMember(_ name: String, _ addedOneIn: Int) throws {
    var readable = 0
    try forEachSplice(name, addedOneIn: addedOneIn) { record, input, splice in
      // Foundation reads no number beyond a Double.
      guard var before = try? JSONSerialization.jsonObject(with: Data(input)) as? [String: Any] else { return }
      readable += 1
      var after = try #require(try JSONSerialization.jsonObject(with: Data(splice.line)) as? [String: Any])
      before[name] = nil
      let added = after.removeValue(forKey: name)
      try #require(added as? [String] == ["joy", "}"], "\(record.line)")
      try #require(NSDictionary(dictionary: before) == NSDictionary(dictionary: after), "\(record.line)")
    }
    #expect(readable > Self.records / 2)
  }

  @Test(arguments: names, [0, 1, 2, 4])
  func splicingTwiceEqualsSplicingOnce(_ name: String, _ addedOneIn: Int) throws {
    try forEachSplice(name, addedOneIn: addedOneIn) { record, _, splice in
      let again = try Splice(splice.line, name: name, value: Self.value)
      try #require(again.line == splice.line, "\(record.line)")
      let other = try Splice(Splice(splice.line, name: name, value: "{}").line, name: name, value: Self.value)
      try #require(other.line == splice.line, "\(record.line)")
    }
  }
}
