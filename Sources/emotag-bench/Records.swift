/// The lines that are measured, one after the other as a batch holds them.
struct Records {
  /// So many rows the forest is compared with libxgboost on.
  static let limit = 4096

  private(set) var bytes: [UInt8] = []
  private(set) var lines: [Range<Int>] = []
  private let source: String

  /// The first lines of a file.
  init(ndjson: [UInt8]) throws {
    source = "first lines of the file"
    for line in ndjson.split(separator: UInt8(ascii: "\n")).prefix(Self.limit) { append(line) }
    guard !lines.isEmpty else { throw BenchError(message: "no records") }
  }

  private init(texts: [String], source: String) {
    self.source = source
    for number in 0..<Self.limit {
      append(
        #"{"id": \#(1_000_000 + number), "channel": "general", "text": "\#(texts[number % texts.count])"}"#.utf8)
    }
  }

  var description: String { "\(lines.count) records of \(bytes.count / lines.count) bytes on average, \(source)" }

  private mutating func append(_ line: some Collection<UInt8>) {
    let start = bytes.count
    bytes += line
    lines.append(start..<bytes.count)
  }

  /// A few texts that come again and again, so that everything is near and every branch is known: only a first look.
  static let builtIn = Records(
    texts: [
      "Thank you so much, that was really kind of you!",
      "I can't believe they cancelled the train again. This is the third time this week.",
      "does anybody know where the meeting is",
      "lol that's hilarious 😂",
      "My grandmother died yesterday and I do not know what to say to my mother.",
      "Congratulations on the new job, you have earned it after all these years of hard work.",
      "I'm not sure whether that is right, but I would not bet on it.",
      "Ew. Who puts that on a pizza?!",
      "The report is due on Friday at noon, please send your figures to me before that.",
      "Schönes Café, wir kommen wieder",
      "I was so scared when the lights went out that I forgot to breathe",
      "no",
      "I love how she always remembers everybody's birthday ❤️",
    ], source: "built-in texts")
}
