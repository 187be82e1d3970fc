/// Something that went wrong and does not end the pipeline.
package enum PipelineProblem: Sendable, Equatable {
  case cannotOpen(_ input: String, SystemError)
  /// The input is the file that is written, and so is not read.
  case inputIsOutput(_ input: String)
  case readFailed(_ input: String, SystemError)
  case corruptGzip(_ input: String, String)
  /// What came before it is decoded.
  case trailingGarbage(_ input: String)
  /// The input is compressed in a format that is not read.
  case compressed(_ input: String, CompressedFormat)
  /// A line is longer than a record may be, and ends its input.
  case lineTooLong(_ input: String)
  /// What went wrong with the input of a client, which is closed; the service goes on.
  indirect case ofClient(PipelineProblem)
  /// The output that was open before stays open.
  case cannotReopen(_ output: String, reason: String)
  /// The torn end of a record, or of a gzip member, that this program wrote was moved elsewhere.
  case tornEnd(_ output: String, byteCount: Int, movedTo: String)
  /// The last line had no LF, and is not a record that this program left torn: it has an LF now.
  case unterminated(_ output: String)
  /// A process that may not connect did.
  case refusedPeer(uid: UInt32, gid: UInt32)
  /// A user has as many connections as it may have, and comes with another.
  case tooManyOfUser(uid: UInt32)
  /// So much is held for a client that others had to wait.
  case heldTooMuch(_ input: String)
  /// The system has no room for all workers that are asked for.
  case fewerWorkers(_ started: Int, of: Int, SystemError)
  /// A connection cannot be taken; it is tried again when another ends.
  case cannotAccept(SystemError)

  init(_ failure: LineReader.Failure, of input: String) {
    switch failure {
    case .gzip(.corrupt(let reason)): self = .corruptGzip(input, reason)
    case .gzip(.trailingGarbage): self = .trailingGarbage(input)
    case .compressed(let format): self = .compressed(input, format)
    case .lineTooLong: self = .lineTooLong(input)
    }
  }
}
