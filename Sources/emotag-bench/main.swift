internal import EmotagCommand
internal import EmotionModel
internal import Glibc

/// What each stage costs: `emotag-bench [--model FILE] [RECORDS.ndjson]`.
func run(_ arguments: [String]) throws {
  var operands = arguments
  var path: String?
  if let first = operands.first, first == "-m" || first == "--model" {
    path = operands.dropFirst().first
    operands.removeFirst(min(2, operands.count))
    guard path != nil else { throw BenchError(message: "\(first) needs a FILE") }
  }
  guard operands.count <= 1, operands.first?.hasPrefix("-") != true else {
    throw BenchError(message: "usage: emotag-bench [--model FILE] [RECORDS.ndjson]")
  }
  let file = try loadModel(path)
  let records = try operands.first.map { try Records(ndjson: readFile($0)) } ?? Records.builtIn
  print(Machine.description)
  print("model: \(path ?? "embedded"); \(records.description)\n")

  var stages = try Stages(file.model, records)
  let costs = stages.measure(rounds: 25)
  print(StageTable(costs).text)
  print("one record alone through the model: \(stages.measureAlone(rounds: 9).text) ns")
  print("forest, \(stages.rowCount) rows: \(try ForestRatio(file.model, features: stages.features).measure(rounds: 9))")
}

struct BenchError: Error {
  let message: String
}

func fail(_ reason: String) -> Never {
  var line = "emotag-bench: \(reason)\n"
  line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  exit(1)
}

do {
  try run(Array(CommandLine.arguments.dropFirst()))
} catch let error as CommandError {
  fail(error.message)
} catch let error as BenchError {
  fail(error.message)
} catch {
  fail("\(error)")
}
