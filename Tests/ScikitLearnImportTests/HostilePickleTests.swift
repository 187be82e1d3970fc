import Testing

@testable import ScikitLearnImport

/// A pickle that would do something in Python does nothing here, and says what it wanted.
@Suite struct HostilePickleTests {
  private typealias Pickle = PickleBytes

  /// The reason for which all importers refuse the bytes; they must agree.
  private static func reason(_ bytes: [UInt8]) -> String? {
    let (values, errors) = importAll(bytes)
    return values == 0 && Set(errors).count == 1 ? errors[0] : nil
  }

  static let calls: [String: (bytes: [UInt8], name: String)] = [
    "GLOBAL": (PickleBytes.call("os", "system", PickleBytes.text("true")) + Array(".".utf8), "os.system"),
    "posix": (PickleBytes.call("posix", "system", PickleBytes.text("true")) + Array(".".utf8), "posix.system"),
    "STACK_GLOBAL": (
      PickleBytes.stackGlobal("os", "system") + PickleBytes.text("true") + [0x85] + Array("R.".utf8), "os.system"
    ),
    "NEWOBJ": (PickleBytes.stackGlobal("subprocess", "Popen") + Array(")\u{1}.".utf8), "subprocess.Popen"),
    "a name with dots": (PickleBytes.stackGlobal("os", "path.join") + Array(".".utf8), "os.path.join"),
    "a known module": (PickleBytes.stackGlobal("numpy", "core.os.system") + Array(".".utf8), "numpy.core.os.system"),
    "a known name": (PickleBytes.stackGlobal("evil", "dtype") + Array(".".utf8), "evil.dtype"),
    "a name with a space": (PickleBytes.stackGlobal("numpy dtype", "") + Array(".".utf8), "numpy?dtype."),
    "eval": (PickleBytes.global("builtins", "eval") + Array(".".utf8), "builtins.eval"),
    "getattr": (PickleBytes.global("builtins", "getattr") + Array(".".utf8), "builtins.getattr"),
    "not printable": (PickleBytes.global("o\u{1B}[2Js", "system") + Array(".".utf8), "o?[2Js.system"),
  ]

  @Test(arguments: calls.keys.sorted()) func whatIsNotOnTheListIsNamedAndNotCalled(_ key: String) throws {
    let (bytes, name) = try #require(Self.calls[key])
    let reason = try #require(Self.reason(bytes))
    #expect(reason.hasPrefix("it names \(name),") && reason.contains("(at byte "), "\(reason)")
  }

  static let opcodes: [String: [UInt8]] = [
    "INST": Array("(ios\nsystem\n.".utf8), "OBJ": Array("(cbuiltins\nset\no.".utf8), "PERSID": Array("P1\n.".utf8),
    "BINPERSID": Array("NQ.".utf8), "EXT1": [0x82, 1, 0x2E], "EXT2": [0x83, 1, 0, 0x2E],
    "EXT4": [0x84, 1, 0, 0, 0, 0x2E], "NEXT_BUFFER": [0x97, 0x2E], "READONLY_BUFFER": [0x4E, 0x98, 0x2E],
    "NEWOBJ_EX": Array("cbuiltins\nset\n)}".utf8) + [0x92, 0x2E], "BINSTRING": Array("T\u{1}\0\0\0a.".utf8),
    "SHORT_BINSTRING": Array("U\u{1}a.".utf8), "STRING": Array("S'a'\n.".utf8),
  ]

  @Test(arguments: opcodes.keys.sorted()) func anOpcodeThatIsNotNeededIsNamed(_ name: String) throws {
    #expect(try Self.reason(#require(Self.opcodes[name]))?.hasPrefix("the opcode \(name),") ?? false)
  }

  static let misuses: [String: (bytes: [UInt8], reason: String)] = [
    "STACK_GLOBAL of numbers": ([0x4B, 1, 0x4B, 2, 0x93, 0x2E], "whose name is no text"),
    "STACK_GLOBAL of bytes": (Array("C\u{1}aC\u{1}b".utf8) + [0x93, 0x2E], "whose name is no text"),
    "STACK_GLOBAL of nothing": ([0x93, 0x2E], "a value is missing"),
    "a call of a number": (Array("K\u{1})R.".utf8), "something that is no name"),
    "a call of a class": (PickleBytes.call("xgboost.core", "Booster", []) + Array(".".utf8), "call of Booster"),
    "a call without a tuple": (PickleBytes.global("builtins", "set") + Array("]R.".utf8), "without a tuple"),
    "an instance of a function": (PickleBytes.global("_codecs", "encode") + [0x29, 0x81, 0x2E], "instance of encode"),
    "a codec": (
      PickleBytes.call("_codecs", "encode", PickleBytes.text("a") + PickleBytes.text("rot13")) + Array(".".utf8),
      "call of encode"
    ),
    "a constructor of another base": (
      PickleBytes.call(
        "copyreg", "_reconstructor",
        PickleBytes.global("xgboost.core", "Booster") + PickleBytes.global("builtins", "set") + Array("N".utf8))
        + Array(".".utf8), "call of _reconstructor"
    ),
    "a state for a list": (Array("]}b.".utf8), "no object"),
    "a second state": (
      PickleBytes.global("xgboost.core", "Booster") + [0x29, 0x81] + Array("}b}b.".utf8), "a second state"
    ),
    "an item of a number": (Array("K\u{1}Na.".utf8), "no container"),
    "an item of a tuple": (Array(")Na.".utf8), "of another kind"),
    "a key without a value": (Array("}(Nu.".utf8), "a key without a value"),
    "a value below a mark": (Array("N(a.".utf8), "a value is missing"),
    "a mark that is missing": (Array("Nt.".utf8), "a mark is missing"),
    "a mark that is left": (Array("(N.".utf8), "it ends with"),
    "two values": (Array("NN.".utf8), "it ends with 2 values"),
    "no value": (Array(".".utf8), "it ends with 0 values"),
    "bytes behind the end": (Array("]..".utf8), "bytes follow the end"),
    "a later protocol": ([0x80, 6, 0x4E, 0x2E], "protocol 6"),
    "a byte that is no opcode": ([0xFF], "the byte 0xff"),
    "an empty file": ([], "it is empty"),
    "a memo entry that is missing": (Array("h\u{5}.".utf8), "memo entry 5 of 0"),
    "a memo with a gap": ([0x4E, 0x72] + PickleBytes.number(UInt32.max) + [0x2E], "where 0 is the next"),
    "a negative memo entry": (Array("Np-1\n.".utf8), "memo entry -1"),
    "a long text": ([0x58] + PickleBytes.number(UInt32.max) + [0x2E], "beyond the end"),
    "a very long text": ([0x8D] + PickleBytes.number(UInt64.max) + [0x2E], "too large length"),
    "very long bytes": ([0x8E] + PickleBytes.number(UInt64.max >> 1) + [0x2E], "beyond the end"),
    "a very long bytearray": ([0x96] + PickleBytes.number(UInt64.max >> 1) + [0x2E], "beyond the end"),
    "a negative integer's length": ([0x8B] + PickleBytes.number(Int32(-1)) + [0x2E], "negative"),
    "a very long integer": ([0x8B] + PickleBytes.number(Int32.max) + [0x2E], "beyond the end"),
    "a very long frame": ([0x95] + PickleBytes.number(UInt64.max) + [0x2E], "a frame beyond the end"),
    "an integer of many digits": (Array("I\(String(repeating: "1", count: 100))\n.".utf8), "a number of 100 digits"),
    "an integer that is none": (Array("I1x\n.".utf8), "no number"),
    "a line without an end": (Array("Iabc".utf8), "it ends too early"),
    "half a surrogate pair": (Array("V\\ud800\n.".utf8), "half a surrogate pair"),
    "half an escape": (Array("V\\u12\n.".utf8), "a broken escape"),
  ]

  @Test(arguments: misuses.keys.sorted()) func aPickleThatIsNoneIsAnError(_ key: String) throws {
    let (bytes, reason) = try #require(Self.misuses[key])
    #expect(try #require(Self.reason(bytes)).contains(reason), "\(Self.reason(bytes) ?? "none")")
  }
}
