extension Unpickler {
  mutating func makeContainer(_ opcode: UInt8) throws(ArtefactError) -> PickleValue {
    switch opcode {
    case UInt8(ascii: "]"): return try values.makeNode(.list)
    case UInt8(ascii: "}"): return try values.makeNode(.dictionary)
    case UInt8(ascii: ")"): return try values.makeNode(.tuple)
    case 0x8F: return try values.makeNode(.set)
    case UInt8(ascii: "l"): return try values.makeNode(.list, items: popToMark())
    case UInt8(ascii: "d"): return try values.makeNode(.dictionary, items: popPairs())
    case UInt8(ascii: "t"): return try values.makeNode(.tuple, items: popToMark())
    case 0x91: return try values.makeNode(.set, items: popToMark())
    default:
      var items: [PickleValue] = []
      for _ in 0...(opcode - 0x85) { items.insert(try pop(), at: 0) }
      return try values.makeNode(.tuple, items: items[...])
    }
  }

  /// Adds what is on the stack to the container below it.
  mutating func fillContainer(_ opcode: UInt8) throws(ArtefactError) {
    let items: ArraySlice<PickleValue>
    switch opcode {
    case UInt8(ascii: "a"): items = [try pop()]
    case UInt8(ascii: "s"):
      let value = try pop()
      items = [try pop(), value]
    case UInt8(ascii: "u"): items = try popPairs()
    default: items = try popToMark()
    }
    guard case .node(let index) = try top() else { throw ArtefactError("items for something that is no container") }
    switch (opcode, values.nodes[Int(index)].kind) {
    case (UInt8(ascii: "a"), .list), (UInt8(ascii: "e"), .list), (UInt8(ascii: "s"), .dictionary),
      (UInt8(ascii: "u"), .dictionary), (0x90, .set):
      try values.append(items, to: Int(index))
    default: throw ArtefactError("items for a container of another kind")
    }
  }

  private mutating func popPairs() throws(ArtefactError) -> ArraySlice<PickleValue> {
    let items = try popToMark()
    guard items.count.isMultiple(of: 2) else { throw ArtefactError("a key without a value") }
    return items
  }
}
