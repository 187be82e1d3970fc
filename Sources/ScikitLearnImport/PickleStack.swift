/// The stack of an unpickler, with marks at which a run of values begins.
struct PickleStack {
  /// Deepest nesting of unfinished tuples and batches; artefacts need less than 20.
  static let maximumMarks = 1000
  /// Most values at once; a pickler writes containers in batches of 1000 items.
  static let maximumCount = 1 << 20

  private let budget: MemoryBudget
  private var values: [PickleValue] = []
  private var highestCount = 0
  /// For each mark, how many values are below it.
  private var marks: [Int] = []

  init(budget: MemoryBudget) {
    self.budget = budget
  }

  mutating func push(_ value: PickleValue) throws(ArtefactError) {
    guard values.count < Self.maximumCount else { throw ArtefactError("more than \(Self.maximumCount) values at once") }
    if values.count == highestCount {
      // As an array may take that doubles.
      try budget.charge(3 * MemoryLayout<PickleValue>.stride)
      highestCount += 1
    }
    values.append(value)
  }

  /// Pops a value, which must lie above the last mark.
  mutating func pop() throws(ArtefactError) -> PickleValue {
    let value = try top()
    values.removeLast()
    return value
  }

  func top() throws(ArtefactError) -> PickleValue {
    guard values.count > marks.last ?? 0, let value = values.last else { throw ArtefactError("a value is missing") }
    return value
  }

  mutating func pushMark() throws(ArtefactError) {
    guard marks.count < Self.maximumMarks else { throw ArtefactError("nested deeper than \(Self.maximumMarks)") }
    marks.append(values.count)
  }

  /// Pops the values above the last mark, and the mark.
  mutating func popToMark() throws(ArtefactError) -> ArraySlice<PickleValue> {
    guard let mark = marks.popLast() else { throw ArtefactError("a mark is missing") }
    let items = Array(values[mark...])
    values.removeSubrange(mark...)
    return items[...]
  }

  /// Pops a value, or the mark if there is none above it.
  mutating func popValueOrMark() throws(ArtefactError) {
    if values.count > marks.last ?? 0 {
      values.removeLast()
    } else if marks.popLast() == nil {
      throw ArtefactError("a value is missing")
    }
  }

  /// The only value, which is what a pickle holds when it ends.
  func only() throws(ArtefactError) -> PickleValue {
    guard marks.isEmpty, values.count == 1 else {
      throw ArtefactError("it ends with \(values.count) values, not with one")
    }
    return values[0]
  }
}
