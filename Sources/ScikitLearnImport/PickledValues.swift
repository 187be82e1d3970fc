/// Everything that one pickle holds: nodes that refer to each other by number.
///
/// No value owns another, so depth and cycles cost nothing, neither here nor when it is freed.
final class PickledValues {
  let budget: MemoryBudget
  private let source: UnsafeRawBufferPointer
  private var decoded: [UnsafeMutableRawBufferPointer] = []
  private(set) var nodes: [PickleNode] = []
  private(set) var arrays: [NumpyArray] = []

  /// The bytes must outlive this object and every span of it.
  init(source: UnsafeRawBufferPointer, budget: MemoryBudget) {
    self.source = source
    self.budget = budget
  }

  deinit {
    for buffer in decoded { buffer.deallocate() }
  }

  /// The bytes of a span, valid as long as this object.
  func bytes(_ span: ByteSpan) -> UnsafeRawBufferPointer {
    let buffer = span.buffer == 0 ? source : UnsafeRawBufferPointer(decoded[Int(span.buffer) - 1])
    return UnsafeRawBufferPointer(rebasing: buffer[Int(span.start)..<(Int(span.start) + Int(span.count))])
  }

  /// The text of a span, which must be UTF-8.
  func string(_ span: ByteSpan) throws(ArtefactError) -> String {
    try budget.charge(64 + Int(span.count))
    guard let text = String(validating: bytes(span), as: UTF8.self) else { throw ArtefactError("a text is not UTF-8") }
    return text
  }

  /// Whether a value is exactly this text.
  func isText(_ value: PickleValue, _ text: String) -> Bool {
    guard case .text(let span) = value else { return false }
    return bytes(span).elementsEqual(text.utf8)
  }

  /// Makes a buffer of at most `capacity` bytes; `fill` writes it and returns how many it wrote.
  func makeBuffer(
    capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(ArtefactError) -> Int
  ) throws(ArtefactError) -> ByteSpan {
    try budget.charge(capacity + 64)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, capacity), alignment: 16)
    decoded.append(buffer)
    let count = try fill(buffer)
    return ByteSpan(buffer: Int32(decoded.count), start: 0, count: UInt32(count))
  }

  func makeNode(_ kind: PickleNode.Kind) throws(ArtefactError) -> PickleValue {
    try budget.charge(3 * MemoryLayout<PickleNode>.stride)
    nodes.append(PickleNode(kind: kind))
    return .node(Int32(nodes.count - 1))
  }

  func makeNode(_ kind: PickleNode.Kind, items: ArraySlice<PickleValue>) throws(ArtefactError) -> PickleValue {
    let node = try makeNode(kind)
    try append(items, to: nodes.count - 1)
    return node
  }

  func makeArray(_ array: NumpyArray) throws(ArtefactError) -> PickleValue {
    let node = try makeNode(.emptyArray)
    try setArray(array, at: nodes.count - 1)
    return node
  }

  /// Makes node number `index` the array.
  func setArray(_ array: NumpyArray, at index: Int) throws(ArtefactError) {
    try budget.charge(3 * MemoryLayout<NumpyArray>.stride + 64)
    arrays.append(array)
    nodes[index].kind = .array(Int32(arrays.count - 1))
  }

  func setKind(_ kind: PickleNode.Kind, at index: Int) {
    nodes[index].kind = kind
  }

  /// Makes node number `index` the same as another; the storage of the items is shared.
  func replace(node index: Int, by node: PickleNode) {
    nodes[index] = node
  }

  /// Appends items to node number `index`; its storage doubles, so that what it takes is charged step by step.
  func append(_ items: ArraySlice<PickleValue>, to index: Int) throws(ArtefactError) {
    let (capacity, needed) = (nodes[index].items.capacity, nodes[index].items.count + items.count)
    if needed > capacity {
      let larger = max(needed, 2 * capacity)
      try budget.charge((larger - capacity) * MemoryLayout<PickleValue>.stride + (capacity == 0 ? 64 : 0))
      nodes[index].items.reserveCapacity(larger)
    }
    nodes[index].items.append(contentsOf: items)
  }

  /// The node of a value, or nil if the value is none.
  func node(_ value: PickleValue) -> PickleNode? {
    guard case .node(let index) = value else { return nil }
    return nodes[Int(index)]
  }

  /// The items of a tuple, or nil if the value is none.
  func tuple(_ value: PickleValue) -> [PickleValue]? {
    guard let node = node(value), case .tuple = node.kind else { return nil }
    return node.items
  }
}
