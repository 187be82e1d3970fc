/// Why a model file cannot be used: which part of it, and what is wrong there.
package struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The tensor, key or layer at fault, such as `tensor "idf"`.
  package let part: String
  package let reason: String

  package init(_ part: String, _ reason: String) {
    self.part = part
    self.reason = reason
  }

  package var description: String { "\(part): \(reason)" }
}
