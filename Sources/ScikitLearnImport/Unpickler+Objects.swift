extension Unpickler {
  /// Replaces a name and a tuple of arguments by what a call, or the making of an instance, would return.
  mutating func callOrMake(_ opcode: PickleOpcode) throws(ArtefactError) {
    let argument = try stack.pop()
    guard case .global(let global) = try stack.pop() else { throw ArtefactError("a call of something that is no name") }
    guard let arguments = values.tuple(argument) else { throw ArtefactError("a call without a tuple of arguments") }
    try stack.push(opcode == .newobj ? instance(of: global, arguments) : result(of: global, arguments))
  }

  private func instance(of global: PickleGlobal, _ arguments: [PickleValue]) throws(ArtefactError) -> PickleValue {
    guard global.isClass, arguments.isEmpty else {
      throw ArtefactError("an instance of \(global.title) that such an artefact does not need")
    }
    return try values.makeNode(.object(global))
  }

  /// What a call would return, made of values; other arguments than Python's own pickler writes are errors.
  private func result(of global: PickleGlobal, _ arguments: [PickleValue]) throws(ArtefactError) -> PickleValue {
    switch global {
    case .encode, .bytearray, .bytes: return .bytes(try bytes(global, arguments))
    case .set, .frozenset:
      guard arguments.count == 1, let node = values.node(arguments[0]), case .list = node.kind else { break }
      return try values.makeNode(.set, items: node.items[...])
    case .orderedDictionary where arguments.isEmpty: return try values.makeNode(.dictionary)
    case .reconstructor:
      guard arguments.count == 3, case .global(let type) = arguments[0], case .global(.object) = arguments[1],
        case .none = arguments[2]
      else { break }
      return try instance(of: type, [])
    case .dataType, .reconstruct, .fromBuffer, .scalar: return try numpyResult(of: global, arguments)
    case .newIndex:
      guard arguments.count == 2, case .global(.index) = arguments[0] else { break }
      return try values.makeNode(.object(.index), items: arguments[1...])
    case .unpickleStringArray:
      guard arguments.count == 3, case .global(.stringArray) = arguments[0], case .none = arguments[2] else { break }
      return try values.makeNode(.object(.stringArray))
    case .restoreArrowArray:
      guard arguments.count == 1, values.tuple(arguments[0]) != nil else { break }
      return arguments[0]
    case .arrowType:
      guard arguments.count == 1, case .text = arguments[0] else { break }
      return arguments[0]
    case .arrowBuffer:
      guard arguments.count == 1, case .bytes = arguments[0] else { break }
      return arguments[0]
    case .randomConstructor, .stringType: return try values.makeNode(.opaque)
    default: break
    }
    throw ArtefactError("a call of \(global.title) that such an artefact does not need")
  }

  private func bytes(_ global: PickleGlobal, _ arguments: [PickleValue]) throws(ArtefactError) -> ByteSpan {
    switch arguments.count {
    case 0 where global != .encode: return ByteSpan(start: 0, count: 0)
    case 1 where global == .bytearray:
      if case .bytes(let span) = arguments[0] { return span }
    case 2 where global != .bytes:
      if case .text(let text) = arguments[0],
        values.isText(arguments[1], "latin1") || values.isText(arguments[1], "latin-1")
      {
        return try latin1(text)
      }
    default: break
    }
    throw ArtefactError("a call of \(global.title) that such an artefact does not need")
  }

  /// Gives the object on top of the stack its state.
  mutating func build(_ state: PickleValue) throws(ArtefactError) {
    guard case .node(let number) = try stack.top() else {
      throw ArtefactError("a state for something that is no object")
    }
    let index = Int(number)
    switch values.nodes[index].kind {
    case .opaque: break
    case .dataType(let type): values.setKind(.dataType(try dataType(type, state: state)), at: index)
    case .emptyArray: try buildArray(state, at: index)
    case .object(let global) where global != .index:
      guard values.nodes[index].items.isEmpty else { throw ArtefactError("\(global.title) gets a second state") }
      try values.append([state], to: index)
      if global == .arrayWrapper { try readInlineArray(at: index) }
    default: throw ArtefactError("a state for something that is no object")
    }
  }
}
