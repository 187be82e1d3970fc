internal import RecordStream

/// `emotag [OPTIONS] [FILE ...]`: tags records from files or stdin.
struct FilterCommand {
  let settings: FilterSettings
  let files: [String]

  func run() throws -> ExitCode {
    let inputs = files.isEmpty ? ["-"] : files
    let filter = try FilterRun(settings, reading: inputs.map { .input($0) })
    if files.isEmpty && FileDescriptor.standardInput.isTerminal {
      report("reading records from the terminal", as: .information)
    }
    var pipeline = filter.pipelineSettings
    pipeline.inputs = inputs.map { $0 == "-" ? .standardInput : .file($0) }
    return try filter.run(pipeline, stages: StageSource(filter.tagger)).exit
  }
}
