extension Unpickler {
  mutating func makeContainer(_ opcode: PickleOpcode) throws(ArtefactError) -> PickleValue {
    switch opcode {
    case .emptyList: return try values.makeNode(.list)
    case .emptyDict: return try values.makeNode(.dictionary)
    case .emptyTuple: return try values.makeNode(.tuple)
    case .emptySet: return try values.makeNode(.set)
    case .list: return try values.makeNode(.list, items: stack.popToMark())
    case .dict: return try values.makeNode(.dictionary, items: popPairs())
    case .tuple: return try values.makeNode(.tuple, items: stack.popToMark())
    case .frozenset: return try values.makeNode(.set, items: stack.popToMark())
    default:
      var items: [PickleValue] = []
      for _ in 0..<(opcode == .tuple1 ? 1 : opcode == .tuple2 ? 2 : 3) { items.insert(try stack.pop(), at: 0) }
      return try values.makeNode(.tuple, items: items[...])
    }
  }

  /// Adds what is on the stack to the container below it.
  mutating func fillContainer(_ opcode: PickleOpcode) throws(ArtefactError) {
    let items: ArraySlice<PickleValue>
    switch opcode {
    case .append: items = [try stack.pop()]
    case .setitem:
      let value = try stack.pop()
      items = [try stack.pop(), value]
    case .setitems: items = try popPairs()
    default: items = try stack.popToMark()
    }
    guard case .node(let index) = try stack.top() else {
      throw ArtefactError("items for something that is no container")
    }
    switch (opcode, values.nodes[Int(index)].kind) {
    case (.append, .list), (.appends, .list), (.setitem, .dictionary),
      (.setitems, .dictionary), (.additems, .set):
      try values.append(items, to: Int(index))
    default: throw ArtefactError("items for a container of another kind")
    }
  }

  private mutating func popPairs() throws(ArtefactError) -> ArraySlice<PickleValue> {
    let items = try stack.popToMark()
    guard items.count.isMultiple(of: 2) else { throw ArtefactError("a key without a value") }
    return items
  }
}
