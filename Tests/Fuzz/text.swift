import Glibc

/// Any bytes as a text: the two ways to read it give the same tokens, and its scores lie between 0 and 1.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let text = UnsafeBufferPointer(start: data, count: size)
  for pattern in Tokenizer.Pattern.allCases {
    for isLowercasing in [false, true] {
      let tokenizer = Tokenizer(pattern: pattern, isLowercasing: isLowercasing)
      var (tokens, whole) = (TokenizedText(), TokenizedText())
      tokenizer.tokenize(text, into: &tokens)
      tokenizer.tokenizeWhole(text, into: &whole)
      precondition(tokens.tokens == whole.tokens && tokens.bytes == whole.bytes, "different tokens")
    }
  }
  guard let model else { preconditionFailure("no model beside the program") }
  var classifier = Classifier(model)
  classifier.append(text)
  var scores: [Float] = []
  classifier.takeScores(into: &scores)
  precondition(scores.count == model.labels.count && scores.allSatisfy { (0...1).contains($0) }, "no scores")
  return 0
}

/// The small model that lies beside the program.
private let model: EmotionModel? = {
  guard let file = fopen("model", "r") else { return nil }
  var bytes = [UInt8](repeating: 0, count: 1 << 20)
  let count = fread(&bytes, 1, bytes.count, file)
  return bytes[..<count].withUnsafeBytes { try? ModelFile(decoding: $0).model }
}()
