import Testing

@testable import EmotionTraining

/// scikit-learn's figures for seeded scores, from `Fixtures/make_report.py`.
@Suite struct ClassificationReportTests {
  struct Reference: Decodable, Sendable {
    struct Figures<Value: Decodable & Sendable>: Decodable, Sendable {
      let precision: Value
      let recall: Value
      let f1: Value
    }
    let name: String
    let truth: [[Int]]
    let scores: [Float]
    let thresholds: [Float]
    let labels: Figures<[Double]>
    let macro: Figures<Double>
    let micro: Figures<Double>
    let average_precision: [Double]
    let mean_average_precision: Double
    let support: [Int]

    var texts: LabelledTexts {
      var texts = LabelledTexts(labels: thresholds.indices.map { "label \($0)" })
      for row in truth { texts.append([], labels: row.indices.filter { row[$0] == 1 }) }
      return texts
    }
  }

  private let references: [Reference]

  init() throws {
    references = try Fixtures.json("report.json")
  }

  @Test func meansAreThoseOfScikitLearn() {
    #expect(references.count == 9)
    for reference in references {
      let report = ClassificationReport(
        scores: reference.scores, thresholds: reference.thresholds, truth: reference.texts)
      for (ours, theirs) in [(report.macro, reference.macro), (report.micro, reference.micro)] {
        let pairs = [(ours.precision, theirs.precision), (ours.recall, theirs.recall), (ours.f1, theirs.f1)]
        for (our, their) in pairs { #expect(abs(our - their) <= 1e-12, "\(reference.name)") }
      }
      #expect(abs(report.meanAveragePrecision - reference.mean_average_precision) <= 1e-12, "\(reference.name)")
      #expect(report.rowCount == reference.truth.count)
    }
  }

  @Test func figuresOfEachLabelAreThoseOfScikitLearn() {
    for reference in references {
      let report = ClassificationReport(
        scores: reference.scores, thresholds: reference.thresholds, truth: reference.texts)
      #expect(report.labels.map(\.support) == reference.support)
      #expect(report.labels.map(\.threshold) == reference.thresholds)
      for (index, label) in report.labels.enumerated() {
        let (figures, theirs) = (label.figures, reference.labels)
        #expect(label.name == "label \(index)")
        #expect(abs(figures.precision - theirs.precision[index]) <= 1e-12, "\(reference.name), \(label.name)")
        #expect(abs(figures.recall - theirs.recall[index]) <= 1e-12, "\(reference.name), \(label.name)")
        #expect(abs(figures.f1 - theirs.f1[index]) <= 1e-12, "\(reference.name), \(label.name)")
      }
    }
  }

  @Test func averagePrecisionIsThatOfScikitLearn() {
    for reference in references {
      for (index, expected) in reference.average_precision.enumerated() {
        let rows = reference.truth.indices
        let scores = rows.map { reference.scores[$0 * reference.thresholds.count + index] }
        let isTrue = rows.map { reference.truth[$0][index] == 1 }
        let averagePrecision = ClassificationReport.averagePrecision(scores, isTrue)
        #expect(abs(averagePrecision - expected) <= 1e-12, "\(reference.name), label \(index)")
      }
    }
  }

  @Test func theOrderOfTheRowsDoesNotMatter() {
    let (scores, isTrue): ([Float], [Bool]) = ([0.5, 0.5, 0.5, 0.25], [true, false, true, true])
    let averagePrecision = ClassificationReport.averagePrecision(scores, isTrue)
    #expect(averagePrecision == 2.0 / 3 * (2.0 / 3) + 1.0 / 3 * (3.0 / 4))
    #expect(ClassificationReport.averagePrecision(scores.reversed(), isTrue.reversed()) == averagePrecision)
  }

  @Test func aScoreThatEqualsItsThresholdIsATag() {
    var texts = LabelledTexts(labels: ["a"])
    texts.append([], labels: [0])
    #expect(ClassificationReport(scores: [0.3], thresholds: [0.3], truth: texts).micro.recall == 1)
    #expect(ClassificationReport(scores: [Float(0.3).nextDown], thresholds: [0.3], truth: texts).micro.recall == 0)
  }

  @Test func noRowsGiveZeros() {
    let report = ClassificationReport(scores: [], thresholds: [0.5], truth: LabelledTexts(labels: ["a"]))
    #expect(report.macro.f1 == 0 && report.micro.precision == 0 && report.meanAveragePrecision == 0)
  }
}
