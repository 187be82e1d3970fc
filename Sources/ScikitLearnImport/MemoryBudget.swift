/// What the import of one file may still allocate, so that no file makes it take more than a small multiple of its size.
///
/// The file itself counts once, everything that is made of it thrice its size and 32 MiB; with what the process takes
/// anyhow that is within four times the file and 64 MiB.
final class MemoryBudget {
  private let limit: Int
  private var used = 0

  init(fileSize: Int) {
    limit = 3 * fileSize + (32 << 20)
  }

  /// Takes `count` bytes, before they are allocated.
  func charge(_ count: Int) throws(ArtefactError) {
    guard count <= left else { throw overdrawn }
    used += count
  }

  /// Gives back what was charged and is no longer allocated.
  func release(_ count: Int) {
    used -= count
  }

  /// How many bytes may still be charged.
  var left: Int { limit - used }

  /// The error of a file that needs more.
  var overdrawn: ArtefactError {
    ArtefactError(
      "it unfolds to more than \(limit >> 20) MiB, too much for its size; if it is compressed, save it with compress=0")
  }
}
