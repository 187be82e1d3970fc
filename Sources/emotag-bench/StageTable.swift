internal import EmotionModel

/// The measured stages beside the budget, in nanoseconds a record.
struct StageTable {
  private let costs: [[Double]]

  /// Takes what each stage cost in each round.
  init(_ costs: [[Double]]) {
    self.costs = costs
  }

  var text: String {
    let rows = Stage.allCases.enumerated().map { number, stage in
      let budget = stage.budget(.chosen)
      return row(stage.rawValue, Measurement(costs.map { $0[number] }), budget == 0 ? "in the above" : "\(Int(budget))")
    }
    let sums = costs.map { $0.reduce(0, +) }
    let budget = Stage.allCases.reduce(0) { $0 + $1.budget(.chosen) }
    let rate = Measurement(sums.map { 1e9 / $0 })
    let head = [line("ns a record", "median (min–max)", "budget"), line("---", "---:", "---:")]
    return (head + rows + [row("all", Measurement(sums), "\(Int(budget))"), "", "records/s, one core: \(rate.text)"])
      .joined(separator: "\n")
  }

  private func row(_ name: String, _ cost: Measurement, _ budget: String) -> String { line(name, cost.text, budget) }

  private func line(_ cells: String...) -> String { "| \(cells.joined(separator: " | ")) |" }
}
