/// The names of the labels, in the order of the model's outputs.
package struct ImportedLabelNames: Sendable, Equatable {
  /// At least one, each different, none empty.
  package let names: [String]

  /// Reads a joblib file that holds a list, a tuple, a numpy array or a pandas Index of strings.
  package init(joblib file: UnsafeRawBufferPointer) throws(ArtefactError) {
    let names = try ScikitLearnArtefact.read(file) { artefact throws(ArtefactError) in
      let values = artefact.values
      if let node = values.node(artefact.root), case .set = node.kind {
        throw ArtefactError("it holds a set, which has no order")
      }
      guard let names = try values.strings(artefact.root) else {
        throw ArtefactError("it holds \(values.describe(artefact.root)) where a list of texts belongs")
      }
      return names
    }
    try self.init(names)
  }

  /// Checks names that come from elsewhere.
  package init(_ names: [String]) throws(ArtefactError) {
    guard !names.isEmpty else { throw ArtefactError("it holds no names") }
    guard !names.contains(where: \.isEmpty) else { throw ArtefactError("a name is empty") }
    var seen: Set<[UInt8]> = []
    for name in names where !seen.insert(Array(name.utf8)).inserted {
      throw ArtefactError("the name '\(name)' stands twice")
    }
    self.names = names
  }

  /// Whether a file is text, and so no joblib file.
  ///
  /// Text is UTF-8 without control characters other than those that lay it out. Pickles from protocol 1 on and compressed
  /// ones are not; one of protocol 0 may be, but its last byte is always the opcode STOP, a full stop.
  package static func isText(_ file: UnsafeRawBufferPointer) -> Bool {
    let layout: Set<UInt8> = [UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    guard let last = file.last, last != UInt8(ascii: ".") else { return false }
    return file.allSatisfy { $0 >= 0x20 && $0 != 0x7F || layout.contains($0) }
      && String(validating: file, as: UTF8.self) != nil
  }
}
