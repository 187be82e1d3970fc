/// An array's memory while several threads write to places of their own.
struct SharedBuffer<Element: BitwiseCopyable & Numeric>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  private let count: Int

  /// Memory that somebody else owns.
  init(_ base: UnsafeMutablePointer<Element>) {
    self.base = base
    count = 0
  }

  /// Zeros; the memory is given back by `takeArray`.
  init(count: Int) {
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: 0, count: count)
    self.count = count
  }

  func deallocate() {
    base.deallocate()
  }

  /// The contents; the memory is given back.
  func takeArray() -> [Element] {
    defer { deallocate() }
    return Array(UnsafeBufferPointer(start: base, count: count))
  }
}

/// An array's memory while several threads read it; it must not be empty.
struct ReadOnlyBuffer<Element>: @unchecked Sendable {
  let base: UnsafePointer<Element>

  init(_ buffer: UnsafeBufferPointer<Element>) {
    base = buffer.baseAddress.unsafelyUnwrapped
  }
}
