/// One option of a command: its line in the command's table is all there is of it.
///
/// Parser, `--help` and the README's table are made from these tables.
struct Option<Settings>: Sendable {
  /// The one-letter name, without its dash.
  var short: Character?
  /// The long name, without its dashes.
  let long: String
  /// What stands for the argument in the help, such as `FILE`; nil for an option without one.
  var value: String?
  /// What holds without the option, for the help.
  var fallback: String?
  let help: String
  /// Whether it adds up when it is given several times; any other is refused the second time.
  var isRepeatable = false
  /// Notes the option in the settings; the text is empty for an option without an argument.
  let apply: @Sendable (inout Settings, String) throws(UsageError) -> Void
}

/// Why an option's argument is refused.
struct UsageError: Error {
  let reason: String
}

extension Option {
  /// How the option is written, such as `-f, --field PATH`.
  var synopsis: String {
    (short.map { "-\($0), " } ?? "") + "--\(long)" + (value.map { " \($0)" } ?? "")
  }
}

extension Option {
  /// The same option for settings that contain these.
  func lifted<Outer>(to path: any WritableKeyPath<Outer, Settings> & Sendable) -> Option<Outer> {
    Option<Outer>(
      short: short, long: long, value: value, fallback: fallback, help: help, isRepeatable: isRepeatable
    ) {
      settings, text throws(UsageError) in try apply(&settings[keyPath: path], text)
    }
  }
}

/// A whole number between two bounds, both allowed.
func wholeNumber(_ text: String, atLeast minimum: Int = 0, atMost maximum: Int = 1 << 31) throws(UsageError) -> Int {
  guard let number = Int(text), number >= minimum, number <= maximum else {
    throw UsageError(reason: "\"\(text)\" is no whole number from \(minimum) to \(maximum)")
  }
  return number
}

/// A number of bytes, at least 1, that may end in K, M or G for powers of 1024.
func byteCount(_ text: String, upTo maximum: Int) throws(UsageError) -> Int {
  let shifts: [Character: Int] = ["K": 10, "M": 20, "G": 30]
  let shift = text.last.flatMap { shifts[$0] }
  guard let number = Int(shift == nil ? text[...] : text.dropLast()), number >= 1,
    number <= maximum >> (shift ?? 0)
  else { throw UsageError(reason: "\"\(text)\" is no number of bytes up to \(maximum), such as 64K") }
  return number << (shift ?? 0)
}

/// A finite number.
func finiteNumber(_ text: String) throws(UsageError) -> Double {
  guard let number = Double(text), number.isFinite else { throw UsageError(reason: "\"\(text)\" is no number") }
  return number
}

/// The name of a file, where `-` does not stand for one.
func filePath(_ text: String) throws(UsageError) -> String {
  guard text != "-" else { throw UsageError(reason: "it needs a file, not \"-\"") }
  return text
}

/// A score: a number from 0 to 1.
func score(_ text: String) throws(UsageError) -> Float {
  let number = try finiteNumber(text)
  guard (0...1).contains(number) else { throw UsageError(reason: "\"\(text)\" is not between 0 and 1") }
  return Float(number)
}

/// One of the names of an enumeration.
func choice<Choice: RawRepresentable<String> & CaseIterable>(_ text: String) throws(UsageError) -> Choice {
  guard let choice = Choice(rawValue: text) else {
    throw UsageError(reason: "\"\(text)\" is none of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  return choice
}
