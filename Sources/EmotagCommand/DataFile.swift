internal import EmotionTraining
internal import RecordStream

/// A file of labelled texts or of label names, read whole.
struct DataFile {
  private static let largestSize = 1 << 30

  /// For messages.
  let name: String
  /// Of the file as it is, before it is decompressed.
  let sha256: String
  /// What it holds, without the gzip that it may be in.
  let bytes: [UInt8]

  /// `-` is stdin.
  init(_ path: String) throws {
    name = path == "-" ? "stdin" : path
    let file = path == "-" ? try readStandardInput(limit: Self.largestSize) : try readFile(path)
    sha256 = SHA256.hexadecimal(of: file)
    if let format = CompressedFormat(file) {
      throw CommandError(.badInput, name, "not read", "it is \(format.rawValue); decompress it with \(format.decoder)")
    }
    guard Gzip.isMagic(file) else {
      bytes = file
      return
    }
    do {
      bytes = try Gzip.decoded(file, limit: Self.largestSize)
    } catch let error as Gzip.Failure {
      throw CommandError(.badInput, name, error.reason)
    }
  }

  /// Stdin can be read only once.
  static func refuseSecondStandardInput(_ paths: [String], _ command: String) throws(CommandError) {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw CommandError(.usage, command, "only one file can be stdin ('-')")
    }
  }
}

extension LabelledTexts {
  /// The rows of all files together, in order; each file has a format of its own.
  ///
  /// `names` are what numbers stand for; nil takes them as names. What is read gets `labels` as its labels: those of
  /// a model, for instance; nil takes `names` or, without names, the names that the files use, sorted.
  init(_ files: [DataFile], names: [String]?, labels: [String]? = nil) throws(CommandError) {
    var all: [LabelledRows] = []
    for file in files {
      let rows = try readingData(file.name) { () throws(DataError) in
        try LabelledRows(reading: file.bytes, names: labels ?? names)
      }
      if let header = rows.header {
        report("\(file.name): line 1: skipped as a header: its label is \"\(header)\"", as: .information)
      }
      all.append(rows)
    }
    self.init(labels: labels ?? names ?? LabelledRows.labels(of: all))
    guard !self.labels.isEmpty else { throw CommandError(.badInput, files.name, "no row has a label") }
    for (file, rows) in zip(files, all) {
      try readingData(file.name) { () throws(DataError) in try append(rows, names: names) }
    }
  }

  /// The names in a file with one a line; nil without a file.
  static func labelNames(_ file: DataFile?) throws(CommandError) -> [String]? {
    guard let file else { return nil }
    return try readingData(file.name) { () throws(DataError) in try labelNames(reading: file.bytes) }
  }
}

extension [DataFile] {
  /// For messages that are of all files together.
  var name: String { map(\.name).joined(separator: ", ") }

  /// The SHA-256 of each as a model file keeps it: `role`, `role 2` and so on.
  func sources(_ role: String) -> [(String, String)] {
    enumerated().map { (($0 == 0 ? role : "\(role) \($0 + 1)"), $1.sha256) }
  }
}

/// Turns what is wrong with a line of a data file into an error that names the file.
func readingData<Result>(_ path: String, _ read: () throws(DataError) -> Result) throws(CommandError) -> Result {
  do throws(DataError) {
    return try read()
  } catch {
    throw error.line == 0
      ? CommandError(.badInput, path, error.reason) : CommandError(.badInput, path, "line \(error.line)", error.reason)
  }
}
