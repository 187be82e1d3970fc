internal import DefaultModel
package import EmotionModel
internal import EmotionTraining

/// A model with what tells it from others.
struct LoadedModel {
  let file: ModelFile
  /// The path of its file, or `embedded`.
  let name: String
  /// The SHA-256 of the file, in hexadecimal; empty if it was not asked for, since it takes longer than the loading.
  let digest: String

  /// The model in a file, or the embedded one if none is named.
  init(_ path: String?, withDigest: Bool) throws {
    name = path ?? "embedded"
    (file, digest) = try withModelBytes(path) { bytes in
      (try ModelFile(decoding: bytes), withDigest ? SHA256.hexadecimal(of: Array(bytes)) : "")
    }
  }
}

/// The model in a file, or the embedded one if none is named.
package func loadModel(_ path: String?) throws -> ModelFile {
  try withModelBytes(path) { try ModelFile(decoding: $0) }
}

private func withModelBytes<Result>(_ path: String?, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result
{
  do {
    try InstructionSet.check()
    guard let path else {
      return try body(UnsafeRawBufferPointer(start: default_model_bytes(), count: default_model_size()))
    }
    return try readFile(path, exit: .configuration).withUnsafeBytes(body)
  } catch let error as ModelError {
    throw CommandError(.configuration, path ?? "embedded model", error.part, error.reason)
  }
}
