import CZlib
import Testing

@testable import ScikitLearnImport

/// What unfolds, nests or turns in circles costs neither much memory nor the stack, and ends.
@Suite struct PickleBombTests {
  static let bombs: [String: (bytes: [UInt8], reason: String)] = {
    func times(_ count: Int, _ bytes: String) -> [UInt8] {
      Array(repeatElement(Array(bytes.utf8), count: count).joined())
    }
    let encode = PickleBytes.global("_codecs", "encode") + [0x94]
    let long = [0x58] + PickleBytes.number(UInt32(100_000)) + [UInt8](repeating: 0x61, count: 100_000)
    let arguments = Array("(".utf8) + long + PickleBytes.text("latin1") + Array("t".utf8) + [0x94]
    return [
      "lists": (times(600_000, "]0") + Array("N.".utf8), "unfolds to more than"),
      "tuples": (times(600_000, ")0") + Array("N.".utf8), "unfolds to more than"),
      "a memo": (
        Array("N".utf8) + [UInt8](repeating: 0x94, count: 3_000_000) + Array(".".utf8), "unfolds to more than"
      ),
      "a stack": (times(1_200_000, "N"), "unfolds to more than"),
      "marks": (times(100_000, "("), "nested deeper than"),
      "a text that is decoded again and again": (
        encode + Array("0".utf8) + arguments + Array("0".utf8) + times(2000, "h\0h\u{1}R0") + Array("N.".utf8),
        "unfolds to more than"
      ),
      "a list that is copied again and again": (
        PickleBytes.global("builtins", "set") + [0x94] + Array("0](".utf8) + times(10_000, "N") + Array("e".utf8)
          + [0x85, 0x94] + Array("0".utf8) + times(1000, "h\0h\u{1}R0") + Array("N.".utf8), "unfolds to more than"
      ),
    ]
  }()

  @Test(arguments: bombs.keys.sorted()) func whatUnfoldsIsCutOff(_ key: String) throws {
    let (bytes, reason) = try #require(Self.bombs[key])
    let (values, errors) = importAll(bytes)
    #expect(values == 0 && errors.allSatisfy { $0.contains(reason) }, "\(errors)")
  }

  @Test func aDeepNestIsAnErrorAndNoOverflow() {
    let depth = 100_000
    let lists = [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1)
    #expect(importAll(lists + Array(".".utf8)).errors.count == 4)
    let tuples = Array("N".utf8) + [UInt8](repeating: 0x85, count: depth)
    #expect(importAll(tuples + Array(".".utf8)).errors.count == 4)
  }

  @Test(arguments: ["]q\0h\0a.", "}q\0h\0h\0s.", "]q\0(h\0h\0h\0e."])
  func aContainerInsideItselfIsAnError(_ text: String) {
    #expect(importAll(Array(text.utf8)).values == 0)
  }

  /// Each level holds the one below twice: 2 to the power of 200 values, in 200 nodes.
  @Test func levelsThatDoubleAreCheap() {
    var bytes = Array("]".utf8) + [0x94]
    for level in 0..<200 { bytes += [0x30, 0x68, UInt8(level), 0x68, UInt8(level), 0x86, 0x94] }
    #expect(importAll(bytes + Array(".".utf8)).errors.count == 4)
  }

  @Test func whatZlibBlowsUpIsCutOff() {
    let (_, errors) = importAll(Self.deflated([UInt8](repeating: 0x4E, count: 60 << 20)))
    #expect(errors.count == 4 && errors.allSatisfy { $0.contains("it unfolds to more than") })
  }

  @Test func compressedDataThatIsDamagedIsAnError() {
    let whole = Self.deflated(Array("](Vjoy\nVanger\ne.".utf8))
    #expect(importAll(whole).values == 1)
    for count in 2..<whole.count { #expect(importAll(Array(whole[..<count])).values == 0, "cut to \(count) bytes") }
    #expect(importAll(whole + [0]).errors.allSatisfy { $0.contains("bytes follow its compressed data") })
    var damaged = whole
    damaged[whole.count - 1] ^= 1
    #expect(importAll(damaged).errors.allSatisfy { $0.contains("corrupt: incorrect data check") })
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var output = [UInt8](repeating: 0, count: Int(size))
    #expect(compress2(&output, &size, bytes, UInt(bytes.count), 9) == Z_OK)
    return Array(output.prefix(Int(size)))
  }
}
