/// Memory that begins where a cache line does, so that no vector lies in two of them; filled once and then only read.
///
/// A structure around its owner: whoever reads needs only the address, and does not touch the owner's reference count,
/// which threads that share a model would take from each other.
struct AlignedMemory: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  private let owner: Owner

  private static let cacheLine = 64

  private final class Owner {
    let start: UnsafeMutableRawPointer

    init(byteCount: Int) {
      start = .allocate(byteCount: byteCount, alignment: cacheLine)
    }

    deinit {
      start.deallocate()
    }
  }

  /// What is in it is not known.
  init(byteCount: Int) {
    owner = Owner(byteCount: max(byteCount, 1))
    start = owner.start
  }

  /// Rows of `rowSize` bytes, with zeros behind each up to `stride`.
  init(_ bytes: UnsafeRawBufferPointer, rowCount: Int, rowSize: Int, stride: Int) {
    self.init(byteCount: rowCount * stride)
    guard let source = bytes.baseAddress else { return }
    for row in 0..<rowCount {
      let own = start + row * stride
      own.copyMemory(from: source + row * rowSize, byteCount: rowSize)
      (own + rowSize).initializeMemory(as: UInt8.self, repeating: 0, count: stride - rowSize)
    }
  }

  /// The address of the first number.
  @inline(__always)
  func numbers<Number: BitwiseCopyable>(_ type: Number.Type = Number.self) -> UnsafePointer<Number> {
    UnsafePointer(start.assumingMemoryBound(to: type))
  }
}
