/// What the scanner found in one record: where its text is, and where a member can be added.
///
/// All places are byte offsets from the beginning of the line.
package struct RecordLayout: Equatable, Sendable {
  /// The text that a path leads to.
  package enum Text: Equatable, Sendable {
    case none
    case string(StringPlace)
    /// An array that holds nothing but strings; of more than the scanner's limit, one more than that.
    case strings([StringPlace])
    /// An array of numbers from 0 to 255, the bytes of a text, as journald writes a field that is not printable.
    case bytes([UInt8])
  }

  /// The contents of a JSON string, between its quotes.
  package struct StringPlace: Equatable, Sendable {
    package let range: Range<Int>
    package let isEscaped: Bool
  }

  package var text = Text.none
  /// Where the closing brace of the top-level object is; 0 if the record is no object.
  package var closingBrace = 0
  /// What to leave out so that no member of the new one's name remains: ascending ranges.
  package var cuts: [Range<Int>] = []
  /// Whether the object has no members once the cuts are made.
  package var isEmptyObject = true

  package init() {}
}
