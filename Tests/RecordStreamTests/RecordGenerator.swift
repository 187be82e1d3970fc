/// Makes random records: JSON objects with any spacing, nesting, spelling and numbers, and members of one name in any
/// place.
struct RecordGenerator {
  struct Member {
    let key: String
    let value: String
    let isOfAddedName: Bool
  }

  struct Record {
    let line: String
    let members: [Member]
  }

  private static let scalars = [
    "0", "-0", "7", "-12.50e+3", "1e400", "-1E-999", "9007199254740993", "12345678901234567890123456789", "0.1000",
    "true", "false", "null", #""""#, #""}""#, #""{\"emotions\":1,""#, #""\\""#, #"",\\\"}""#,
  ]
  private static let keys = [
    "", "text", "id", "emotion", "emotionsx", "Emotions", "a.b", "a/b", "\"", "\\", "}", "é", "好😀",
  ]

  let addedName: String
  /// How often a member has the added name; 0 for never.
  let addedOneIn: Int
  private var strings: StringGenerator
  private var random: SplitMix64

  init(seed: UInt64, addedName: String, addedOneIn: Int) {
    self.addedName = addedName
    self.addedOneIn = addedOneIn
    strings = StringGenerator(seed: ~seed)
    random = SplitMix64(seed: seed)
  }

  mutating func record() -> Record {
    var members: [Member] = []
    var line = space() + "{" + space()
    for index in 0..<random.below(6) {
      let isOfAddedName = addedOneIn > 0 && random.oneIn(addedOneIn)
      let key = quoted(isOfAddedName ? addedName : otherKey())
      let member = Member(key: key, value: value(depth: 0), isOfAddedName: isOfAddedName)
      members.append(member)
      line += (index > 0 ? "," + space() : "") + member.key + space() + ":" + space() + member.value + space()
    }
    return Record(line: line + "}" + space(), members: members)
  }

  private mutating func value(depth: Int) -> String {
    switch random.below(depth < 4 ? 5 : 3) {
    case 0: return random.pick(Self.scalars)
    case 1: return quoted(strings.text())
    case 2: return "\"" + strings.contents() + "\""
    case 3: return list("[", "]") { $0.value(depth: depth + 1) }
    default:
      return list("{", "}") { generator in
        // Below the top level, members of the added name must stay.
        let key = generator.quoted(generator.random.oneIn(3) ? generator.addedName : generator.otherKey())
        return key + generator.space() + ":" + generator.space() + generator.value(depth: depth + 1)
      }
    }
  }

  private mutating func list(
    _ opening: String, _ closing: String, _ element: (inout RecordGenerator) -> String
  ) -> String {
    var text = opening + space()
    for index in 0..<random.below(4) { text += (index > 0 ? "," + space() : "") + element(&self) + space() }
    return text + closing
  }

  private mutating func otherKey() -> String {
    let key = random.oneIn(3) ? strings.text() : random.pick(Self.keys)
    return key == addedName ? key + "_" : key
  }

  private mutating func quoted(_ text: String) -> String {
    "\"" + strings.spelling(text, escapedOneIn: random.pick([1, 4, 1000])) + "\""
  }

  private mutating func space() -> String {
    random.oneIn(3) ? String((0..<random.below(3)).map { _ in random.pick([" ", "\t", "\r"]) }) : ""
  }
}
