import Testing

@testable import EmotionTraining

/// Both formats of training data, and where each goes wrong.
@Suite struct LabelledTextsTests {
  private static let names = ["joy", "anger", "fear"]

  @Test(arguments: [
    "I won\tjoy\tid1\nno, no\tanger,fear\tid2\nfine\t\n",
    "I won\t0\tid1\r\nno, no\t1,2\tid2\tmore\tcolumns\r\nfine\t\r\n",
    "I won\tjoy\nno, no\t2,anger\nfine\t",
    #"{"text":"I won","labels":["joy"]}"# + "\n" + #"{"text":"no, no","labels":["anger","fear"]}"# + "\n"
      + #"{"text":"fine","labels":[]}"# + "\n",
    #"{"id":7,"labels":[0],"text":"I won"}"# + "\r\n" + #"{"text":"no,\u0020no","labels":[1,"2"]}"# + "\r\n"
      + #"{"text":"fine","labels":[]}"#,
  ])
  func eitherFormatWithNamesOrNumbersIsRead(_ file: String) throws {
    let texts = try LabelledTexts(reading: Array(file.utf8), names: Self.names)
    #expect(texts.labels == Self.names && texts.rowCount == 3)
    #expect(texts.texts.map { String(decoding: $0, as: UTF8.self) } == ["I won", "no, no", "fine"])
    #expect([0, 1, 2].map { texts.target($0) } == [[1, 0, 0], [0, 1, 0], [0, 1, 0]])
    #expect(texts.hasLabel(2, row: 1) && !texts.hasLabel(2, row: 0))
  }

  @Test func textsAreKeptAsTheyAre() throws {
    let file = " \"a\\n\"  é\u{1F600}\u{0}\r b \tx\n\tx\n"
    let texts = try LabelledTexts(reading: Array(file.utf8), names: nil)
    #expect(texts.texts == [Array(" \"a\\n\"  é\u{1F600}\u{0}\r b ".utf8), []])
    let line = #"{"text":"\t\"\u00e9\ud83d\ude00\u0000","labels":["x"]}"#
    let json = try LabelledTexts(reading: Array(line.utf8), names: nil)
    #expect(json.texts == [Array("\t\"é\u{1F600}\u{0}".utf8)])
  }

  @Test func labelsWithoutNamesAreThoseOfTheDataSorted() throws {
    let texts = try LabelledTexts(reading: Array("a\tz,b\nb\t\nc\tb,a\n".utf8), names: nil)
    #expect(texts.labels == ["a", "b", "z"])
    #expect([0, 1, 2].map { texts.target($0) } == [[0, 0, 1], [1, 0, 1], [1, 0, 0]])
  }

  @Test func theLabelsOfAModelGiveTheOrder() throws {
    let ids = try LabelledTexts(reading: Array("a\t0,1\n".utf8), names: ["x", "y"], labels: ["y", "other", "x"])
    #expect(ids.labels == ["y", "other", "x"] && [0, 1, 2].map { ids.target($0) } == [[1], [0], [1]])
    let names = try LabelledTexts(reading: Array("a\tx,1\n".utf8), names: nil, labels: ["y", "other", "x"])
    #expect([0, 1, 2].map { names.target($0) } == [[0], [1], [1]])
  }

  @Test func aNameGoesBeforeANumber() throws {
    let texts = try LabelledTexts(reading: Array("a\t1\n".utf8), names: ["1", "0"])
    #expect(texts.hasLabel(0, row: 0) && !texts.hasLabel(1, row: 0))
  }

  /// Files that cannot be read, the line at fault and a part of the reason.
  static let malformed: [String: (file: [UInt8], line: Int, reason: String)] = [
    "nothing": ([], 0, "no rows"),
    "no tab": (Array("a\tjoy\nb\tjoy\nc joy\n".utf8), 3, "no tab"),
    "an empty line": (Array("a\tjoy\n\nb\tjoy\n".utf8), 2, "no tab"),
    "an unknown label": (Array("a\tjoy\nb\tjoy,rage\n".utf8), 2, "\"rage\""),
    "a number beyond the labels": (Array("a\t3\n".utf8), 1, "\"3\""),
    "a negative number": (Array("a\t-1\n".utf8), 1, "\"-1\""),
    "a label with a space inside": (Array("a\tjo y\n".utf8), 1, "\"jo y\""),
    "another case": (Array("a\tJoy\n".utf8), 1, "\"Joy\""),
    "invalid UTF-8 in a text": (Array("a\tjoy\n".utf8) + [0xFF] + Array("\tjoy\n".utf8), 2, "invalid UTF-8"),
    "invalid UTF-8 in a label": (Array("a\tjoy\nb\t".utf8) + [0xC3, 0x0A], 2, "invalid UTF-8"),
    "JSON after tabs": (Array("a\tjoy\n{\"text\":\"b\",\"labels\":[]}\n".utf8), 2, "no tab"),
    "tabs after JSON": (json("[0]") + Array("a\tjoy\n".utf8), 2, "no JSON"),
    "JSON without labels": (json("[0]") + json("[1]") + Array("{\"text\":\"b\"}\n".utf8), 3, "no JSON"),
    "JSON without text": (json("[0]") + Array("{\"labels\":[]}\n".utf8), 2, "no JSON"),
    "text no string": (json("[0]") + Array("{\"text\":1,\"labels\":[]}\n".utf8), 2, "no JSON"),
    "labels an object": (json("[0]") + json("{\"joy\":1}"), 2, "no JSON"),
    "labels null": (json("[0]") + json("null"), 2, "no JSON"),
    "an empty label": (json("[0]") + json("[\"joy\",\" \"]"), 2, "an empty label"),
    "a header alone": (Array("text\tlabels\n".utf8), 0, "no rows after the header"),
    "an unknown label after a header": (Array("text\tlabels\na\trage\n".utf8), 2, "\"rage\""),
    "a label of null": (json("[0]") + json("[null]"), 2, "no JSON"),
    "a label of 0.5": (json("[0]") + json("[0.5]"), 2, "no JSON"),
    "an unknown label in JSON": (json("[0]") + json("[\"rage\"]"), 2, "\"rage\""),
    "a number beyond the labels in JSON": (json("[0]") + json("[3]"), 2, "\"3\""),
    "an empty line in JSON": (json("[0]") + Array("\n".utf8) + json("[0]"), 2, "no JSON"),
    "invalid UTF-8 in JSON": (json("[0]") + Array("{\"text\":\"".utf8) + [0x80], 2, "invalid UTF-8"),
    "the first line of JSON without labels": (Array("{\"text\":\"b\"}\n".utf8), 1, "no JSON"),
  ]

  private static func json(_ labels: String) -> [UInt8] { Array("{\"text\":\"a\",\"labels\":\(labels)}\n".utf8) }

  @Test(arguments: malformed.keys.sorted())
  func aMalformedFileIsRefusedWithItsLine(_ name: String) throws {
    let malformed = try #require(Self.malformed[name])
    let error = #expect(throws: DataError.self) { try LabelledTexts(reading: malformed.file, names: Self.names) }
    #expect(error?.line == malformed.line && error?.reason.contains(malformed.reason) == true, "\(error?.reason ?? "")")
  }

  @Test(arguments: ["a\tjoy , fear\nb\t anger\u{A0}\n", "a\tjoy,,\tfear,\nb\tanger, ,\n"])
  func spacesAroundLabelsDoNotCount(_ file: String) throws {
    let texts = try LabelledTexts(reading: Array(file.utf8), names: nil)
    #expect(texts.labels.first == "anger" && texts.labels.contains("joy") && texts.hasLabel(0, row: 1))
    #expect(texts.labels.allSatisfy { !$0.contains(" ") && !$0.isEmpty })
    let json = #"{"text":"a","labels":["joy ","\tfear"]}"# + "\n" + #"{"text":"b","label":" anger"}"#
    #expect(try LabelledTexts(reading: Array(json.utf8), names: nil).labels == ["anger", "fear", "joy"])
  }

  @Test func spacesAroundTheNamesOfAModelDoNotCount() throws {
    let texts = try LabelledTexts(reading: Array("a\tjoy\nb\t1\n".utf8), names: nil, labels: [" joy", "anger "])
    #expect(texts.labels == [" joy", "anger "] && texts.hasLabel(0, row: 0) && texts.hasLabel(1, row: 1))
  }

  @Test(arguments: [
    #""label":"joy""#, #""labels":"joy""#, #""label":0"#, #""labels":0"#, #""label":["joy"]"#,
    #""label":"fear","labels":["joy"]"#,
  ])
  func aSingleLabelNeedsNoList(_ member: String) throws {
    let texts = try LabelledTexts(reading: Array(("{\"text\":\"a\"," + member + "}\n").utf8), names: Self.names)
    #expect([0, 1, 2].map { texts.hasLabel($0, row: 0) } == [true, false, false])
  }

  @Test(arguments: ["text\tlabels", "Text\t Label \tid", "comment\temotion", "\u{FEFF}tweet\tClass\r"])
  func aLineThatNamesTheColumnsIsNoRow(_ header: String) throws {
    let rows = try LabelledRows(reading: Array((header + "\na\tjoy\nb\tfear\n").utf8), names: nil)
    #expect(rows.header != nil && rows.rows.map(\.line) == [2, 3])
    #expect(LabelledRows.labels(of: [rows]) == ["fear", "joy"])
  }

  @Test func aFirstLineWhoseLabelIsOneIsARow() throws {
    let onAnotherLine = try LabelledRows(reading: Array("a\temotion\nb\tjoy\nc\tjoy,emotion\n".utf8), names: nil)
    #expect(onAnotherLine.header == nil && onAnotherLine.rows.count == 3)
    let known = try LabelledRows(reading: Array("a\ttag\nb\tjoy\n".utf8), names: ["joy", "tag"])
    #expect(known.header == nil && known.rows.count == 2)
    let oneOfTwo = try LabelledRows(reading: Array("a\ttag,joy\nb\tjoy\n".utf8), names: nil)
    #expect(oneOfTwo.header == nil)
    let json = try LabelledRows(reading: Array("{\"text\":\"text\",\"label\":\"label\"}\n".utf8), names: nil)
    #expect(json.header == nil && json.rows.count == 1)
  }

  @Test func filesThatFollowEachOtherShareTheirLabels() throws {
    let files = try ["a\tz\n", "{\"text\":\"b\",\"label\":\"y\"}\n"].map {
      try LabelledRows(reading: Array($0.utf8), names: nil)
    }
    var texts = LabelledTexts(labels: LabelledRows.labels(of: files))
    for file in files { try texts.append(file, names: nil) }
    #expect(texts.labels == ["y", "z"] && texts.support == [1, 1])
    #expect(texts.texts == [[UInt8(ascii: "a")], [UInt8(ascii: "b")]] && texts.hasLabel(1, row: 0))
  }

  @Test func labelNamesAreOneALine() throws {
    #expect(
      try LabelledTexts.labelNames(reading: Array("joy \r\n anger\nno fear".utf8)) == ["joy", "anger", "no fear"])
  }

  @Test(arguments: [("", 0), ("joy\n\nfear\n", 2), ("joy\nfear\njoy\n", 3), ("joy\n\u{0}\n\r\n", 3)])
  func malformedLabelNamesAreRefusedWithTheirLine(_ file: String, _ line: Int) {
    let error = #expect(throws: DataError.self) { try LabelledTexts.labelNames(reading: Array(file.utf8)) }
    #expect(error?.line == line)
  }
}
