/// Checks that a line is JSON by RFC 8259 and finds the text in it, in one pass and without recursion.
package struct RecordScanner: Sendable {
  /// Arrays and objects may be nested this deep.
  package static let maximumDepth = 512

  /// The top-level member that is to be added, and so cut where it is there already.
  private let addedMember: [UInt8]
  /// How long the names are that a key is compared with.
  private let nameLengths: NameLengths
  private var matcher: PathMatcher
  /// Of an array with more strings than this, one more is found.
  private let stringLimit: Int
  /// What is open: objects and, with the number of the element being read, arrays.
  private var open: [Container] = []

  /// The last member's value at the top level that a path leads to and that is a string, so that it is not passed twice.
  private var lastString: (start: Int, place: RecordLayout.StringPlace)?

  private enum Container: Sendable {
    case object
    case array(index: Int)
  }

  /// Of several paths to the text, the first that leads to text wins.
  package init(paths: [FieldPath], addedMember: String, stringLimit: Int = .max) {
    matcher = PathMatcher(paths)
    self.addedMember = Array(addedMember.utf8)
    self.stringLimit = stringLimit
    nameLengths = NameLengths(paths.flatMap { $0.steps.map(\.name) } + [self.addedMember])
    open.reserveCapacity(Self.maximumDepth)
  }

  /// Scans a line, without its LF, from `start` on.
  package mutating func scan(
    _ line: UnsafeBufferPointer<UInt8>, from start: Int = 0
  ) throws(MalformedRecord) -> RecordLayout {
    open.removeAll(keepingCapacity: true)
    matcher.reset()
    lastString = nil
    var scanner = JSONScanner(bytes: line, position: start)
    scanner.skipWhitespace()
    guard scanner.position < line.count else { throw MalformedRecord(reason: .empty, offset: start) }
    var layout = RecordLayout()
    if scanner.current == UInt8(ascii: "{") {
      try scanObject(&scanner, &layout)
      layout.text = text(in: line)
    } else {
      try scanValue(&scanner)
    }
    scanner.skipWhitespace()
    guard scanner.position == line.count else { throw scanner.failure(.unexpectedByte) }
    return layout
  }

  /// The top-level object, whose members of the added name are noted as cuts.
  private mutating func scanObject(
    _ scanner: inout JSONScanner, _ layout: inout RecordLayout
  ) throws(MalformedRecord) {
    open.append(.object)
    scanner.position += 1
    scanner.skipWhitespace()
    var comma: Int?
    while comma != nil || scanner.current != UInt8(ascii: "}") {
      let keyStart = scanner.position
      let key = try scanKey(&scanner)
      let isCut = enterMember(key, scanner) && key.equals(addedMember)
      try scanMemberValue(&scanner)
      let valueEnd = scanner.position
      scanner.skipWhitespace()
      let isLast = scanner.current != UInt8(ascii: ",")
      if !isCut {
        layout.isEmptyObject = false
      } else if !layout.isEmptyObject, let comma {
        layout.cuts.append(comma..<valueEnd)
      } else {
        // With no member before it, the comma behind it goes along.
        layout.cuts.append(keyStart..<(isLast ? valueEnd : scanner.position + 1))
      }
      if isLast { break }
      comma = scanner.position
      scanner.position += 1
      scanner.skipWhitespace()
    }
    guard scanner.current == UInt8(ascii: "}") else { throw unexpected(scanner) }
    layout.closingBrace = scanner.position
    scanner.position += 1
    open.removeLast()
  }

  /// A member's value at the top level.
  private mutating func scanMemberValue(_ scanner: inout JSONScanner) throws(MalformedRecord) {
    guard scanner.current == UInt8(ascii: "\"") else { return try scanValue(&scanner) }
    let start = scanner.position
    let place = try scanner.string()
    if matcher.leads(to: start) { lastString = (start, place) }
  }

  /// Any value below the top level, or one that is no object there.
  private mutating func scanValue(_ scanner: inout JSONScanner) throws(MalformedRecord) {
    let outside = open.count
    try scanBeginning(&scanner)
    while open.count > outside {
      scanner.skipWhitespace()
      let isObject: Bool
      if case .object = open[open.count - 1] { isObject = true } else { isObject = false }
      switch scanner.current {
      case UInt8(ascii: ","):
        scanner.position += 1
        scanner.skipWhitespace()
        try scanNext(&scanner, isObject: isObject)
      case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
        scanner.position += 1
        close()
      default: throw unexpected(scanner)
      }
    }
  }

  /// A scalar, an empty container, or the beginning of a container up to the beginning of its first value.
  private mutating func scanBeginning(_ scanner: inout JSONScanner) throws(MalformedRecord) {
    while true {
      let isObject = scanner.current == UInt8(ascii: "{")
      guard isObject || scanner.current == UInt8(ascii: "[") else { return try scanner.scalar() }
      guard open.count < Self.maximumDepth else { throw scanner.failure(.depth) }
      open.append(isObject ? .object : .array(index: -1))
      scanner.position += 1
      scanner.skipWhitespace()
      if scanner.current == UInt8(ascii: isObject ? "}" : "]") {
        scanner.position += 1
        return close()
      }
      try scanName(&scanner, isObject: isObject)
    }
  }

  /// The next member or element after a comma, up to the beginning of its value's first value.
  private mutating func scanNext(_ scanner: inout JSONScanner, isObject: Bool) throws(MalformedRecord) {
    try scanName(&scanner, isObject: isObject)
    try scanBeginning(&scanner)
  }

  /// What stands before a value in a container: a member's key, or nothing but the element's number.
  private mutating func scanName(_ scanner: inout JSONScanner, isObject: Bool) throws(MalformedRecord) {
    if isObject {
      _ = enterMember(try scanKey(&scanner), scanner)
    } else if case .array(let index) = open[open.count - 1] {
      open[open.count - 1] = .array(index: index + 1)
      matcher.enterElement(index + 1, depth: open.count, valueAt: scanner.position, first: scanner.current)
    }
  }

  /// Tells the matcher of a member whose value is at the scanner's position; false if the key is no name at all.
  @inline(__always)
  private mutating func enterMember(_ key: ScannedKey, _ scanner: JSONScanner) -> Bool {
    guard key.mayBe(oneOf: nameLengths) else { return false }
    matcher.enterMember(key, depth: open.count, valueAt: scanner.position, first: scanner.current)
    return true
  }

  /// A key and its colon, up to the beginning of the value.
  @inline(__always)
  private mutating func scanKey(_ scanner: inout JSONScanner) throws(MalformedRecord) -> ScannedKey {
    guard scanner.current == UInt8(ascii: "\"") else { throw unexpected(scanner) }
    let name = try scanner.string()
    scanner.skipWhitespace()
    guard scanner.current == UInt8(ascii: ":") else { throw unexpected(scanner) }
    scanner.position += 1
    scanner.skipWhitespace()
    return ScannedKey(name, in: scanner.bytes)
  }

  private mutating func close() {
    open.removeLast()
    matcher.leaveContainer(depth: open.count)
  }

  /// What the first path leads to that has something to read, or else the first that leads to text at all; the line is
  /// known to be well-formed.
  private func text(in line: UnsafeBufferPointer<UInt8>) -> RecordLayout.Text {
    var blank: RecordLayout.Text?
    for case let start? in matcher.found {
      guard let text = text(at: start, in: line) else { continue }
      if matcher.found.count == 1 || !text.isBlank(in: line) { return text }
      if blank == nil { blank = text }
    }
    return blank ?? .none
  }

  /// The text that is a value, or nil if the value is no text.
  private func text(at start: Int, in line: UnsafeBufferPointer<UInt8>) -> RecordLayout.Text? {
    if let lastString, lastString.start == start { return .string(lastString.place) }
    var scanner = JSONScanner(bytes: line, position: start)
    switch scanner.current {
    case UInt8(ascii: "\""): return (try? scanner.string()).map { .string($0) }
    case UInt8(ascii: "["):
      return scanner.strings(upTo: stringLimit).map { .strings($0) } ?? scanner.byteValues(from: start)
    default: return nil
    }
  }

  private func unexpected(_ scanner: JSONScanner) -> MalformedRecord {
    scanner.failure(scanner.position < scanner.bytes.count ? .unexpectedByte : .unexpectedEnd)
  }
}
