/// Something that went wrong and does not end the pipeline.
package enum PipelineProblem: Sendable, Equatable {
  case cannotOpen(_ input: String, SystemError)
  case readFailed(_ input: String, SystemError)
  case corruptGzip(_ input: String, String)
  /// What came before it is decoded.
  case trailingGarbage(_ input: String)
  case cannotReopen(_ output: String, SystemError)
  /// The file was cut back to its last whole line.
  case tornEnd(_ output: String, byteCount: Int)
}
