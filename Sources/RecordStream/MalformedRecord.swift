/// Why a line is not a JSON text by RFC 8259, or one that is nested too deep.
package struct MalformedRecord: Error, Equatable, CustomStringConvertible {
  package enum Reason: String, Sendable {
    case empty = "the line is empty"
    case unexpectedByte = "unexpected byte"
    case unexpectedEnd = "the line ends too early"
    case controlCharacter = "control character in a string"
    case escape = "invalid escape"
    case number = "invalid number"
    case depth = "nested too deep"
  }

  package let reason: Reason
  /// The byte, from the beginning of the line, where the scanner gave up.
  package let offset: Int

  package var description: String { "\(reason.rawValue) at byte \(offset)" }
}
