internal import EmotionModel
internal import Glibc
internal import RecordStream

/// `emotag [OPTIONS] [FILE ...]`: tags records from files or stdin.
struct FilterCommand {
  let settings: FilterSettings
  let files: [String]

  func run() throws -> ExitCode {
    var tagger = try Tagger(settings, model: try loadModel(settings.model).model)
    let output = try openOutput()
    var exit = ExitCode.done
    for file in files.isEmpty ? ["-"] : files {
      do {
        guard try tag(file, &tagger, output) else { return exit }
      } catch let error as CommandError where error.exit == .cannotOpenInput {
        report(error.message)
        exit = .cannotOpenInput
      }
    }
    if tagger.counts.records > 0 && tagger.counts.records == tagger.counts.noText + tagger.counts.malformed {
      let fields = (settings.paths.isEmpty ? ["text"] : settings.paths).map { "--field \($0)" }
      report("none of \(tagger.counts.records) records has a text under \(fields.joined(separator: " or "))")
    }
    if settings.output != nil {
      do throws(SystemError) { try output.close() } catch { throw writeFailure(error) }
    }
    return exit
  }

  private func openOutput() throws(CommandError) -> FileDescriptor {
    guard let path = settings.output else { return .standardOutput }
    do throws(SystemError) {
      return try FileDescriptor.open(forAppending: path)
    } catch {
      throw CommandError(.cannotOpenOutput, path, "cannot be opened", error.description)
    }
  }

  /// Tags one input; false if nobody reads the output any more.
  private func tag(_ file: String, _ tagger: inout Tagger, _ output: FileDescriptor) throws -> Bool {
    let descriptor = try openInput(file)
    var input = LineInput(descriptor)
    var written: [UInt8] = []
    while try read(&input, of: file, { tagger.tag($0, into: &written) }) {
      do {
        try written.withUnsafeBytes { try output.write($0) }
      } catch let error as SystemError {
        if error.isBrokenPipe { return false }
        throw writeFailure(error)
      }
      written.removeAll(keepingCapacity: true)
    }
    if file != "-" { try? descriptor.close() }
    return true
  }

  private func read(
    _ input: inout LineInput, of file: String, _ body: ([LineInput.Line]) -> Void
  ) throws -> Bool {
    do {
      return try input.withLines(rowLimit: settings.batch, body)
    } catch let error as SystemError {
      throw CommandError(.inputOrOutput, file == "-" ? "stdin" : file, "read failed", error.description)
    }
  }

  private func openInput(_ file: String) throws(CommandError) -> FileDescriptor {
    if file == "-" {
      if files.isEmpty && FileDescriptor.standardInput.isTerminal { report("reading records from the terminal") }
      return .standardInput
    }
    do throws(SystemError) {
      return try FileDescriptor.open(forReading: file)
    } catch {
      throw CommandError(.cannotOpenInput, file, "cannot be opened", error.description)
    }
  }

  private func writeFailure(_ error: SystemError) -> CommandError {
    CommandError(.inputOrOutput, settings.output ?? "stdout", "write failed", error.description)
  }
}
