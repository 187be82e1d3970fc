import Foundation
import Testing

/// Lines on stderr where the journal may read them.
struct JournalTests {
  /// Runs the program with a `JOURNAL_STREAM` that is stderr's device and inode and then `suffix`.
  private func run(_ arguments: [String], suffix: String = "") throws -> String {
    let script = "JOURNAL_STREAM=$(stat -L -c '%d:%i' /proc/self/fd/2)\(suffix) exec \"$@\""
    let emotag = try RunningEmotag(arguments, wrapper: ["sh", "-c", "\(script)", "sh"])
    // A run with a file does not read it.
    try? emotag.write("{}\n")
    try emotag.closeInput()
    return try emotag.end().err
  }

  @Test func aLineForTheJournalBeginsWithItsPriority() throws {
    let folder = try TemporaryDirectory()
    let file = folder.path("file")
    #expect(try run([file]) == "<3>emotag: \(file): cannot be opened: No such file or directory\n")
    #expect(try run([]) == "<4>emotag: none of 1 records has a text under --field text\n")
  }

  @Test func aLineForAnyOtherReaderIsPlain() throws {
    #expect(try run([], suffix: "1") == "emotag: none of 1 records has a text under --field text\n")
  }
}
