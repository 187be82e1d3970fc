/// What the control groups that this process is in leave it, of processors and of threads (cgroups(7), both versions).
struct ControlGroup {
  /// Where the groups are mounted; another place in tests.
  private let root: String
  /// The lines of `/proc/self/cgroup`: a number, the controllers that go by it, and the group's path.
  private let memberships: [(controllers: String, path: String)]

  init(root: String = "/sys/fs/cgroup", memberships: String? = nil) {
    self.root = root
    let text = memberships ?? Self.text(of: "/proc/self/cgroup") ?? ""
    self.memberships = text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      return parts.count == 3 ? (String(parts[1]), String(parts[2])) : nil
    }
  }

  /// For how many processors' time there is a quota; nil if there is none.
  var processorQuota: Double? {
    let unified = values("", "cpu.max").compactMap { numbers -> Double? in
      guard numbers.count == 2, let quota = Double(numbers[0]), let period = Double(numbers[1]), period > 0
      else { return nil }
      return quota / period
    }
    let own = zip(values("cpu", "cpu.cfs_quota_us"), values("cpu", "cpu.cfs_period_us")).compactMap { quota, period in
      guard let quota = quota.first.flatMap(Double.init), let period = period.first.flatMap(Double.init), quota > 0
      else { return nil as Double? }
      return quota / period
    }
    return (unified + own).min()
  }

  /// How many more threads may be started; nil if any number.
  var threadsLeft: Int? {
    ["", "pids"].flatMap { controller in
      zip(values(controller, "pids.max"), values(controller, "pids.current")).compactMap { most, now in
        guard let most = most.first.flatMap({ Int($0) }), let now = now.first.flatMap({ Int($0) }) else { return nil }
        return max(0, most - now)
      }
    }.min()
  }

  /// How many workers there is room for beside the thread that writes; 1 at least.
  func workerCount(processors: Int) -> Int {
    let quota = min(Double(processors), processorQuota?.rounded(.up) ?? .infinity)
    let threads = threadsLeft.map { $0 - 1 } ?? .max
    return max(1, min(Int(quota), threads))
  }

  /// What a file says in the group and in those above it, as words; version 2 goes by no controller, "".
  private func values(_ controller: String, _ file: String) -> [[String]] {
    let own = memberships.first { membership in
      membership.controllers.split(separator: ",", omittingEmptySubsequences: false).contains { $0 == controller }
    }
    guard let path = own?.path else { return [] }
    var steps = path.split(separator: "/")
    var found: [[String]] = []
    while true {
      let folder = ([root] + (controller.isEmpty ? [] : [controller]) + steps.map(String.init)).joined(separator: "/")
      let words = Self.text(of: "\(folder)/\(file)")?.split(whereSeparator: \.isWhitespace).map(String.init)
      found.append(words ?? [])
      if steps.popLast() == nil { return found }
    }
  }

  private static func text(of path: String) -> String? {
    (try? readFile(path)).map { String(decoding: $0, as: UTF8.self) }
  }
}
