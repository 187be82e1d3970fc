/// The values that a pickle refers back to, by number.
struct PickleMemo {
  private let budget: MemoryBudget
  private var values: [PickleValue] = []

  init(budget: MemoryBudget) {
    self.budget = budget
  }

  /// Remembers a value under a number, or under the next one; a pickler numbers without a gap.
  mutating func put(_ value: PickleValue, at index: Int?) throws(ArtefactError) {
    let index = index ?? values.count
    guard (0...values.count).contains(index) else {
      throw ArtefactError("memo entry \(index), where \(values.count) is the next")
    }
    guard index == values.count else {
      values[index] = value
      return
    }
    if values.count == values.capacity {
      // It doubles, so that what it takes is charged step by step.
      let larger = max(64, 2 * values.capacity)
      try budget.charge((larger - values.capacity) * MemoryLayout<PickleValue>.stride)
      values.reserveCapacity(larger)
    }
    values.append(value)
  }

  func value(at index: Int) throws(ArtefactError) -> PickleValue {
    guard values.indices.contains(index) else { throw ArtefactError("memo entry \(index) of \(values.count)") }
    return values[index]
  }

  /// Gives back what was charged, once the pickle is read.
  func release() {
    budget.release(values.capacity * MemoryLayout<PickleValue>.stride)
  }
}
