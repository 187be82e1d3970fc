/// Any bytes as a model file: an error, or a model whose scores lie between 0 and 1.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let file = UnsafeRawBufferPointer(start: data, count: size)
  guard let model = try? ModelFile(decoding: file).model else {
    _ = try? Booster(ubjson: file, featureCount: 4)
    return 0
  }
  var classifier = Classifier(model)
  for text in ["so glad today", "sad sad sad!", ""] {
    var text = text
    text.withUTF8 { classifier.append($0) }
  }
  var scores: [Float] = []
  classifier.takeScores(into: &scores)
  precondition(scores.count == 3 * model.labels.count && scores.allSatisfy { (0...1).contains($0) }, "no scores")
  return 0
}
