internal import DefaultModel
package import EmotionModel

/// The model in a file, or the embedded one if none is named.
package func loadModel(_ path: String?) throws -> ModelFile {
  do {
    try InstructionSet.check()
    guard let path else {
      return try ModelFile(
        decoding: UnsafeRawBufferPointer(start: default_model_bytes(), count: default_model_size()))
    }
    let bytes = try readFile(path, exit: .configuration)
    return try bytes.withUnsafeBytes { try ModelFile(decoding: $0) }
  } catch let error as ModelError {
    throw CommandError(.configuration, path ?? "embedded model", error.part, error.reason)
  }
}
