extension StringProtocol {
  /// Without the spaces at both ends.
  var trimmed: String {
    let front = drop(while: \.isWhitespace)
    return String(
      front.prefix(upTo: front.lastIndex { !$0.isWhitespace }.map { front.index(after: $0) } ?? front.startIndex))
  }
}

/// The lines without their LF or CR LF; the last one needs neither.
///
/// A byte order mark is no part of the first.
func lines(of file: [UInt8]) -> [ArraySlice<UInt8>] {
  let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let file = file.starts(with: byteOrderMark) ? file[byteOrderMark.count...] : file[...]
  var lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
}
