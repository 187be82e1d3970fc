internal import EmotionModel
internal import RecordStream

/// The stage that tags: finds the texts of a batch, classifies them together, writes each record with its new member.
struct Tagger: Stage, Sendable {
  /// Texts wait together until they are scored, at most so many.
  private static let waitingTextLimit = 4096
  /// What the features and margins of those that wait take at most, and the tags and margins of the texts of one record.
  private static let byteLimit = 16 << 20

  private let errorPolicy: FilterSettings.ErrorPolicy
  private let keepsRejects: Bool
  private let textsPerSlice: Int
  private let textByteLimit: Int
  /// The most texts of a record that is tagged.
  private let textLimit: Int
  private var scanner: RecordScanner
  private var classifier: Classifier
  private var writer: TagWriter
  /// The name of the new member as it is written, with its colon.
  private let memberName: [UInt8]

  /// What the scanner says of each row of a slice.
  private var findings: [Finding] = []
  /// One a text of a slice, as far as they are scored.
  private var margins: [Float] = []
  private var unescaped: [UInt8] = []
  /// Where the rows of the current batch come from.
  private var places = LinePlaces()

  private enum Finding {
    case text(RecordLayout)
    case noText
    case malformed(MalformedRecord)
    case oversized
    case tooManyTexts
  }

  init(_ settings: FilterSettings, model: EmotionModel) throws(CommandError) {
    errorPolicy = settings.onError
    keepsRejects = settings.rejects != nil
    textByteLimit = settings.textByteLimit
    writer = try TagWriter(settings, model: model)
    // A model may have any number of labels, and a record has a text at least.
    let marginBytes = 4 * model.labels.count
    textLimit = settings.textLimit ?? max(1, min(1024, Self.byteLimit / (writer.byteBound + marginBytes)))
    textsPerSlice = max(
      1, min(Self.waitingTextLimit, Self.byteLimit / (4 * model.projection.columnCount + marginBytes)))
    scanner = RecordScanner(
      paths: try settings.fieldPaths(), addedMember: settings.tagField, stringLimit: textLimit)
    classifier = Classifier(model)
    memberName = settings.quotedTagField
  }

  /// How many strings the lines of a batch may have so that the tags of so many batches fit into memory.
  func stringLimit(batchCount: Int) -> Int {
    max(1, min(16_384, 2 * Self.byteLimit / (batchCount * (writer.byteBound + 1))))
  }

  /// The most bytes that are added to a batch of so many rows and strings; the last row may go past that number.
  func addedByteLimit(rows: Int, strings: Int) -> Int {
    (strings + textLimit) * (writer.byteBound + 1) + rows * (memberName.count + 3)
  }

  mutating func process(_ batch: Batch) {
    // What belongs to an object is checked for other users at every access.
    var product = Batch.Product()
    swap(&product, &batch.product)
    product.tally.marks = Array(repeating: 0, count: classifier.model.labels.count)
    product.tally.markNames = classifier.model.labels
    places = LinePlaces()
    batch.bytes.withUnsafeBufferPointer { bytes in
      var first = 0
      while first < batch.rows.count && product.failure == nil {
        first = processSlice(batch, bytes, from: first, &product)
      }
    }
    swap(&product, &batch.product)
  }

  /// Processes rows until there are many texts, for each takes memory until it is scored; returns the next row.
  private mutating func processSlice(
    _ batch: Batch, _ bytes: UnsafeBufferPointer<UInt8>, from first: Int, _ product: inout Batch.Product
  ) -> Int {
    let rows = batch.rows
    findings.removeAll(keepingCapacity: true)
    margins.removeAll(keepingCapacity: true)
    var end = first
    while end < rows.count && classifier.rowCount < textsPerSlice && margins.isEmpty {
      let row = rows[end]
      findings.append(find(row.kind, UnsafeBufferPointer(rebasing: bytes[row.range])))
      end += 1
    }
    score()
    var scored = 0
    for index in first..<end where product.failure == nil {
      let row = rows[index]
      let line = UnsafeBufferPointer(rebasing: bytes[row.range])
      write(batch, index, findings[index - first], line, &scored, &product)
      product.endRow()
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
      case .strings(let places):
        guard places.count <= textLimit else { return .tooManyTexts }
        for place in places { classify(place, in: line) }
      case .bytes(let bytes): bytes.withUnsafeBufferPointer { classifier.append(cut($0)) }
      }
      return .text(layout)
    } catch {
      // A blank line is not malformed.
      return error.reason == .empty ? .noText : .malformed(error)
    }
  }

  /// Adds the margins of the texts that wait, and frees what they take.
  private mutating func score() {
    if margins.isEmpty { return classifier.takeMargins(into: &margins) }
    var more: [Float] = []
    classifier.takeMargins(into: &more)
    margins += more
  }

  private mutating func classify(_ place: RecordLayout.StringPlace, in line: UnsafeBufferPointer<UInt8>) {
    // One row may have any number of texts.
    if classifier.rowCount >= textsPerSlice { score() }
    let contents = UnsafeBufferPointer(rebasing: line[place.range])
    guard place.isEscaped else { return classifier.append(cut(contents)) }
    unescaped.removeAll(keepingCapacity: true)
    JSONString.append(contents, to: &unescaped)
    unescaped.withUnsafeBufferPointer { classifier.append(cut($0)) }
  }

  /// The beginning of a text that is too long, up to a whole character.
  private func cut(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard text.count > textByteLimit else { return text }
    var end = textByteLimit
    while end > 0 && text[end] & 0xC0 == 0x80 && textByteLimit - end < 3 { end -= 1 }
    return UnsafeBufferPointer(rebasing: text[..<end])
  }

  /// Writes what becomes of a row, and counts it.
  private mutating func write(
    _ batch: Batch, _ index: Int, _ finding: Finding, _ line: UnsafeBufferPointer<UInt8>, _ scored: inout Int,
    _ product: inout Batch.Product
  ) {
    switch finding {
    case .text(let layout):
      product.tally.tagged += 1
      writeTagged(line, layout, &scored, &product)
    case .noText:
      product.tally.noText += 1
      product.output.append(contentsOf: line)
    case .malformed(let reason):
      product.tally.malformed += 1
      noteFault(index, reason.description, &product)
      guard passes(batch, index, line, reason, &product) else { return }
      product.output.append(contentsOf: line)
    case .tooManyTexts:
      product.tally.oversized += 1
      noteFault(index, "it has more than \(textLimit) texts, see --max-texts", &product)
      product.output.append(contentsOf: line)
    case .oversized:
      noteFault(index, "it is longer than --max-record", &product)
      product.output.append(contentsOf: line)
      guard batch.rows[index].kind == .oversizedEnd else { return }
      product.tally.oversized += 1
    }
    product.output.append(UInt8(ascii: "\n"))
  }

  private func noteFault(_ index: Int, _ reason: @autoclosure () -> String, _ product: inout Batch.Product) {
    if product.firstFault == nil { product.firstFault = Batch.Failure(row: index, reason: reason()) }
  }

  /// Whether a malformed line is written.
  private mutating func passes(
    _ batch: Batch, _ index: Int, _ line: UnsafeBufferPointer<UInt8>, _ reason: MalformedRecord,
    _ product: inout Batch.Product
  ) -> Bool {
    if keepsRejects {
      product.rejects += Reject.line(
        reason: reason.description, place: places.place(of: index, in: batch), record: line)
    }
    if errorPolicy == .pass { return true }
    product.tally.rejected += 1
    if errorPolicy == .fail { product.failure = Batch.Failure(row: index, reason: reason.description) }
    return false
  }

  /// The line up to the closing brace, without what is cut; the new member; the rest of the line.
  private mutating func writeTagged(
    _ line: UnsafeBufferPointer<UInt8>, _ layout: RecordLayout, _ scored: inout Int, _ product: inout Batch.Product
  ) {
    var start = 0
    for cut in layout.cuts {
      product.output.append(contentsOf: line[start..<cut.lowerBound])
      start = cut.upperBound
    }
    product.output.append(contentsOf: line[start..<layout.closingBrace])
    if !layout.isEmptyObject { product.output.append(UInt8(ascii: ",")) }
    memberName.withUnsafeBufferPointer { product.output.append(contentsOf: $0) }
    if case .strings(let places) = layout.text {
      product.output.append(UInt8(ascii: "["))
      for index in places.indices {
        if index > 0 { product.output.append(UInt8(ascii: ",")) }
        writeTags(&scored, &product)
      }
      product.output.append(UInt8(ascii: "]"))
    } else {
      writeTags(&scored, &product)
    }
    product.output.append(contentsOf: line[layout.closingBrace...])
  }

  private mutating func writeTags(_ scored: inout Int, _ product: inout Batch.Product) {
    let width = classifier.model.labels.count
    margins.withUnsafeBufferPointer { margins in
      let own = UnsafeBufferPointer(rebasing: margins[(scored * width)..<((scored + 1) * width)])
      writer.append(own, to: &product.output, marks: &product.tally.marks)
    }
    scored += 1
  }
}
