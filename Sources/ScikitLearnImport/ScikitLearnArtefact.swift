/// One joblib file, read into inert values.
struct ScikitLearnArtefact {
  let values: PickledValues
  let root: PickleValue
  /// Bytes of the pickle, uncompressed.
  let size: Int

  /// Reads a file, calls `body` with what it holds, and frees that; the bytes must stay as they are meanwhile.
  static func read<Result>(
    _ file: UnsafeRawBufferPointer, _ body: (ScikitLearnArtefact) throws(ArtefactError) -> Result
  ) throws(ArtefactError) -> Result {
    guard !file.isEmpty else { throw ArtefactError("it is empty") }
    let budget = MemoryBudget(fileSize: file.count)
    let joblib = try JoblibFile(file, budget: budget)
    let values = PickledValues(source: joblib.pickle, budget: budget)
    let root = try Unpickler.read(joblib.pickle, into: values)
    let result = try body(ScikitLearnArtefact(values: values, root: root, size: joblib.pickle.count))
    // The values point into what the file object owns.
    withExtendedLifetime(joblib) {}
    return result
  }
}
