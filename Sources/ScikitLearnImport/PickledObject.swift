/// The attributes of one instance, which are taken one by one so that none can be overlooked.
struct PickledObject {
  /// Most attributes of an instance; XGBClassifier has about 50.
  static let maximumAttributes = 256

  let values: PickledValues
  /// The class, for messages.
  let title: String
  private var attributes: [String: PickleValue] = [:]

  /// Fails if the value is no instance of the class, or has not got its attributes.
  init(_ value: PickleValue, of type: PickleGlobal, in values: PickledValues) throws(ArtefactError) {
    guard let node = values.node(value), case .object(type) = node.kind else {
      throw ArtefactError("it holds \(values.describe(value)) where \(type.title) belongs")
    }
    guard let state = node.items.first else { throw ArtefactError("\(type.title) has no attributes") }
    try self.init(dictionary: state, title: type.title, in: values)
  }

  /// Takes the items of a dictionary as attributes.
  init(dictionary: PickleValue, title: String, in values: PickledValues) throws(ArtefactError) {
    self.values = values
    self.title = title
    guard let node = values.node(dictionary), case .dictionary = node.kind else {
      throw ArtefactError("\(title) has no attributes")
    }
    guard node.items.count <= 2 * Self.maximumAttributes else {
      throw ArtefactError("\(title) has too many attributes")
    }
    for index in stride(from: 0, to: node.items.count, by: 2) {
      guard case .text(let name) = node.items[index], name.count <= 100 else {
        throw ArtefactError("\(title) has an attribute without a proper name")
      }
      attributes[try values.string(name)] = node.items[index + 1]
    }
  }

  mutating func takeIfPresent(_ name: String) -> PickleValue? {
    attributes.removeValue(forKey: name)
  }

  mutating func take(_ name: String) throws(ArtefactError) -> PickleValue {
    guard let value = takeIfPresent(name) else { throw ArtefactError("\(title) has no \(name); is it fitted?") }
    return value
  }

  mutating func takeBool(_ name: String) throws(ArtefactError) -> Bool {
    let value = try take(name)
    guard case .bool(let flag) = value else { throw unsupported(name, value) }
    return flag
  }

  mutating func takeInteger(_ name: String) throws(ArtefactError) -> Int {
    let value = try take(name)
    guard case .integer(let number) = value else { throw unsupported(name, value) }
    return Int(number)
  }

  mutating func takeText(_ name: String) throws(ArtefactError) -> String {
    let value = try take(name)
    guard case .text(let span) = value, span.count <= 1000 else { throw unsupported(name, value) }
    return try values.string(span)
  }

  /// The attribute must be None, if it is there at all.
  mutating func requireNone(_ name: String) throws(ArtefactError) {
    guard let value = takeIfPresent(name) else { return }
    guard case .none = value else { throw unsupported(name, value) }
  }

  /// The attribute must be this text.
  mutating func require(_ name: String, _ text: String) throws(ArtefactError) {
    let value = try take(name)
    guard values.isText(value, text) else { throw unsupported(name, value) }
  }

  /// Fails for the first attribute that has not been taken and is not in a list of those that no score depends on.
  func finish(ignoring names: Set<String>) throws(ArtefactError) {
    guard let name = attributes.keys.filter({ !names.contains($0) }).min() else { return }
    throw ArtefactError("\(title) has an attribute \(name), which is not known")
  }

  /// The error for a setting that this importer does not honour.
  func unsupported(_ name: String, _ value: PickleValue) -> ArtefactError {
    ArtefactError("\(title) with \(name)=\(values.describe(value)) is not supported")
  }
}

extension PickledValues {
  /// A value in a message: numbers and short texts as Python shows them, everything else by its kind.
  func describe(_ value: PickleValue) -> String {
    switch value {
    case .none: return "None"
    case .bool(let flag): return flag ? "True" : "False"
    case .integer(let number): return "\(number)"
    case .wideInteger: return "a large integer"
    case .float(let number): return "\(number)"
    case .text(let span): return "'\(PickleGlobal.printable(bytes(span)))'"
    case .bytes: return "bytes"
    case .global(let global): return global.title
    case .node(let index):
      switch nodes[Int(index)].kind {
      case .tuple: return "a tuple"
      case .list: return "a list"
      case .set: return "a set"
      case .dictionary: return "a dict"
      case .object(let global): return global.title
      case .opaque: return "an object"
      case .dataType: return "a numpy dtype"
      case .emptyArray, .array: return "a numpy array"
      }
    }
  }
}
