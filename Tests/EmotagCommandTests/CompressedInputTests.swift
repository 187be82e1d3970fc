import Foundation
import Testing

/// Inputs in compressed formats that are not read, made by the programs themselves.
@Suite(
  .enabled(
    if: FaultTests.areInstalled("xz", "bzip2", "zstd", "lz4", "zip", "unzip"), "xz, bzip2, zstd, lz4 or zip is missing")
)
struct CompressedInputTests {
  private static let commands: [(name: String, command: String, decoder: String)] = [
    ("xz", "xz -c", "xz -dc"), ("bzip2", "bzip2 -c", "bzip2 -dc"), ("zstd", "zstd -qc", "zstd -dc"),
    ("lz4", "lz4 -qc", "lz4 -dc"), ("zip", "zip -q - -", "unzip -p"),
  ]
  static let records = (0..<20_000).map { "{\"id\":\($0),\"text\":\"thanks\"}\n" }.joined()

  private static func compressed(_ name: String, in folder: TemporaryDirectory) throws -> String {
    let command = try #require(commands.first { $0.name == name }?.command)
    let plain = try folder.write(records, to: "plain")
    let file = folder.path("file.\(name)")
    try #require(try FaultTests.shell("\(command) < \(plain) > \(file)") == 0)
    return file
  }

  @Test(arguments: commands.map(\.name))
  func nothingIsWrittenAndTheStatusSaysSo(_ name: String) throws {
    let folder = try TemporaryDirectory()
    let file = try Self.compressed(name, in: folder)
    let decoder = try #require(Self.commands.first { $0.name == name }?.decoder)
    for arguments in [[file], ["-o", folder.path("out"), file], ["-"]] {
      let run = try Emotag.run(arguments, input: try Data(contentsOf: URL(fileURLWithPath: file)))
      #expect(run.status == 65)
      #expect(run.out.isEmpty)
      let (input, argument) = arguments == ["-"] ? ("stdin", "") : (file, " \(file)")
      #expect(run.err == "emotag: \(input): not read: it is \(name); use \(decoder)\(argument) | emotag\n")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("out"))).isEmpty)
    // The advice helps.
    #expect(try FaultTests.shell("\(decoder) \(file) | \(Emotag.program.path) > \(folder.path("tagged"))") == 0)
    let tagged = try String(contentsOfFile: folder.path("tagged"), encoding: .utf8)
    #expect(tagged.split(separator: "\n").count == 20_000)
  }

  @Test func theOtherInputsAreTagged() throws {
    let folder = try TemporaryDirectory()
    let file = try Self.compressed("xz", in: folder)
    let run = try Emotag.run([file, "-"], input: "{\"id\":1}\n")
    #expect(run.status == 65 && run.text == "{\"id\":1}\n")
  }

  @Test func aClientThatSendsItIsClosedAndTheServiceGoesOn() throws {
    let folder = try TemporaryDirectory()
    let file = try Self.compressed("xz", in: folder)
    let service = try Service(["--reply", "--metrics", folder.path("metrics")], folder: folder)
    let client = try Client(service.path)
    client.send([UInt8](try Data(contentsOf: URL(fileURLWithPath: file))))
    #expect(client.receiveAll() == "")
    let other = try Client(service.path)
    other.send("{\"id\":1}\n")
    #expect(other.receive() == "{\"id\":1}\n")
    let (status, err) = try service.end()
    #expect(status == 0 && err.contains(": closed: it sends xz, which is not read\n"))
    let metrics = try String(contentsOfFile: folder.path("metrics"), encoding: .utf8)
    #expect(metrics.contains("emotag_closed_connections_total{reason=\"unreadable\"} 1\n"))
  }
}
