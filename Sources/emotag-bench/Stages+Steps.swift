internal import EmotagCommand
internal import EmotionModel
internal import RecordStream

/// The steps, as the program takes them.
extension Stages {
  /// Notes where the text is.
  mutating func scan(_ row: Int) {
    records.bytes.withUnsafeBufferPointer { bytes in
      let line = UnsafeBufferPointer(rebasing: bytes[records.lines[row]])
      layouts[row] = (try? scanner.scan(line)) ?? RecordLayout()
    }
  }

  /// Cuts a record's text into tokens.
  mutating func tokenise(_ row: Int, into place: Int) {
    withText(of: row) { stages, text in stages.model.vectorizer.tokenizer.tokenize(text, into: &stages.texts[place]) }
  }

  /// Calls `body` with the text of a record, unescaped.
  private mutating func withText(of row: Int, _ body: (inout Stages, UnsafeBufferPointer<UInt8>) -> Void) {
    guard case .string(let place) = layouts[row].text else { return }
    let start = records.lines[row].lowerBound
    let range = start + place.range.lowerBound..<start + place.range.upperBound
    records.bytes.withUnsafeBufferPointer { bytes in
      let contents = UnsafeBufferPointer(rebasing: bytes[range])
      guard place.isEscaped else { return body(&self, contents) }
      var text: [UInt8] = []
      swap(&text, &unescaped)
      text.removeAll(keepingCapacity: true)
      JSONString.append(contents, to: &text)
      text.withUnsafeBufferPointer { body(&self, $0) }
      swap(&text, &unescaped)
    }
  }

  /// Looks tokens up, and counts the terms that they make.
  mutating func count(_ place: Int) {
    model.vectorizer.identify(&texts[place])
    model.wordMargins?.prefetch(texts[place])
    model.vectorizer.count(texts[place], into: &rows[place])
    for column in rows[place].columns { model.projection.prefetch(row: Int(column)) }
  }

  /// Adds the features of one text.
  mutating func project(_ place: Int) {
    sums.withUnsafeMutableBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      model.projection.multiply(rows[place], into: sums)
      model.wordMargins?.add(texts[place], to: sums + model.componentCount)
      features.append(contentsOf: UnsafeBufferPointer(start: sums, count: model.projection.columnCount))
    }
  }

  /// Writes the record with its tags, which are in `margins` at `place`.
  mutating func write(_ row: Int, _ place: Int, _ output: inout [UInt8], _ marks: inout [Int]) {
    let start = records.lines[row].lowerBound
    let brace = start + layouts[row].closingBrace
    let width = model.labels.count
    output.append(contentsOf: records.bytes[start..<brace])
    output.append(contentsOf: #","emotions":"#.utf8)
    margins.withUnsafeBufferPointer { margins in
      let own = UnsafeBufferPointer(rebasing: margins[(place * width)..<((place + 1) * width)])
      writer.append(own, to: &output, marks: &marks)
    }
    output.append(contentsOf: records.bytes[brace..<records.lines[row].upperBound])
    output.append(UInt8(ascii: "\n"))
  }

  /// Nanoseconds for one record from its text to its margins, when there is no other to go with it.
  ///
  /// One round before the others is not counted.
  mutating func measureAlone(rounds: Int) -> Measurement {
    var classifier = Classifier(model)
    var margins: [Float] = []
    let costs = (0...rounds).map { _ in
      var watch = Stopwatch()
      for row in 0..<rowCount {
        withText(of: row) { _, text in classifier.append(text) }
        classifier.takeMargins(into: &margins)
      }
      return watch.lap() * 1e9 / Double(rowCount)
    }
    return Measurement(costs.dropFirst())
  }
}
