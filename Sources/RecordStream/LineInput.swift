/// Cuts what is read from a file into lines, as it comes.
package struct LineInput {
  /// A line without its LF, and whether it is the first of its input.
  package struct Line {
    package let bytes: UnsafeBufferPointer<UInt8>
    package let isFirst: Bool
  }

  private static let readSize = 256 << 10

  private let file: FileDescriptor
  private var buffer = [UInt8](repeating: 0, count: 2 * readSize)
  /// What has been read and not yet taken.
  private var pending = 0..<0
  /// How far `pending` is known to hold no LF.
  private var searched = 0
  private var isFirst = true

  package init(_ file: FileDescriptor) {
    self.file = file
  }

  /// Waits until there is at least one whole line, and calls `body` with those that are there, at most `rowLimit`.
  ///
  /// The lines live as long as the call. Returns false at the end of the input, whose last line needs no LF.
  package mutating func withLines(
    rowLimit: Int, _ body: ([Line]) throws -> Void
  ) throws -> Bool {
    var ends = newlines(limit: rowLimit)
    var isAtEnd = false
    while ends.isEmpty && !isAtEnd {
      isAtEnd = try !fill()
      ends = newlines(limit: rowLimit)
    }
    let unfinished = isAtEnd && ends.isEmpty && !pending.isEmpty
    if unfinished { ends = [pending.upperBound] }
    if ends.isEmpty { return false }
    try buffer.withUnsafeBufferPointer { buffer in
      var lines: [Line] = []
      lines.reserveCapacity(ends.count)
      var start = pending.lowerBound
      for end in ends {
        lines.append(Line(bytes: UnsafeBufferPointer(rebasing: buffer[start..<end]), isFirst: isFirst))
        isFirst = false
        start = end + 1
      }
      try body(lines)
    }
    let taken = (ends.last ?? 0) + (unfinished ? 0 : 1)
    pending = taken..<pending.upperBound
    searched = taken
    return true
  }

  /// The places of the next LFs that have been read.
  private mutating func newlines(limit: Int) -> [Int] {
    var places: [Int] = []
    var index = searched
    while index < pending.upperBound && places.count < limit {
      if buffer[index] == UInt8(ascii: "\n") { places.append(index) }
      index += 1
    }
    searched = places.isEmpty ? index : searched
    return places
  }

  /// Reads once more behind what is pending; false at the end.
  private mutating func fill() throws -> Bool {
    if pending.lowerBound > 0 {
      buffer.replaceSubrange(0..<pending.count, with: Array(buffer[pending]))
      searched -= pending.lowerBound
      pending = 0..<pending.count
    }
    if buffer.count - pending.upperBound < Self.readSize {
      buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
    let count = try buffer.withUnsafeMutableBytes { buffer in
      try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[pending.upperBound...].prefix(Self.readSize)))
    }
    pending = pending.lowerBound..<(pending.upperBound + count)
    return count > 0
  }
}
