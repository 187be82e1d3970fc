/// JSON that is not one object per line.
extension InputFormat {
  static func json(_ first: String, _ rest: ArraySlice<String>) -> InputFormat? {
    switch first.unicodeScalars.first {
    case "[": array(first, rest)
    case "{": object(first, rest)
    case "\u{1E}": InputFormat(name: "a JSON text sequence", conversion: [#"tr -d '\036'"#])
    case "\"" where isJSON(first.utf8): InputFormat(name: "JSON strings", conversion: ["jq -c '{text: .}'"])
    default: nil
    }
  }

  private static func array(_ first: String, _ rest: ArraySlice<String>) -> InputFormat? {
    let element = (first.dropFirst() + (rest.first ?? "")).drop(while: \.isWhitespace)
    switch element.first {
    case "{" where isPython(element[...]):
      return InputFormat(
        name: "a list of Python dicts",
        conversion: [
          "python3 -c 'import ast,json,sys; [print(json.dumps(r)) for r in ast.literal_eval(sys.stdin.read())]'"
        ])
    case nil, "{": return InputFormat(name: "a JSON array", conversion: ["jq -c '.[]'"])
    case "\"": return InputFormat(name: "a JSON array of strings", conversion: ["jq -c '.[] | {text: .}'"])
    default: return nil
    }
  }

  private static func object(_ first: String, _ rest: ArraySlice<String>) -> InputFormat? {
    if isPython(first[...]) {
      return InputFormat(
        name: "Python dicts",
        conversion: [
          "python3 -c 'import ast,json,sys; [print(json.dumps(ast.literal_eval(l))) for l in sys.stdin if l.strip()]'"
        ])
    }
    let trimmed = first.reversed().drop(while: \.isWhitespace)
    if trimmed.starts(with: ",}") {
      return InputFormat(name: "JSON objects with commas", conversion: ["sed 's/},[[:space:]]*$/}/'"])
    }
    let isJoined = first.contains("}{") || first.contains("} {")
    // The only line may be cut off.
    let isSpread = !trimmed.starts(with: "}") && !rest.isEmpty
    guard isJoined || isSpread else { return nil }
    return InputFormat(name: "JSON that is not one object per line", conversion: ["jq -c ."])
  }

  private static func isPython(_ object: Substring) -> Bool {
    object.dropFirst().drop(while: \.isWhitespace).first == "'"
  }
}
