internal import RecordStream

extension CommandError {
  /// What to say of a problem that does not end the pipeline, and the status that the run then ends with.
  init(_ problem: PipelineProblem) {
    switch problem {
    case .cannotOpen(let input, let error):
      self.init(.cannotOpenInput, input, "cannot be opened", error.description)
    case .inputIsOutput(let input): self.init(.cannotOpenInput, input, "not read", "it is the output")
    case .readFailed(let input, let error): self.init(.inputOrOutput, input, "read failed", error.description)
    case .corruptGzip(let input, let reason): self.init(.badInput, input, "gzip", reason)
    case .trailingGarbage(let input): self.init(.done, input, "gzip", "garbage after the end is ignored")
    case .compressed(let input, let format):
      let file = input == "stdin" ? "" : " \(shellWord(input))"
      self.init(
        .badInput, input, "not read", "it is \(format.rawValue); use \(format.decoder)\(file) | emotag")
    case .lineTooLong(let input): self.init(.badInput, input, "closed", "a line is longer than --max-record")
    case .ofClient(.compressed(let connection, let format)):
      self.init(.done, connection, "closed", "it sends \(format.rawValue), which is not read")
    case .ofClient(let problem): self.init(.done, CommandError(problem).message)
    case .cannotReopen(let output, let reason): self.init(.done, output, "cannot be opened; the old file stays", reason)
    case .refusedPeer(let uid, let gid):
      self.init(.done, "connection", "refused", "uid \(uid), gid \(gid) is on no list")
    case .tooManyOfUser(let uid):
      self.init(.done, "connection", "refused", "uid \(uid) has as many as --max-connections-per-uid allows")
    case .heldTooMuch(let input):
      self.init(.done, input, "closed", "it held most of --max-pending, and others waited for that")
    case .fewerWorkers(let started, let count, let error):
      self.init(.done, "workers", "\(started) of \(count) are started", error.description)
    case .cannotAccept(let error): self.init(.done, "connection", "cannot be accepted", error.description)
    case .tornEnd(let output, let count, let place):
      self.init(.done, output, "its torn end is cut off", "\(count) bytes, now in \(place)")
    case .unterminated(let output):
      self.init(.done, output, "its last line has no newline and is not a record of emotag's: it gets one")
    }
  }
}
