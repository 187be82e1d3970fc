internal import CKernels
internal import Glibc

/// The instructions that the kernels are made of; the results are the same bits with all of them.
package enum InstructionSet: String, CaseIterable, Sendable {
  case generic, avx2, avx512

  /// The environment variable that names the set to use, for tests.
  package static let variable = "EMOTAG_INSTRUCTIONS"

  /// The set that the environment names, or the best one that this processor has.
  package static let chosen = named.flatMap(InstructionSet.init) ?? allCases.last(where: \.isSupported) ?? .generic

  private static let named = getenv(variable).map { String(cString: $0) }

  /// Refuses an environment that names a set which there is not, or not here.
  package static func check() throws(ModelError) {
    guard let named else { return }
    guard let set = InstructionSet(rawValue: named) else {
      throw ModelError(variable, "\(named) is none of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard set.isSupported else { throw ModelError(variable, "this processor has no \(named)") }
  }

  /// Whether this processor has these instructions.
  package var isSupported: Bool { kernels_are_supported(rawValue) }

  /// The kernels that are made of them, or the generic ones if this processor does not have these instructions.
  var kernels: UnsafePointer<kernel_set> { kernels_named(rawValue) }
}
