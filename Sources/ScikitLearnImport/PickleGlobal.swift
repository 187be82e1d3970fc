/// The classes and functions that a pickle may name; each stands for a meaning that the reader knows, none is called.
enum PickleGlobal: CaseIterable {
  // Classes that are read.
  case arrayWrapper, tfidfVectorizer, tfidfTransformer, truncatedSVD, oneVsRestClassifier, constantPredictor
  case labelBinarizer, booster, xgbClassifier, csrMatrix, diaMatrix, index, stringArray, arrowStringArray
  // numpy's types.
  case ndarray, memmap, dataType, float64, float32, pythonFloat
  // Classes that are only named as arguments.
  case object, bitGenerator, seedSequence
  // Functions with a meaning.
  case encode, bytes, bytearray, set, frozenset, orderedDictionary, reconstructor, reconstruct, fromBuffer, scalar
  case newIndex, unpickleStringArray, restoreArrowArray, arrowType, arrowBuffer
  // Functions whose results nothing looks into: random generators, pandas' StringDtype.
  case randomConstructor, stringType

  /// How this stands in a pickle, as `module name`; modules have moved from version to version.
  var names: [String] {
    switch self {
    case .arrayWrapper: ["joblib.numpy_pickle NumpyArrayWrapper"]
    case .tfidfVectorizer: ["sklearn.feature_extraction.text TfidfVectorizer"]
    case .tfidfTransformer: ["sklearn.feature_extraction.text TfidfTransformer"]
    case .truncatedSVD: ["sklearn.decomposition._truncated_svd TruncatedSVD"]
    case .oneVsRestClassifier: ["sklearn.multiclass OneVsRestClassifier"]
    case .constantPredictor: ["sklearn.multiclass _ConstantPredictor"]
    case .labelBinarizer: ["sklearn.preprocessing._label LabelBinarizer"]
    case .booster: ["xgboost.core Booster"]
    case .xgbClassifier: ["xgboost.sklearn XGBClassifier"]
    case .csrMatrix: ["scipy.sparse._csr csr_matrix", "scipy.sparse.csr csr_matrix"]
    case .diaMatrix: ["scipy.sparse._dia dia_matrix", "scipy.sparse.dia dia_matrix"]
    case .index: ["pandas.core.indexes.base Index", "pandas Index"]
    case .stringArray: ["pandas.arrays StringArray", "pandas.core.arrays.string_ StringArray"]
    case .arrowStringArray: ["pandas.arrays ArrowStringArray", "pandas.core.arrays.string_arrow ArrowStringArray"]
    case .ndarray: ["numpy ndarray"]
    case .memmap: ["numpy memmap"]
    case .dataType: ["numpy dtype"]
    case .float64: ["numpy float64"]
    case .float32: ["numpy float32"]
    case .pythonFloat: ["builtins float", "__builtin__ float"]
    case .object: ["builtins object", "__builtin__ object"]
    case .bitGenerator: ["numpy.random._mt19937 MT19937", "numpy.random._pcg64 PCG64"]
    case .seedSequence: ["numpy.random.bit_generator SeedSequence"]
    case .encode: ["_codecs encode"]
    case .bytes: ["builtins bytes", "__builtin__ bytes"]
    case .bytearray: ["builtins bytearray", "__builtin__ bytearray"]
    case .set: ["builtins set", "__builtin__ set"]
    case .frozenset: ["builtins frozenset", "__builtin__ frozenset"]
    case .orderedDictionary: ["collections OrderedDict"]
    case .reconstructor: ["copyreg _reconstructor", "copy_reg _reconstructor"]
    case .reconstruct: ["numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct"]
    case .fromBuffer: ["numpy.core.numeric _frombuffer", "numpy._core.numeric _frombuffer"]
    case .scalar: ["numpy.core.multiarray scalar", "numpy._core.multiarray scalar"]
    case .newIndex: ["pandas.core.indexes.base _new_Index"]
    case .unpickleStringArray: ["pandas._libs.arrays __pyx_unpickle_NDArrayBacked"]
    case .restoreArrowArray: ["pyarrow.lib _restore_array"]
    case .arrowType: ["pyarrow.lib type_for_alias"]
    case .arrowBuffer: ["pyarrow.lib py_buffer"]
    case .randomConstructor:
      [
        "numpy.random._pickle __randomstate_ctor", "numpy.random._pickle __generator_ctor",
        "numpy.random._pickle __bit_generator_ctor", "numpy.random.bit_generator __pyx_unpickle_SeedSequence",
      ]
    case .stringType: ["pandas StringDtype", "pandas.core.arrays.string_ StringDtype"]
    }
  }

  /// Whether a pickle may make instances of it that get a state.
  var isClass: Bool {
    switch self {
    case .arrayWrapper, .tfidfVectorizer, .tfidfTransformer, .truncatedSVD, .oneVsRestClassifier, .constantPredictor,
      .labelBinarizer, .booster, .xgbClassifier, .csrMatrix, .diaMatrix, .arrowStringArray:
      true
    default: false
    }
  }

  /// What a message calls it.
  var title: String { names[0].split(separator: " ").last.map(String.init) ?? "" }

  private static let byName: [String: PickleGlobal] = Dictionary(
    allCases.flatMap { global in global.names.map { ($0, global) } }, uniquingKeysWith: { first, _ in first })

  /// Finds a name of the list; all other names are refused.
  init(module: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer) throws(ArtefactError) {
    let full = Self.printable(module) + " " + Self.printable(name)
    guard let global = Self.byName[full] else {
      throw ArtefactError("it names \(full.replacing(" ", with: ".")), which such an artefact does not need")
    }
    self = global
  }

  /// The first bytes of a name, with everything that is not printable ASCII replaced.
  static func printable(_ bytes: UnsafeRawBufferPointer) -> String {
    let shown = bytes.prefix(100).map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
    return String(decoding: shown, as: UTF8.self) + (bytes.count > 100 ? "…" : "")
  }
}
