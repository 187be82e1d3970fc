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
  /// How often each of the stage's own kinds of mark was set; as many as the stage has kinds.
  package var marks: [Int] = []

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
    if sum.marks.count < other.marks.count {
      sum.marks += repeatElement(0, count: other.marks.count - sum.marks.count)
    }
    for index in other.marks.indices { sum.marks[index] += other.marks[index] }
  }
}
