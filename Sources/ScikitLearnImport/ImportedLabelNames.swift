/// The names of the labels, in the order of the model's outputs.
package struct ImportedLabelNames: Sendable, Equatable {
  /// At least one, each different, none empty.
  package let names: [String]

  /// Reads a joblib file that holds a list, a tuple, a numpy array or a pandas Index of strings.
  package init(joblib file: UnsafeRawBufferPointer) throws(ArtefactError) {
    names = try ScikitLearnArtefact.read(file) { artefact throws(ArtefactError) in
      let values = artefact.values
      if let node = values.node(artefact.root), case .set = node.kind {
        throw ArtefactError("it holds a set, which has no order")
      }
      guard let names = try values.strings(artefact.root) else {
        throw ArtefactError("it holds \(values.describe(artefact.root)) where a list of texts belongs")
      }
      return names
    }
    guard !names.isEmpty else { throw ArtefactError("it holds no names") }
    guard !names.contains(where: \.isEmpty) else { throw ArtefactError("a name is empty") }
    var seen: Set<[UInt8]> = []
    for name in names where !seen.insert(Array(name.utf8)).inserted {
      throw ArtefactError("the name '\(name)' stands twice")
    }
  }
}
