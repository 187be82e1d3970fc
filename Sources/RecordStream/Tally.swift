/// What became of records; every record is in just one of the first four counts.
package struct Tally: Sendable, Equatable {
  package var tagged = 0
  package var noText = 0
  package var malformed = 0
  package var oversized = 0
  /// How many were not written.
  package var rejected = 0
  /// Plain bytes, before compression and after decompression.
  package var bytesIn = 0
  package var bytesOut = 0
  /// How often each of the stage's own kinds of mark was set.
  package var marks: [Int] = []
  /// What these kinds are called, each once; a stage that is exchanged for another may have others.
  package var markNames: [String] = []

  package init() {}

  package var recordsIn: Int { tagged + noText + malformed + oversized }
  package var recordsOut: Int { recordsIn - rejected }

  package static func += (sum: inout Tally, other: Tally) {
    sum.tagged += other.tagged
    sum.noText += other.noText
    sum.malformed += other.malformed
    sum.oversized += other.oversized
    sum.rejected += other.rejected
    sum.bytesIn += other.bytesIn
    sum.bytesOut += other.bytesOut
    sum.addMarks(of: other)
  }

  private mutating func addMarks(of other: Tally) {
    if markNames.isEmpty { (markNames, marks) = (other.markNames, Array(repeating: 0, count: other.marks.count)) }
    // Names that are the same array are not compared one by one.
    if markNames == other.markNames {
      for index in marks.indices { marks[index] += other.marks[index] }
      return
    }
    for (name, count) in zip(other.markNames, other.marks) {
      if let index = markNames.firstIndex(of: name) {
        marks[index] += count
      } else {
        markNames.append(name)
        marks.append(count)
      }
    }
  }
}
