/// Numbers that begin where a cache line does, so that no vector lies in two of them; filled once and then only read.
final class AlignedArray<Element: BitwiseCopyable>: @unchecked Sendable {
  private static var cacheLine: Int { 64 }

  let start: UnsafeMutablePointer<Element>
  let count: Int

  /// All zero.
  init(count: Int) {
    let size = max(count, 1) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.cacheLine)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    start = memory.assumingMemoryBound(to: Element.self)
    self.count = count
  }

  /// Rows of `columnCount` numbers, given by their bytes, with zeros behind each up to `width`.
  convenience init(_ bytes: UnsafeRawBufferPointer, rowCount: Int, columnCount: Int, width: Int) {
    self.init(count: rowCount * width)
    let size = columnCount * MemoryLayout<Element>.stride
    guard let source = bytes.baseAddress else { return }
    for row in 0..<rowCount {
      UnsafeMutableRawPointer(start + row * width).copyMemory(from: source + row * size, byteCount: size)
    }
  }

  deinit {
    start.deallocate()
  }
}
