import Testing

@testable import RecordStream

/// A record with a member added as the tagger adds it, and what was there before and behind.
struct Splice {
  let line: [UInt8]
  /// `"NAME":VALUE`, with a comma before it unless the object is empty.
  let insertion: [UInt8]
  let closingBrace: Int
  let cuts: [Range<Int>]

  init(_ input: [UInt8], name: String, value: String) throws {
    let layout = try scan(input, addedMember: name)
    var insertion = layout.isEmptyObject ? [] : [UInt8(ascii: ",")]
    JSONString.appendQuoted(name.utf8, to: &insertion)
    insertion += ":\(value)".utf8
    let kept = Self.applying(layout.cuts, to: input[..<layout.closingBrace])
    self.insertion = insertion
    closingBrace = kept.count + insertion.count
    cuts = layout.cuts
    line = kept + insertion + input[layout.closingBrace...]
  }

  /// The line with the new member cut out again.
  var restored: [UInt8] { Array(line[..<(closingBrace - insertion.count)]) + line[closingBrace...] }

  static func applying(_ cuts: [Range<Int>], to line: ArraySlice<UInt8>) -> [UInt8] {
    var kept: [UInt8] = []
    var start = line.startIndex
    for cut in cuts {
      kept += line[start..<cut.lowerBound]
      start = cut.upperBound
    }
    return kept + line[start...]
  }
}

/// The members of an object's line, each as it is written but without space around key and value.
///
/// Knows no more of JSON than where strings and brackets end, so that it agrees with the scanner by no accident.
func topLevelMembers(_ line: [UInt8]) -> [String] {
  var pieces: [[UInt8]] = [[]]
  var depth = 0
  var isInString = false
  var isEscaped = false
  for byte in line {
    if isInString {
      isInString = isEscaped || byte != UInt8(ascii: "\"")
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
    } else {
      if "}]".utf8.contains(byte) { depth -= 1 }
      isInString = byte == UInt8(ascii: "\"")
      if depth == 1 && byte == UInt8(ascii: ",") {
        pieces.append([])
        continue
      }
      if depth == 1 && " \t\r".utf8.contains(byte) { continue }
      if depth == 0 {
        if "{[".utf8.contains(byte) { depth += 1 }
        continue
      }
      if "{[".utf8.contains(byte) { depth += 1 }
    }
    pieces[pieces.count - 1].append(byte)
  }
  return pieces == [[]] ? [] : pieces.map { String(decoding: $0, as: UTF8.self) }
}
