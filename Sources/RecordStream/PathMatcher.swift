/// Follows paths down a record while a scanner passes over it, and notes where they lead.
///
/// Of duplicate keys the last wins, at every level: what an earlier one led to is forgotten.
struct PathMatcher: Sendable {
  private let paths: [FieldPath]
  /// How many steps of each path lead to the containers that are open now.
  private var matchedSteps: [Int]
  /// Where the value at the end of each path begins, in the paths' order; nil where there is none.
  private(set) var found: [Int?]

  init(_ paths: [FieldPath]) {
    self.paths = paths
    matchedSteps = Array(repeating: 0, count: paths.count)
    found = Array(repeating: nil, count: paths.count)
  }

  /// A new record begins.
  mutating func reset() {
    for path in paths.indices {
      matchedSteps[path] = 0
      found[path] = nil
    }
  }

  /// A member's value begins at `start`, with `first`, in an object that is the `depth`-th open container.
  mutating func enterMember(_ key: ScannedKey, depth: Int, valueAt start: Int, first: UInt8) {
    for path in paths.indices where isWaiting(path, depth) {
      if key.equals(paths[path].steps[depth - 1].name) { advance(path, depth, start, first) }
    }
  }

  /// An element's value begins at `start`, with `first`, in an array that is the `depth`-th open container.
  mutating func enterElement(_ index: Int, depth: Int, valueAt start: Int, first: UInt8) {
    for path in paths.indices where isWaiting(path, depth) {
      if paths[path].steps[depth - 1].index == index { advance(path, depth, start, first) }
    }
  }

  /// Whether the value that begins at `start` is at the end of a path.
  func leads(to start: Int) -> Bool {
    for case start? in found { return true }
    return false
  }

  /// A container ends; `depth` others stay open.
  mutating func leaveContainer(depth: Int) {
    for path in paths.indices { matchedSteps[path] = min(matchedSteps[path], max(depth - 1, 0)) }
  }

  /// Whether all steps of a path but the next lead to the innermost open container.
  private func isWaiting(_ path: Int, _ depth: Int) -> Bool {
    matchedSteps[path] == depth - 1 && depth <= paths[path].steps.count
  }

  private mutating func advance(_ path: Int, _ depth: Int, _ start: Int, _ first: UInt8) {
    found[path] = nil
    if depth == paths[path].steps.count {
      found[path] = start
    } else if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      matchedSteps[path] = depth
    }
  }
}
