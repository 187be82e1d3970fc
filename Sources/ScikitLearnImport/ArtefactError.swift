/// Why an artefact cannot be imported: what is wrong in it, or which of its settings is not supported.
package struct ArtefactError: Error, Equatable, CustomStringConvertible {
  package let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  package var description: String { reason }
}
