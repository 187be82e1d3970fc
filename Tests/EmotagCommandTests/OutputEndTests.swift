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

  @Test(.enabled(if: ServicePeerTests.canBeOthers, "this takes root, setpriv and python3"))
  func whatCannotBeKeptElsewhereStaysAsALine() throws {
    let folder = try TemporaryDirectory()
    let output = try folder.write(Self.tagged + "{\"text\":\"th", to: "out")
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: output)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
    let emotag = try RunningEmotag(
      ["-o", output], wrapper: ["setpriv", "--reuid=4001", "--regid=4002", "--clear-groups"])
    try emotag.write("{\"text\":\"thank you\"}\n")
    try emotag.closeInput()
    #expect(try emotag.end().status == 0)
    #expect(try String(contentsOfFile: output, encoding: .utf8) == Self.tagged + "{\"text\":\"th\n" + Self.tagged)
  }

  /// Many writers of one file, which the first of them finds torn.
  @Test(arguments: [[], ["-z"]])
  func fourStartersOnATornFileLoseNothing(_ options: [String]) throws {
    let folder = try TemporaryDirectory()
    let whole = try Emotag.run(options, input: "{\"text\":\"thank you\"}\n").out
    for round in 0..<10 {
      let output = folder.path("out\(round)")
      let torn = whole + whole.prefix(whole.count - 2 - 3 * round)
      try torn.write(to: URL(fileURLWithPath: output))
      let filters = try (0..<4).map { _ in try RunningEmotag(options + ["-o", output]) }
      for filter in filters { try filter.write("{\"text\":\"thank you\"}\n") }
      for filter in filters { try filter.closeInput() }
      for filter in filters { #expect(try filter.end().status == 0) }
      let read = try Emotag.run(["--field", "nothing", output])
      let lines = read.text.split(separator: "\n")
      #expect(lines.count { $0 + "\n" == Self.tagged } == 5 && lines.count <= 6, "\(read.text)")
    }
  }

  @Test(.enabled(if: FaultTests.isInstalled("flock"), "flock is not installed"))
  func aFileThatAnotherProcessHasLockedIsWaitedFor() throws {
    let folder = try TemporaryDirectory()
    let output = folder.path("out")
    let script = """
      cd \(folder.url.path) && touch out && mkfifo held end
      flock out sh -c 'echo > held; read line < end' & read line < held
      echo '{"id":1}' | \(Emotag.program.path) -f id -o out & sleep 0; test -s out && exit 1
      echo > end; wait %2
      """
    #expect(try FaultTests.shell(script) == 0)
    #expect(try String(contentsOfFile: output, encoding: .utf8) == "{\"id\":1}\n")
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
