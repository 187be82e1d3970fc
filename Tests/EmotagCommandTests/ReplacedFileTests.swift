import Foundation
import Testing

@testable import EmotagCommand

/// Files that are replaced whole: the metrics, and the models that train and import write.
struct ReplacedFileTests {
  private static func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private static func type(_ path: String) throws -> FileAttributeType? {
    try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
  }

  @Test func aSymlinkIsFollowed() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("old", to: "file")
    try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: false)
    for (link, target) in [
      ("a", "file"), ("b", folder.path("file")), ("folder/c", "../file"), ("d", "new"), ("e", "a"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
      try replaceFile(folder.path(link), with: Array(link.utf8))
      #expect(try Self.type(folder.path(link)) == .typeSymbolicLink)
      #expect(try String(contentsOfFile: folder.path(link == "d" ? "new" : "file"), encoding: .utf8) == link)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("folder")) == ["c"])
  }

  @Test func aLoopOfSymlinksIsAnError() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.createSymbolicLink(atPath: folder.path("a"), withDestinationPath: "b")
    try FileManager.default.createSymbolicLink(atPath: folder.path("b"), withDestinationPath: "a")
    #expect(throws: CommandError.self) { try replaceFile(folder.path("a"), with: [1]) }
  }

  @Test(arguments: [0o600, 0o644, 0o640, 0o666])
  func theModeOfAFileThatIsThereStays(_ mode: Int) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("old", to: "file")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    try replaceFile(file, with: Array("new".utf8), mode: 0o604)
    #expect(try Self.mode(file) == mode)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
    try replaceFile(folder.path("other"), with: [1], mode: 0o604)
    #expect(try Self.mode(folder.path("other")) == 0o604)
  }

  @Test(.enabled(if: getuid() == 0, "this takes root"))
  func theOwnerOfAFileThatIsThereStays() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("old", to: "file")
    try #require(chown(file, 4001, 4002) == 0)
    try replaceFile(file, with: [1])
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.ownerAccountID] as? Int == 4001 && attributes[.groupOwnerAccountID] as? Int == 4002)
  }

  @Test(.enabled(if: getuid() == 0, "this takes root"))
  func aDeviceStaysOne() throws {
    let folder = try TemporaryDirectory()
    // As /dev/null is.
    try #require(mknod(folder.path("null"), S_IFCHR | 0o666, 1 << 8 | 3) == 0)
    let run = try Emotag.run(["--metrics", folder.path("null")], input: "{\"text\":\"thanks\"}\n")
    #expect(run.status == 0 && run.err == "")
    #expect(try Self.type(folder.path("null")) == .typeCharacterSpecial)
  }

  @Test func aPipeIsWrittenToAndStays() throws {
    let folder = try TemporaryDirectory()
    let fifo = folder.path("fifo")
    try #require(mkfifo(fifo, 0o600) == 0)
    // Nobody reads it: records are not kept waiting for that.
    let alone = try Emotag.run(["--metrics", fifo], input: "{\"text\":\"thanks\"}\n")
    #expect(alone.status == 0 && alone.err == "emotag: \(fifo): cannot be written: No such device or address\n")
    let reader = open(fifo, O_RDONLY | O_NONBLOCK)
    let run = try Emotag.run(["--metrics", fifo], input: "{\"text\":\"thanks\"}\n")
    #expect(run.status == 0 && run.err == "")
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(reader, &bytes, bytes.count)
    #expect(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).contains("emotag_records_total"))
    close(reader)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["fifo"])
  }

  @Test func aModelGoesThroughAPipeWhole() throws {
    let folder = try TemporaryDirectory()
    let fifo = folder.path("fifo")
    try #require(mkfifo(fifo, 0o600) == 0)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    let writer = Thread { try? replaceFile(fifo, with: bytes) }
    writer.start()
    let reader = FileHandle(fileDescriptor: open(fifo, O_RDONLY), closeOnDealloc: true)
    #expect(try reader.readToEnd() == Data(bytes))
  }

  @Test(arguments: [0o022, 0o077])
  func otherUsersMayReadTheMetrics(_ mask: Int) throws {
    let folder = try TemporaryDirectory()
    let script =
      "umask \(String(mask, radix: 8)) && echo '{}' | \(Emotag.program.path) --metrics \(folder.path("m")) 2> /dev/null"
    #expect(try FaultTests.shell(script) == 0)
    #expect(try Self.mode(folder.path("m")) == 0o644)
  }

  @Test func aDirectoryIsAnError() throws {
    let folder = try TemporaryDirectory()
    let run = try Emotag.run(["--metrics", folder.url.path], input: "{\"text\":\"thanks\"}\n")
    #expect(run.err == "emotag: \(folder.url.path): cannot be written: Is a directory\n" && run.status == 73)
    #expect(throws: CommandError.self) { try replaceFile(folder.url.path, with: [1]) }
  }

  /// A full disk must not cost a descriptor with every try.
  @Test(.enabled(if: FaultTests.isInstalled("prlimit"), "prlimit is not installed"))
  func aFailureLeavesNoFileOpen() throws {
    let folder = try TemporaryDirectory()
    let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    // A name that cannot be given: its file beside it is written and closed all the same.
    for _ in 0..<20 { #expect(throws: CommandError.self) { try replaceFile(folder.path("no/such/folder"), with: [1]) } }
    let name = String(repeating: "n", count: 245)
    for _ in 0..<20 { _ = try? replaceFile(folder.path(name), with: [1]) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count < before + 10)
  }
}
