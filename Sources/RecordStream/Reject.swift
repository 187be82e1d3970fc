/// A line of the rejects: a record that was not taken as one, and why.
package enum Reject {
  /// `{"reason":…,"record":…}` and an LF; bytes of the record that are no UTF-8 stay as they are.
  package static func line(reason: String, record: some Collection<UInt8>) -> [UInt8] {
    var line = Array(#"{"reason":"#.utf8)
    JSONString.appendQuoted(reason.utf8, to: &line)
    line += #","record":"#.utf8
    JSONString.appendQuoted(record, to: &line)
    line += "}\n".utf8
    return line
  }
}
