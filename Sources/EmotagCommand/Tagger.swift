internal import EmotionModel
internal import RecordStream

/// Tags batches of records: finds their texts, classifies them together, writes each record with its new member.
struct Tagger {
  /// What became of the records, in disjoint counts.
  struct Counts: Equatable {
    var tagged = 0
    var noText = 0
    var malformed = 0

    var records: Int { tagged + noText + malformed }
  }

  private(set) var counts = Counts()
  private var scanner: RecordScanner
  private var classifier: Classifier
  private var writer: TagWriter
  /// The name of the new member as it is written, with its colon.
  private let memberName: [UInt8]

  private var layouts: [RecordLayout?] = []
  private var scores: [Float] = []
  private var unescaped: [UInt8] = []

  init(_ settings: FilterSettings, model: EmotionModel) throws(CommandError) {
    scanner = RecordScanner(paths: try settings.fieldPaths(), addedMember: settings.tagField)
    classifier = Classifier(model)
    writer = try TagWriter(settings, model: model)
    var name: [UInt8] = []
    JSONString.appendQuoted(settings.tagField, to: &name)
    memberName = name + [UInt8(ascii: ":")]
  }

  /// Appends to `output` what becomes of each line, and an LF.
  mutating func tag(_ lines: [LineInput.Line], into output: inout [UInt8]) {
    layouts.removeAll(keepingCapacity: true)
    for line in lines { layouts.append(findText(line)) }
    classifier.takeScores(into: &scores)
    var row = 0
    for (line, layout) in zip(lines, layouts) {
      if let layout {
        write(line.bytes, layout, &row, &output)
      } else {
        output.append(contentsOf: line.bytes)
      }
      output.append(UInt8(ascii: "\n"))
    }
  }

  /// Hands a record's texts to the classifier; nil if it has none, or is malformed.
  private mutating func findText(_ line: LineInput.Line) -> RecordLayout? {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = line.isFirst && line.bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    do throws(MalformedRecord) {
      let layout = try scanner.scan(line.bytes, from: start)
      switch layout.text {
      case .none:
        counts.noText += 1
        return nil
      case .string(let place): classify(place, in: line.bytes)
      case .strings(let places): for place in places { classify(place, in: line.bytes) }
      }
      counts.tagged += 1
      return layout
    } catch {
      counts.malformed += 1
      return nil
    }
  }

  private mutating func classify(_ place: RecordLayout.StringPlace, in line: UnsafeBufferPointer<UInt8>) {
    let contents = UnsafeBufferPointer(rebasing: line[place.range])
    guard place.isEscaped else { return classifier.append(contents) }
    unescaped.removeAll(keepingCapacity: true)
    JSONString.append(contents, to: &unescaped)
    unescaped.withUnsafeBufferPointer { classifier.append($0) }
  }

  /// The line up to the closing brace, without what is cut; the new member; the rest of the line.
  private mutating func write(
    _ line: UnsafeBufferPointer<UInt8>, _ layout: RecordLayout, _ row: inout Int, _ output: inout [UInt8]
  ) {
    var start = 0
    for cut in layout.cuts {
      output.append(contentsOf: line[start..<cut.lowerBound])
      start = cut.upperBound
    }
    output.append(contentsOf: line[start..<layout.closingBrace])
    if !layout.isEmptyObject { output.append(UInt8(ascii: ",")) }
    output.append(contentsOf: memberName)
    if case .strings(let places) = layout.text {
      output.append(UInt8(ascii: "["))
      for index in places.indices {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        writeTags(&row, &output)
      }
      output.append(UInt8(ascii: "]"))
    } else {
      writeTags(&row, &output)
    }
    output.append(contentsOf: line[layout.closingBrace...])
  }

  private mutating func writeTags(_ row: inout Int, _ output: inout [UInt8]) {
    let width = classifier.model.labels.count
    writer.append(scores[row * width..<(row + 1) * width], to: &output)
    row += 1
  }
}
