internal import EmotagCommand
internal import EmotionModel
internal import Glibc

/// Where and when the figures came about.
enum Machine {
  static var description: String {
    "machine: \(processor), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors; "
      + "instructions: \(InstructionSet.chosen.rawValue); date: \(date)"
  }

  private static var processor: String {
    let information = (try? readFile("/proc/cpuinfo")) ?? []
    for line in information.split(separator: UInt8(ascii: "\n")) where line.starts(with: "model name".utf8) {
      return String(decoding: line.drop { $0 != UInt8(ascii: ":") }.dropFirst(2), as: UTF8.self)
    }
    return "unknown"
  }

  private static var date: String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
      guard let text = buffer.baseAddress, strftime(text, buffer.count, "%Y-%m-%d %H:%M UTC", &parts) > 0 else {
        return "unknown"
      }
      return String(cString: text)
    }
  }
}
