/// Any line: the scanner ends, and what it finds lies in the line; a spliced record scans again with the same text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let line = UnsafeBufferPointer(start: data, count: size)
  let paths = ["text", "a.b", "/input/0", "/a~1b/c"].compactMap { FieldPath($0) }
  var scanner = RecordScanner(paths: paths, addedMember: "emotions")
  guard let layout = try? scanner.scan(line), layout.closingBrace > 0 else { return 0 }
  var spliced: [UInt8] = []
  var start = 0
  for cut in layout.cuts {
    spliced += line[start..<cut.lowerBound]
    start = cut.upperBound
  }
  spliced += line[start..<layout.closingBrace]
  if !layout.isEmptyObject { spliced.append(UInt8(ascii: ",")) }
  spliced += Array(#""emotions":[]"#.utf8) + line[layout.closingBrace...]
  for place in places(layout) {
    var text: [UInt8] = []
    JSONString.append(UnsafeBufferPointer(rebasing: line[place.range]), to: &text)
  }
  let again = spliced.withUnsafeBufferPointer { try? scanner.scan($0) }
  precondition(again?.cuts.count == 1, "the new member is not the only one of its name")
  precondition(again.map { places($0).count } == places(layout).count, "another text is found")
  return 0
}

private func places(_ layout: RecordLayout) -> [RecordLayout.StringPlace] {
  switch layout.text {
  case .none, .bytes: []
  case .string(let place): [place]
  case .strings(let places): places
  }
}
