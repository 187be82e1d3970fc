import Foundation
import Testing

/// A message of the system log, as `logger` sends it and as it is found in emotag's output.
struct LogMessage: Hashable {
  let program: String
  let text: String

  /// U+FFFD stands for a byte that is no UTF-8.
  private static let texts = [
    "thank you so much", "\"quoted\" and \\ back\\\"slashed\\u0041", "tab\there", "\u{1B}[31mred\u{1B}[0m \u{07}\u{01}",
    "café 😀 \u{2028} 日本語", " two  spaces ", "{\"json\": [1, 2]}",
    "%s %n $(id) `id` ${x}", "<13>nested[7]: one more", "Latin-1: \u{FFFD}t\u{FFFD}", "}\\", "I love it, thank you!",
  ]

  private static let longText = String(repeating: "long ", count: 1400)

  /// Every thousandth one is empty, from a program of its own, and every hundredth long.
  static let all: [LogMessage] = (0..<10_000).map { index in
    if index % 1000 == 999 { return LogMessage(program: "empty-\(index)", text: "") }
    let text = index % 100 == 50 ? longText : texts[index % texts.count]
    return LogMessage(program: "app", text: "id=\(index) \(text)")
  }

  /// Sends messages of `all`, whole thousands, with the real `logger`.
  static func send(_ range: Range<Int>, to socket: String) throws {
    let folder = try TemporaryDirectory()
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 1000) {
      let lines = all[start..<start + 999].map { $0.text + "\n" }.joined()
      try Data(lines.utf8).replacing(Data("\u{FFFD}".utf8), with: Data([0xE9]))
        .write(to: folder.url.appendingPathComponent("lines"))
      let script = """
        logger --socket \(socket) --tag app --size 8192 --file \(folder.path("lines"))
        echo | logger --socket \(socket) --tag \(all[start + 999].program)
        """
      try #require(FaultTests.shell(script) == 0)
    }
  }

  /// Waits until so many different messages are in the file.
  static func areWritten(_ count: Int, in path: String) throws -> Bool {
    let different = "grep -oaE ' ?id=[0-9]+ |\"empty-[0-9]+\"' \(path) | sort -u | wc -l"
    return try eventually { try FaultTests.shell("[ $(\(different)) -ge \(count) ]") == 0 }
  }

  /// The messages in emotag's output; each must have its tags.
  static func tagged(in path: String) throws -> [LogMessage] {
    try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0A).map { line in
      let repaired = Data(String(decoding: line, as: UTF8.self).utf8)
      let record = try #require(try JSONSerialization.jsonObject(with: repaired) as? [String: Any])
      let message = LogMessage(
        program: try #require(record["program"] as? String), text: try #require(record["message"] as? String))
      let emotions = try #require(record["emotions"] as? [String])
      #expect(!emotions.isEmpty)
      #expect(emotions.contains("gratitude") || !message.text.contains("thank you"))
      return message
    }
  }
}
