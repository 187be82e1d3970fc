/// What a pickle says, as a value that can do nothing.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int64)
  /// An integer that needs more than 64 bits; only states of random generators hold such, and nothing reads them.
  case wideInteger
  case float(Double)
  /// UTF-8 that nobody has checked.
  case text(ByteSpan)
  case bytes(ByteSpan)
  /// A class or function by name.
  case global(PickleGlobal)
  /// A container or object, by its number in `PickledValues`; that is what makes shared and circular ones harmless.
  case node(Int32)
}

/// A run of bytes of the pickle, or of a buffer that was decoded from it.
struct ByteSpan {
  /// 0 for the pickle, else the number of the decoded buffer + 1.
  var buffer: Int32 = 0
  var start: UInt32
  var count: UInt32
}

/// A container or an object.
struct PickleNode {
  enum Kind {
    case tuple, list, set
    /// Its items are key, value, key, value …; a repeated key counts with its last value.
    case dictionary
    /// An instance; its one item is its state, once that has come.
    case object(PickleGlobal)
    /// An instance that is accepted and that nothing looks into.
    case opaque
    /// A numpy dtype.
    case dataType(NumpyDataType)
    /// What numpy's `_reconstruct` returns before the state comes.
    case emptyArray
    /// Number of the array; its elements are the items if they are objects.
    case array(Int32)
  }

  var kind: Kind
  var items: [PickleValue] = []
}
