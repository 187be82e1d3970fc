/// Vectors that begin where cache lines do, so that none lies in two of them; they are filled once and then only read.
final class AlignedVectors<Vector: SIMD & BitwiseCopyable>: @unchecked Sendable {
  private static var cacheLine: Int { 64 }

  let start: UnsafeMutablePointer<Vector>
  let count: Int

  /// All zero.
  init(count: Int) {
    let size = max(count, 1) * MemoryLayout<Vector>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.cacheLine)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    start = memory.assumingMemoryBound(to: Vector.self)
    self.count = count
  }

  deinit {
    start.deallocate()
  }
}
