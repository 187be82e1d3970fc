/// Something that went wrong and does not end the pipeline.
package enum PipelineProblem: Sendable, Equatable {
  case cannotOpen(_ input: String, SystemError)
  /// The input is the file that is written, and so is not read.
  case inputIsOutput(_ input: String)
  case readFailed(_ input: String, SystemError)
  case corruptGzip(_ input: String, String)
  /// What came before it is decoded.
  case trailingGarbage(_ input: String)
  case cannotReopen(_ output: String, SystemError)
  /// The file was cut back to its last whole line, or gzip member.
  case tornEnd(_ output: String, byteCount: Int)
  /// A process that may not connect did.
  case refusedPeer(uid: UInt32, gid: UInt32)
  /// A connection cannot be taken; it is tried again when another ends.
  case cannotAccept(SystemError)

  init(_ failure: GzipDecoder.Failure, of input: String) {
    switch failure {
    case .corrupt(let reason): self = .corruptGzip(input, reason)
    case .trailingGarbage: self = .trailingGarbage(input)
    }
  }
}
