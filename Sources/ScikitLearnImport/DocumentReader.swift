/// Reads a document front to back, in UBJSON or JSON, as far as XGBoost writes it, from bytes that nobody vouches for.
///
/// Nothing is built for what the caller skips, and skipping uses no recursion.
protocol DocumentReader {
  /// Whether nothing follows.
  var isAtEnd: Bool { mutating get }
  /// Reads an object; `member` is called with each key and must read or skip exactly that key's value.
  mutating func readObject(_ member: (String, inout Self) throws(ArtefactError) -> Void) throws(ArtefactError)
  /// Reads an array; `element` is called for each element and must read or skip exactly one value.
  mutating func readArray(_ element: (inout Self) throws(ArtefactError) -> Void) throws(ArtefactError)
  /// Reads an array of integers or truth values.
  mutating func readIntegers() throws(ArtefactError) -> [Int32]
  /// Reads an array of numbers as float32.
  mutating func readFloats() throws(ArtefactError) -> [Float]
  mutating func readString() throws(ArtefactError) -> String
  /// Passes over one value of any type.
  mutating func skip() throws(ArtefactError)
}

extension DocumentReader {
  /// Arrays and objects may be nested this deep; XGBoost's models need 8.
  static var maximumDepth: Int { 64 }
}
