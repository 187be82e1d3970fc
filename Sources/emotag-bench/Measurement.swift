/// The median and the spread of several rounds.
struct Measurement {
  let median: Double
  let least: Double
  let most: Double

  /// There must be at least one round.
  init(_ rounds: some Sequence<Double>) {
    let sorted = rounds.sorted()
    median = sorted[sorted.count / 2]
    least = sorted[0]
    most = sorted[sorted.count - 1]
  }

  var text: String { "\(Self.rounded(median)) (\(Self.rounded(least))–\(Self.rounded(most)))" }

  /// To whole numbers, or to tenths where those say too little.
  static func rounded(_ value: Double) -> String {
    value < 100 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
  }
}

/// How long each of the parts of one round took, in seconds.
struct Stopwatch {
  private var last = ContinuousClock.now

  /// The seconds since the beginning or the last lap.
  mutating func lap() -> Double {
    let now = ContinuousClock.now
    defer { last = now }
    return (now - last) / .seconds(1)
  }
}
