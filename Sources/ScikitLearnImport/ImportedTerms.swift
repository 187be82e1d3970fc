/// The terms of a vocabulary in the order of their columns, each its UTF-8.
package struct ImportedTerms: Sendable, Equatable {
  /// The bytes of all terms, one after the other.
  package private(set) var bytes: [UInt8] = []
  /// Term `i` is `bytes[offsets[i]..<offsets[i + 1]]`; one element more than there are terms.
  package private(set) var offsets: [UInt32] = [0]

  /// How many terms there are.
  package var count: Int { offsets.count - 1 }

  /// Term number `index`, at least one, each different, all valid UTF-8.
  package subscript(_ index: Int) -> ArraySlice<UInt8> {
    bytes[Int(offsets[index])..<Int(offsets[index + 1])]
  }

  /// Reads the keys of `vocabulary_`, whose values must be all numbers from 0 on.
  init(vocabulary: PickleValue, in values: PickledValues) throws(ArtefactError) {
    guard let node = values.node(vocabulary), case .dictionary = node.kind, !node.items.isEmpty else {
      throw ArtefactError("vocabulary_ is no dict with terms")
    }
    let spans = try Self.spans(node.items, in: values)
    let size = spans.reduce(0) { $0 + Int($1.count) }
    guard size <= Int(UInt32.max) else { throw ArtefactError("its terms take more than 4 GiB") }
    try values.budget.charge(size + 4 * spans.count)
    bytes.reserveCapacity(size)
    offsets.reserveCapacity(spans.count + 1)
    for span in spans {
      let term = values.bytes(span)
      guard String(validating: term, as: UTF8.self) != nil else { throw ArtefactError("a term is not UTF-8") }
      bytes.append(contentsOf: term)
      offsets.append(UInt32(bytes.count))
    }
    values.budget.release(spans.count * MemoryLayout<ByteSpan>.stride)
    try requireDistinct(values.budget)
  }

  /// Where the terms lie, in the order of their columns.
  private static func spans(_ items: [PickleValue], in values: PickledValues) throws(ArtefactError) -> [ByteSpan] {
    let count = items.count / 2
    try values.budget.charge(count * MemoryLayout<ByteSpan>.stride)
    // No term lies in a buffer of a negative number.
    var spans = [ByteSpan](repeating: ByteSpan(buffer: -1, start: 0, count: 0), count: count)
    for index in 0..<count {
      guard case .text(let term) = items[2 * index] else { throw ArtefactError("a term is no text") }
      guard case .integer(let column) = items[2 * index + 1], column >= 0, column < count,
        spans[Int(column)].buffer == -1
      else { throw ArtefactError("vocabulary_ does not number its \(count) terms from 0 to \(count - 1)") }
      spans[Int(column)] = term
    }
    return spans
  }

  private func requireDistinct(_ budget: MemoryBudget) throws(ArtefactError) {
    // scikit-learn numbers the terms in their order, so that there is mostly nothing to sort.
    if (1..<count).allSatisfy({ self[$0 - 1].lexicographicallyPrecedes(self[$0]) }) { return }
    try budget.charge(count * MemoryLayout<Int32>.stride)
    let sorted = (0..<Int32(count)).sorted { self[Int($0)].lexicographicallyPrecedes(self[Int($1)]) }
    for (left, right) in zip(sorted, sorted.dropFirst()) where self[Int(left)] == self[Int(right)] {
      throw ArtefactError("vocabulary_ has a term twice")
    }
  }
}
