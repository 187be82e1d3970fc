import Foundation
import Testing

struct ErrorMessageTests {
  static let refusals: [([String], Int32, String)] = [
    (["--bogus"], 64, "emotag: --bogus: no such option; see emotag --help"),
    (["-q"], 64, "emotag: -q: no such option; see emotag --help"),
    (["--t", "x"], 64, "emotag: --t: it could be any of --tag-field, --threshold, --top"),
    (["--field"], 64, "emotag: --field: it needs an argument"),
    (["-f", ""], 64, #"emotag: --field: "" is neither a.b.c nor a JSON Pointer"#),
    (["-f", "a..b"], 64, #"emotag: --field: "a..b" is neither a.b.c nor a JSON Pointer"#),
    (["-f", "emotions.a"], 64, #"emotag: --tag-field: "emotions" would replace the text under --field emotions.a"#),
    (["--format", "xml"], 64, #"emotag: --format: "xml" is none of labels, scores, all"#),
    (["--threshold", "high"], 64, #"emotag: --threshold: "high" is no number"#),
    (["--threshold", "1.01"], 64, #"emotag: --threshold: "1.01" is not between 0 and 1"#),
    (["--threshold", "joy=-0.5"], 64, #"emotag: --threshold: "-0.5" is not between 0 and 1"#),
    (["--threshold", "nan"], 64, #"emotag: --threshold: "nan" is no number"#),
    (
      ["--format", "all", "--threshold", "joi=1"], 64,
      #"emotag: --threshold: the model has no label "joi"; did you mean joy?"#
    ),
    (["--format", "all", "--labels", "bliss"], 64, #"emotag: --labels: the model has no label "bliss""#),
    (
      ["check", "--labels", "aprovall"], 64,
      #"emotag: --labels: the model has no label "aprovall"; did you mean approval?"#
    ),
    (
      ["check", "--format", "all", "--threshold", "bliss=1"], 64,
      #"emotag: --threshold: the model has no label "bliss""#
    ),
    (["check", "--threshold", "2"], 64, #"emotag: --threshold: "2" is not between 0 and 1"#),
    (["import", "--threshold", "1.5"], 64, #"emotag: --threshold: "1.5" is not between 0 and 1"#),
    (["evaluate", "--threshold", "-1"], 64, #"emotag: --threshold: "-1" is not between 0 and 1"#),
    (["--formt", "all"], 64, "emotag: --formt: no such option; did you mean --format?"),
    (["serve", "--lisen=x"], 64, "emotag: --lisen=x: no such option; did you mean --listen?"),
    (["serv", "--reply"], 64, "emotag: serv: there is no such command or file; did you mean emotag serve?"),
    (["serv"], 64, "emotag: serv: there is no such command or file; did you mean emotag serve?"),
    (["chekc"], 64, "emotag: chekc: there is no such command or file; did you mean emotag check?"),
    (["hlep"], 64, "emotag: hlep: there is no such command or file; did you mean emotag help?"),
    (["help", "trian"], 64, #"emotag: help: there is no command "trian"; did you mean train?"#),
    (["train", "--format", "x"], 64, "emotag: --format: no such option; see emotag train --help"),
    (["train", "--data", "a", "-o", "-"], 64, #"emotag: --output: it needs a file, not "-""#),
    (["--threshold", "0.1", "--threshold", "0.2"], 64, "emotag: --threshold: it is given twice for all labels"),
    (["--threshold", "joy=0.1", "--threshold", "joy=1"], 64, "emotag: --threshold: it is given twice for joy"),
    (["--metrics", "/nowhere/m"], 73, "emotag: /nowhere/m: cannot be written: No such file or directory"),
    (["train", "--data", "a", "-o", "/tmp"], 73, "emotag: /tmp: cannot be written: Is a directory"),
    (["check", "-o", "/tmp"], 73, "emotag: /tmp: cannot be written: Is a directory"),
    (["check", "--metrics", "/tmp"], 73, "emotag: /tmp: cannot be written: Is a directory"),
    (
      ["check", "-o", "/nowhere/%Y/out"], 73,
      "emotag: /nowhere/\(year)/out: cannot be written: No such file or directory"
    ),
    (["help", "me"], 64, #"emotag: help: there is no command "me""#),
    (["-o", "a", "--output", "b"], 64, "emotag: --output: it is given twice"),
    (["train", "--seed", "1", "--seed", "2"], 64, "emotag: --seed: it is given twice"),
    (["--rejects", "-"], 64, #"emotag: --rejects: it needs a file, not "-""#),
    (["--metrics", "-"], 64, #"emotag: --metrics: it needs a file, not "-""#),
    (["serve", "--ack"], 64, "emotag: --ack: it needs --output, where the records are that it acknowledges"),
    (
      ["serve", "--reply", "--on-error", "fail"], 64,
      "emotag: --on-error: one client's line would end the service for all; use pass or drop"
    ),
    (["serve", "--allow-uid", "4294967295"], 64, #"emotag: --allow-uid: "4294967295" stands for no user or group"#),
    (["serve", "--group", "4294967295"], 64, #"emotag: --group: "4294967295" stands for no user or group"#),
    (["serve", "--ack", "--reply"], 64, "emotag: --reply: it excludes --ack"),
    (
      ["serve", "-l", "127.0.0.1:9000"], 64,
      #"emotag: --listen: "127.0.0.1:9000" is an address; it takes a path, such as /run/emotag/emotag.sock"#
    ),
    (
      ["serve", "-l", ":80"], 64,
      #"emotag: --listen: ":80" is an address; it takes a path, such as /run/emotag/emotag.sock"#
    ),
    (
      ["serve", "-l", "tcp://h/"], 64,
      #"emotag: --listen: "tcp://h/" is an address; it takes a path, such as /run/emotag/emotag.sock"#
    ),
    (["--threshold", "bliss=1"], 64, #"emotag: --threshold: the model has no label "bliss""#),
    (["--labels", "bliss"], 64, #"emotag: --labels: the model has no label "bliss""#),
    (["--top", "0"], 64, #"emotag: --top: "0" is no whole number from 1 to 2147483648"#),
    (["--batch", "-1"], 64, #"emotag: --batch: "-1" is no whole number from 1 to 1048576"#),
    (["train"], 64, "emotag: train: --data and --output are needed"),
    (["inspect", "a", "b"], 64, #"emotag: inspect: it takes no "b""#),
    (["check", "x"], 64, #"emotag: check: it takes no "x""#),
    (["/nowhere/in"], 66, "emotag: /nowhere/in: cannot be opened: No such file or directory"),
    (["-o", "/nowhere/out"], 73, "emotag: /nowhere/out: cannot be opened: No such file or directory"),
    (["-m", "/nowhere/model"], 78, "emotag: /nowhere/model: cannot be read: No such file or directory"),
    (["/"], 74, "emotag: /: read failed: Is a directory"),
  ]

  private static let year = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date()).year ?? 0

  @Test(arguments: refusals)
  func theRunEndsWithItsStatusAndOneLine(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let run = try Emotag.run(arguments)
    #expect(run.status == status)
    #expect(run.err == message + "\n")
    #expect(run.out.isEmpty)
  }

  @Test func aDatedFolderThatCanBeMadeIsInOrder() throws {
    let folder = try TemporaryDirectory()
    #expect(try Emotag.run(["check", "-o", folder.path("%Y/%m/out")]).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func aFileMayBeCalledAlmostLikeACommand() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("{\"id\":1}\n", to: "serv")
    #expect(try FaultTests.shell("cd \(folder.url.path) && \(Emotag.program.path) serv 2> err") == 0)
  }

  @Test func aDashForTheOutputIsStandardOutput() throws {
    let run = try Emotag.run(["-o", "-"], input: "{\"text\":\"thank you\"}\n")
    #expect(run.text == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n" && run.status == 0)
  }

  @Test func aMissingFileDoesNotKeepTheOthersFromBeingTagged() throws {
    let run = try Emotag.run(["/nowhere", "-"], input: "{\"text\":\"thank you\"}\n")
    #expect(run.text == "{\"text\":\"thank you\",\"emotions\":[\"gratitude\"]}\n")
    #expect(run.status == 66)
  }

  @Test func aFullDiskIsAnError() throws {
    let run = try Emotag.run(["-o", "/dev/full"], input: "{}\n")
    #expect(run.err == "emotag: /dev/full: write failed: No space left on device\n")
    #expect(run.status == 74)
  }

  @Test func aModelThatIsNoneIsNamedWithItsFault() throws {
    let folder = try TemporaryDirectory()
    let model = try folder.write("{\"text\":\"no model\"}\n", to: "model")
    let run = try Emotag.run(["-m", model])
    #expect(run.status == 78)
    #expect(run.err.hasPrefix("emotag: \(model): header: no safetensors file"))
  }

  @Test func aReaderThatGoesAwayEndsTheRunQuietly() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // Where SIGPIPE is ignored, yes(1) has something to say of its own.
    let script = #"yes '{"text":"x"}' 2>/dev/null | { "$0"; echo $? >&2; } | head -1"#
    process.arguments = ["-c", script, Emotag.program.path]
    let (out, err) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = err
    try process.run()
    let status = try #require(try err.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    #expect(String(decoding: status, as: UTF8.self) == "0\n")
  }
}
