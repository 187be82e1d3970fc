import Foundation
import Testing

/// Failing disks, failing calls, killed processes, slow readers.
struct FaultTests {
  static func isInstalled(_ command: String) -> Bool {
    ["/usr/bin", "/bin", "/usr/sbin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(command)") }
  }

  static func areInstalled(_ commands: String...) -> Bool { commands.allSatisfy(isInstalled) }

  @Test func aFileThatMayNotGrowIsCutBackToItsLastWholeBatch() throws {
    let folder = try TemporaryDirectory()
    let output = try folder.write("{\"old\":true}\n", to: "out")
    let emotag = try RunningEmotag(
      ["-o", output, "--batch", "10", "--report", folder.path("report")], wrapper: ["prlimit", "--fsize=20000"])
    let writer = Thread {
      try? emotag.write(StreamTests.records)
      try? emotag.closeInput()
    }
    writer.start()
    let (status, err) = try emotag.end()
    #expect(status == 74)
    #expect(err == "emotag: \(output): write failed: File too large\n")
    let out = try String(contentsOfFile: output, encoding: .utf8)
    #expect(out.hasPrefix("{\"old\":true}\n{\"id\":0,") && out.hasSuffix("}\n"))
    let receipt = try StreamTests.receipt(folder.path("report"))
    #expect(receipt["records_out"] as? Int == out.split(separator: "\n").count - 1)
    #expect(receipt["exit"] as? Int == 74)
  }

  @Test(.enabled(if: isInstalled("strace"), "strace is not installed"))
  func anInputOutputErrorLeavesNoTornLine() throws {
    let folder = try TemporaryDirectory()
    let input = try folder.write(String(repeating: StreamTests.records, count: 10), to: "in")
    let output = folder.path("out")
    let emotag = try RunningEmotag(
      ["-o", output, "--batch", "10", input],
      wrapper: ["strace", "-f", "-o", "/dev/null", "-P", output, "-e", "inject=write:error=EIO:when=20+"])
    let (status, err) = try emotag.end()
    #expect(status == 74)
    #expect(err == "emotag: \(output): write failed: Input/output error\n")
    #expect(try String(contentsOfFile: output, encoding: .utf8).hasSuffix("}\n"))
  }

  @Test(.enabled(if: isInstalled("strace"), "strace is not installed"))
  func interruptedCallsAreInvisible() throws {
    let folder = try TemporaryDirectory()
    let input = try folder.write(StreamTests.records, to: "in")
    let emotag = try RunningEmotag(
      ["-o", folder.path("out"), "--batch", "100", input],
      wrapper: [
        "strace", "-f", "-o", "/dev/null", "-P", input, "-P", folder.path("out"), "-e",
        "inject=read,write:error=EINTR:when=3+5",
      ])
    #expect(try emotag.end().status == 0)
    #expect(try String(contentsOfFile: folder.path("out"), encoding: .utf8) == StreamTests.records)
  }

  @Test(arguments: [[], ["-z"]])
  func aKilledProcessLeavesWholeLinesOrOneTornOne(_ options: [String]) throws {
    let folder = try TemporaryDirectory()
    let input = try folder.write(String(repeating: StreamTests.records, count: 100), to: "in")
    let output = folder.path("out")
    let emotag = try RunningEmotag(options + ["-o", output, "--batch", "100", input])
    _ = eventually { ((try? Data(contentsOf: URL(fileURLWithPath: output)).count) ?? 0) > 100_000 }
    emotag.send(SIGKILL)
    _ = try emotag.end()
    if options.isEmpty {
      let again = try Emotag.run(["-o", output], input: "{\"again\":1}\n")
      #expect(again.status == 0)
      let out = try Data(contentsOf: URL(fileURLWithPath: output))
      let before = out.dropLast("{\"again\":1}\n".utf8.count)
      let isPrefix = try Data(contentsOf: URL(fileURLWithPath: input)).starts(with: before)
      #expect(isPrefix && before.last == 0x0A)
    } else {
      let run = try Emotag.run([output])
      #expect(run.out.split(separator: 0x0A).allSatisfy { $0.last == UInt8(ascii: "}") })
      #expect(run.out.count > 100_000)
    }
  }

  @Test func aReaderThatStopsKeepsMemoryFlat() throws {
    let emotag = try RunningEmotag([])
    let offered = 200
    let writer = Thread {
      for _ in 0..<offered { try? emotag.write(String(repeating: StreamTests.records, count: 5)) }
      try? emotag.closeInput()
    }
    writer.start()
    _ = emotag.readAvailable()
    var total = 0
    var peak = 0
    while true {
      let data = emotag.output.fileHandleForReading.availableData
      if data.isEmpty { break }
      total += data.count
      peak = max(peak, emotag.peakMemory)
    }
    #expect(total > 0)
    #expect(peak > 0 && peak < 200 << 20)
    #expect(try emotag.end().status == 0)
  }

  @Test func aGzipBombOfOneLineKeepsMemoryFlat() throws {
    let folder = try TemporaryDirectory()
    let script = "head -c 200000000 /dev/zero | tr '\\0' a | gzip -c > \(folder.path("bomb.gz"))"
    try #require(try Self.shell(script) == 0)
    let emotag = try RunningEmotag([folder.path("bomb.gz")])
    var peak = 0
    var total = 0
    while true {
      let data = emotag.output.fileHandleForReading.availableData
      if data.isEmpty { break }
      total += data.count
      peak = max(peak, emotag.peakMemory)
    }
    #expect(total == 200_000_001)
    #expect(peak > 0 && peak < 200 << 20)
  }

  @Test(.enabled(if: isInstalled("promtool"), "promtool is not installed"))
  func theMetricsAreWhatPrometheusReads() throws {
    let folder = try TemporaryDirectory()
    let run = try Emotag.run(["--metrics", folder.path("metrics")], input: "{\"text\":\"thank you\"}\n{}\n[\n")
    #expect(run.status == 0)
    #expect(try Self.shell("promtool check metrics < \(folder.path("metrics"))") == 0)
    let metrics = try String(contentsOfFile: folder.path("metrics"), encoding: .utf8)
    for line in [
      "emotag_records_total{result=\"tagged\"} 1", "emotag_records_total{result=\"no_text\"} 1",
      "emotag_records_total{result=\"malformed\"} 1", "emotag_tags_total{label=\"gratitude\"} 1",
      "emotag_bytes_total{direction=\"in\"} 26", "emotag_queue_depth 0",
    ] {
      #expect(metrics.contains(line + "\n"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["metrics"])
  }

  @Test(.enabled(if: isInstalled("strace"), "strace is not installed"))
  func aBatchThatDoesNotReachTheDiskIsTakenBack() throws {
    let folder = try TemporaryDirectory()
    let input = try folder.write(StreamTests.records, to: "in")
    let output = folder.path("out")
    let emotag = try RunningEmotag(
      ["-o", output, "--sync", "batch", "--batch", "100", "--report", folder.path("report"), input],
      wrapper: ["strace", "-f", "-o", "/dev/null", "-e", "inject=fdatasync:error=EIO:when=5"])
    #expect(try emotag.end().status == 74)
    let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").count
    #expect(lines == 400)
    #expect(try StreamTests.receipt(folder.path("report"))["records_out"] as? Int == lines)
  }

  @Test(.enabled(if: isInstalled("strace"), "strace is not installed"))
  func noInterruptedWriteOfAnyKindHangsTheRun() throws {
    let folder = try TemporaryDirectory()
    let input = try folder.write(StreamTests.records, to: "in")
    let emotag = try RunningEmotag(
      ["-o", folder.path("out"), "--batch", "10", input],
      wrapper: ["strace", "-f", "-o", "/dev/null", "-e", "inject=write:error=EINTR:when=3+5"])
    #expect(try emotag.end().status == 0)
    #expect(try String(contentsOfFile: folder.path("out"), encoding: .utf8) == StreamTests.records)
  }

  @Test func aWriteThatFailsWithinAnOversizedLineLeavesNoneOfIt() throws {
    let folder = try TemporaryDirectory()
    let long = String(repeating: "long ", count: 1_000_000)
    let input = try folder.write("{\"id\":1}\n\(long)\n", to: "in")
    let output = folder.path("out")
    let emotag = try RunningEmotag(["-o", output, input], wrapper: ["prlimit", "--fsize=3000000"])
    #expect(try emotag.end().status == 74)
    #expect(try String(contentsOfFile: output, encoding: .utf8) == "{\"id\":1}\n")
  }

  @Test(arguments: [[], ["-z"]])
  func aHangUpWithinAnOversizedLineTearsNothing(_ options: [String]) throws {
    let folder = try TemporaryDirectory()
    let output = folder.path("out")
    let emotag = try RunningEmotag(options + ["-o", output, "--max-record", "1K"])
    let long = String(repeating: "long ", count: 400_000)
    func plain(_ name: String) throws -> String {
      let file = folder.path(name)
      if options.isEmpty { return try String(contentsOfFile: file, encoding: .utf8) }
      try #require(try Self.shell("gzip -dc \(file) > \(file).plain") == 0)
      return try String(contentsOfFile: "\(file).plain", encoding: .utf8)
    }
    try emotag.write("{\"id\":1}\n" + long)
    // Compressed, the line so far takes some thousand bytes, in members of a batch each.
    let size = options.isEmpty ? 1_000_000 : 1000
    try #require(eventually { ((try? Data(contentsOf: URL(fileURLWithPath: output)))?.count ?? 0) > size })
    try FileManager.default.moveItem(atPath: output, toPath: folder.path("out.1"))
    emotag.send(SIGHUP)
    try emotag.write(long + "\n")
    // The rest of the line still belongs to the old file; only then comes the new one.
    #expect(eventually { FileManager.default.fileExists(atPath: output) })
    try emotag.write("{\"id\":2}\n")
    try emotag.closeInput()
    #expect(try emotag.end().status == 0)
    let isWhole = try plain("out.1") == "{\"id\":1}\n\(long)\(long)\n"
    #expect(isWhole)
    #expect(try plain("out") == "{\"id\":2}\n")
  }

  @Test func aFileThatIsTheOutputIsNotRead() throws {
    let folder = try TemporaryDirectory()
    let both = try folder.write("{\"id\":1}\n", to: "both")
    let other = try folder.write("{\"id\":2}\n", to: "other")
    let run = try Emotag.run(["-o", both, both, other])
    #expect(run.status == 66)
    #expect(run.err == "emotag: \(both): not read: it is the output\n")
    #expect(try String(contentsOfFile: both, encoding: .utf8) == "{\"id\":1}\n{\"id\":2}\n")
  }

  @Test func aFifoIsWrittenToItsReaderAndEndsWithIt() throws {
    let folder = try TemporaryDirectory()
    let fifo = folder.path("fifo")
    try #require(mkfifo(fifo, 0o600) == 0)
    let input = try folder.write(String(repeating: StreamTests.records, count: 10), to: "in")
    let script = "head -1 < \(fifo) > \(folder.path("first"))"
    let reader = Thread { _ = try? Self.shell(script) }
    reader.start()
    let emotag = try RunningEmotag(["-o", fifo, input])
    #expect(try emotag.end().status == 74)
    #expect(eventually { (try? String(contentsOfFile: folder.path("first"), encoding: .utf8))?.isEmpty == false })
  }

  @Test func rejectsThatNobodyReadsAreAnError() throws {
    let folder = try TemporaryDirectory()
    let fifo = folder.path("fifo")
    try #require(mkfifo(fifo, 0o600) == 0)
    let reader = Thread { _ = try? Self.shell("head -c 10 < \(fifo) > /dev/null") }
    reader.start()
    let run = try Emotag.run(["--rejects", fifo], input: String(repeating: "bad\n", count: 100_000))
    #expect(run.status == 74 && run.err == "emotag: \(fifo): write failed: Broken pipe\n")
  }

  @Test func aSignalThatWasIgnoredAtTheStartIsIgnored() throws {
    let folder = try TemporaryDirectory()
    let script = """
      trap '' INT
      (echo '{"id":1}'; kill -INT $(cat \(folder.path("pid"))); echo '{"id":2}') > \(folder.path("late")) &
      mkfifo \(folder.path("in"))
      \(Emotag.program.path) -f id \(folder.path("in")) > \(folder.path("out")) & echo $! > \(folder.path("pid"))
      exec 9> \(folder.path("in")); echo '{"id":1}' >&9
      until test -s \(folder.path("out")); do :; done
      kill -INT $(cat \(folder.path("pid"))); echo '{"id":2}' >&9; exec 9>&-
      wait %2
      """
    #expect(try Self.shell(script) == 0)
    #expect(try String(contentsOfFile: folder.path("out"), encoding: .utf8) == "{\"id\":1}\n{\"id\":2}\n")
  }

  @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
  func aQuitSignalEndsTheProgramAtOnce() throws {
    // The tests hold signals, and what they start would inherit that.
    let script = """
      import signal, subprocess, sys
      unblock = lambda: signal.pthread_sigmask(signal.SIG_SETMASK, [])
      pipe = subprocess.PIPE
      emotag = subprocess.Popen(sys.argv[1:], stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=unblock)
      emotag.stdin.write(b"{}\\n"), emotag.stdin.flush(), emotag.stdout.readline()
      emotag.send_signal(signal.SIGQUIT)
      sys.exit(0 if emotag.wait(60) == -signal.SIGQUIT and not emotag.stderr.read() else 1)
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", script, Emotag.program.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func aFifoWithoutAWriterDoesNotKeepASignalFromEndingTheRun() throws {
    let folder = try TemporaryDirectory()
    try #require(mkfifo(folder.path("fifo"), 0o600) == 0)
    let first = try folder.write("{\"id\":1}\n", to: "first")
    let emotag = try RunningEmotag([first, folder.path("fifo")])
    #expect(emotag.readAvailable() == "{\"id\":1}\n")
    emotag.send(SIGTERM)
    #expect(try emotag.end().status == SIGTERM)
  }

  @Test func aClosedStandardOutputIsAnErrorAndNoOtherFile() throws {
    let folder = try TemporaryDirectory()
    let script = "echo '{}' | \(Emotag.program.path) --report \(folder.path("report")) >&-"
    #expect(try Self.shell(script) == 74)
    #expect(try StreamTests.receipt(folder.path("report"))["records_out"] as? Int == 0)
  }

  /// What a command writes to stdout, without the last line end.
  static func shellOutput(_ command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  static func shell(_ command: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
