internal import EmotionModel
internal import RecordStream

/// The stage that tags: finds the texts of a batch, classifies them together, writes each record with its new member.
struct Tagger: Stage, Sendable {
  private static let textsPerSlice = 4096

  private let errorPolicy: FilterSettings.ErrorPolicy
  private let keepsRejects: Bool
  private let textLimit: Int
  private var scanner: RecordScanner
  private var classifier: Classifier
  private var writer: TagWriter
  /// The name of the new member as it is written, with its colon.
  private let memberName: [UInt8]

  /// What the scanner says of each row of a slice.
  private var findings: [Finding] = []
  private var scores: [Float] = []
  private var unescaped: [UInt8] = []

  private enum Finding {
    case text(RecordLayout)
    case noText
    case malformed(MalformedRecord)
    case oversized
  }

  init(_ settings: FilterSettings, model: EmotionModel) throws(CommandError) {
    errorPolicy = settings.onError
    keepsRejects = settings.rejects != nil
    textLimit = settings.textLimit
    scanner = RecordScanner(paths: try settings.fieldPaths(), addedMember: settings.tagField)
    classifier = Classifier(model)
    writer = try TagWriter(settings, model: model)
    var name: [UInt8] = []
    JSONString.appendQuoted(settings.tagField.utf8, to: &name)
    memberName = name + [UInt8(ascii: ":")]
  }

  mutating func process(_ batch: Batch) {
    batch.tally.marks = Array(repeating: 0, count: classifier.model.labels.count)
    batch.bytes.withUnsafeBufferPointer { bytes in
      var first = 0
      while first < batch.rows.count && batch.failure == nil { first = processSlice(batch, bytes, from: first) }
    }
  }

  /// Processes rows until there are many texts, for each takes memory until it is scored; returns the next row.
  private mutating func processSlice(_ batch: Batch, _ bytes: UnsafeBufferPointer<UInt8>, from first: Int) -> Int {
    findings.removeAll(keepingCapacity: true)
    var end = first
    while end < batch.rows.count && classifier.rowCount < Self.textsPerSlice {
      let row = batch.rows[end]
      findings.append(find(row.kind, UnsafeBufferPointer(rebasing: bytes[row.range])))
      end += 1
    }
    classifier.takeScores(into: &scores)
    var scored = 0
    for index in first..<end where batch.failure == nil {
      let row = batch.rows[index]
      write(index, findings[index - first], row.kind, UnsafeBufferPointer(rebasing: bytes[row.range]), &scored, batch)
      batch.endRow()
    }
    return end
  }

  /// Looks for the text of a row and hands it to the classifier.
  private mutating func find(_ kind: Batch.Row.Kind, _ line: UnsafeBufferPointer<UInt8>) -> Finding {
    guard kind == .record || kind == .firstRecord else { return .oversized }
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = kind == .firstRecord && line.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    do throws(MalformedRecord) {
      let layout = try scanner.scan(line, from: start)
      switch layout.text {
      case .none: return .noText
      case .string(let place): classify(place, in: line)
      case .strings(let places): for place in places { classify(place, in: line) }
      }
      return .text(layout)
    } catch {
      return .malformed(error)
    }
  }

  private mutating func classify(_ place: RecordLayout.StringPlace, in line: UnsafeBufferPointer<UInt8>) {
    let contents = UnsafeBufferPointer(rebasing: line[place.range])
    guard place.isEscaped else { return classifier.append(cut(contents)) }
    unescaped.removeAll(keepingCapacity: true)
    JSONString.append(contents, to: &unescaped)
    unescaped.withUnsafeBufferPointer { classifier.append(cut($0)) }
  }

  /// The beginning of a text that is too long, up to a whole character.
  private func cut(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard text.count > textLimit else { return text }
    var end = textLimit
    while end > 0 && text[end] & 0xC0 == 0x80 && textLimit - end < 3 { end -= 1 }
    return UnsafeBufferPointer(rebasing: text[..<end])
  }

  /// Writes what becomes of a row, and counts it.
  private mutating func write(
    _ index: Int, _ finding: Finding, _ kind: Batch.Row.Kind, _ line: UnsafeBufferPointer<UInt8>,
    _ scored: inout Int, _ batch: Batch
  ) {
    switch finding {
    case .text(let layout):
      batch.tally.tagged += 1
      writeTagged(line, layout, &scored, batch)
    case .noText:
      batch.tally.noText += 1
      batch.output.append(contentsOf: line)
    case .malformed(let reason):
      batch.tally.malformed += 1
      guard passes(line, reason, index, batch) else { return }
      batch.output.append(contentsOf: line)
    case .oversized:
      batch.output.append(contentsOf: line)
      guard kind == .oversizedEnd else { return }
      batch.tally.oversized += 1
    }
    batch.output.append(UInt8(ascii: "\n"))
  }

  /// Whether a malformed line is written.
  private func passes(
    _ line: UnsafeBufferPointer<UInt8>, _ reason: MalformedRecord, _ index: Int, _ batch: Batch
  ) -> Bool {
    if keepsRejects { batch.rejects += Reject.line(reason: reason.description, record: line) }
    if errorPolicy == .pass { return true }
    batch.tally.rejected += 1
    if errorPolicy == .fail { batch.failure = Batch.Failure(row: index, reason: reason.description) }
    return false
  }

  /// The line up to the closing brace, without what is cut; the new member; the rest of the line.
  private mutating func writeTagged(
    _ line: UnsafeBufferPointer<UInt8>, _ layout: RecordLayout, _ scored: inout Int, _ batch: Batch
  ) {
    var start = 0
    for cut in layout.cuts {
      batch.output.append(contentsOf: line[start..<cut.lowerBound])
      start = cut.upperBound
    }
    batch.output.append(contentsOf: line[start..<layout.closingBrace])
    if !layout.isEmptyObject { batch.output.append(UInt8(ascii: ",")) }
    batch.output.append(contentsOf: memberName)
    if case .strings(let places) = layout.text {
      batch.output.append(UInt8(ascii: "["))
      for index in places.indices {
        if index > 0 { batch.output.append(UInt8(ascii: ",")) }
        writeTags(&scored, batch)
      }
      batch.output.append(UInt8(ascii: "]"))
    } else {
      writeTags(&scored, batch)
    }
    batch.output.append(contentsOf: line[layout.closingBrace...])
  }

  private mutating func writeTags(_ scored: inout Int, _ batch: Batch) {
    let width = classifier.model.labels.count
    writer.append(scores[scored * width..<(scored + 1) * width], to: &batch.output, marks: &batch.tally.marks)
    scored += 1
  }
}
