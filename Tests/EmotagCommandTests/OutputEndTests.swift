import Foundation
import Testing

/// What becomes of the end of an output file that is there, under the built program.
struct OutputEndTests {
  private static let tagged = "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n"

  @Test func aTornRecordOfItsOwnIsMovedBesideTheFile() throws {
    let folder = try TemporaryDirectory()
    let output = try folder.write(Self.tagged + "{\"text\":\"thank you\",\"emo", to: "out")
    let run = try Emotag.run(["-o", output], input: "{\"text\":\"thank you\"}\n")
    #expect(run.status == 0)
    #expect(run.err == "emotag: \(output): its torn end is cut off: 24 bytes, now in \(output).torn\n")
    #expect(try String(contentsOfFile: output, encoding: .utf8) == Self.tagged + Self.tagged)
    #expect(try String(contentsOfFile: output + ".torn", encoding: .utf8) == "{\"text\":\"thank you\",\"emo\n")
  }

  @Test func theHalfLineOfAnotherWriterStays() throws {
    let folder = try TemporaryDirectory()
    let output = try folder.write("{\"app\":\"first half ", to: "out")
    let run = try Emotag.run(["-o", output], input: "{\"text\":\"thank you\"}\n")
    #expect(run.status == 0 && run.err.contains("its last line has no newline and is not a record of emotag's"))
    #expect(try String(contentsOfFile: output, encoding: .utf8) == "{\"app\":\"first half \n" + Self.tagged)
  }

  @Test func aTornEndOfAnySizeTakesLittleMemory() throws {
    let folder = try TemporaryDirectory()
    let output = try folder.write(Self.tagged, to: "out")
    // A hole in the file, which reads as zeros.
    let size = 200 << 20
    try #require(truncate(output, size) == 0)
    let emotag = try RunningEmotag(["-o", output])
    try emotag.write("{\"text\":\"thank you\"}\n")
    #expect(
      try eventually {
        try FileManager.default.attributesOfItem(atPath: output)[.size] as? Int == size + 1 + Self.tagged.utf8.count
      })
    #expect(emotag.peakMemory < 100 << 20)
    try emotag.closeInput()
    #expect(try emotag.end().status == 0)
  }

  @Test func theMessagesOfAForeignModelChangeNothingOfATerminal() throws {
    let folder = try TemporaryDirectory()
    let model = Emotag.root.appendingPathComponent("Sources/DefaultModel/goemotions.safetensors")
    var bytes = [UInt8](try Data(contentsOf: model))
    // JSON within JSON: an escape sequence that clears the screen in place of a label of the same length.
    let label = Array(#"\"admiration\""#.utf8)
    let place = try #require(bytes.firstRange(of: label))
    bytes.replaceSubrange(place, with: Array(#"\"\\u001b[2J\""#.utf8))
    let file = folder.path("model")
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    let run = try Emotag.run(["inspect", file])
    #expect(run.status == 0 && run.text.contains("[2J"))
    #expect(!run.text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    let usage = try Emotag.run(["-m", file, "--labels", "\u{1B}[2"])
    #expect(usage.status == 64 && !usage.err.contains("\u{1B}"))
  }
}
