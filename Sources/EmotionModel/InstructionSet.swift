internal import CKernels
internal import Glibc

/// The instructions that the tree kernels are made of; the results are the same bits with all of them.
package enum InstructionSet: String, CaseIterable, Sendable {
  case generic, avx2, avx512

  /// The environment variable that names the set to use, for tests.
  package static let variable = "EMOTAG_INSTRUCTIONS"

  /// The set that the environment names, or the best one that this processor has.
  package static let chosen = named.flatMap(InstructionSet.init) ?? allCases.last { $0.kernels != nil } ?? .generic

  private static let named = getenv(variable).map { String(cString: $0) }

  /// Refuses an environment that names a set which there is not, or not here.
  package static func check() throws(ModelError) {
    guard let named else { return }
    guard let set = InstructionSet(rawValue: named) else {
      throw ModelError(variable, "\(named) is none of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard set.kernels != nil else { throw ModelError(variable, "this processor has no \(named)") }
  }

  /// Nil if this processor does not have these instructions.
  var kernels: UnsafePointer<forest_kernels>? { forest_kernels(rawValue) }
}
