internal import FoundationEssentials

/// A line of the rejects: a record that was not taken as one, and why.
package enum Reject {
  /// How every line of the rejects begins.
  static let beginning = Array(#"{"reason":"#.utf8)

  /// `{"reason":…,"input":…,"line":…,"record":…}` and an LF, the place only where there is one.
  ///
  /// JSON is UTF-8 (RFC 8259, 8.1). A record that is not has U+FFFD in its place, and then all its bytes follow as
  /// `record_base64`.
  package static func line(reason: String, place: LinePlace? = nil, record: some Collection<UInt8>) -> [UInt8] {
    var line = beginning
    JSONString.appendQuoted(reason.utf8, to: &line)
    if let place {
      line += #","input":"#.utf8
      JSONString.appendQuoted(place.input.utf8, to: &line)
      line += #","line":\#(place.line)"#.utf8
    }
    line += #","record":"#.utf8
    if let text = String(validating: record, as: UTF8.self) {
      JSONString.appendQuoted(text.utf8, to: &line)
    } else {
      JSONString.appendQuoted(String(decoding: record, as: UTF8.self).utf8, to: &line)
      line += #","record_base64":"\#(Data(record).base64EncodedString())""#.utf8
    }
    line += "}\n".utf8
    return line
  }
}
