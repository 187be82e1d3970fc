import Foundation
import Testing

@testable import ScikitLearnImport

/// What is read equals what Python reads, whatever the versions, the protocol and the compression.
@Suite struct FixtureTests {
  @Test(arguments: Fixture.names) func theVectorizerIsTheOneThatPythonHas(_ name: String) throws {
    let fixture = Fixture(name: name)
    let (vectorizer, expected) = (try fixture.vectorizer(), try fixture.expected().vectorizer)
    #expect((0..<vectorizer.terms.count).map { Array(vectorizer.terms[$0]) } == expected.terms.map { Array($0.utf8) })
    #expect([vectorizer.ngramRange.lowerBound, vectorizer.ngramRange.upperBound] == expected.ngram_range)
    #expect(vectorizer.isLowercased == expected.lowercase)
    #expect(vectorizer.stopWords?.sorted() == expected.stop_words?.sorted())
    #expect(vectorizer.isBinary == expected.binary)
    #expect(vectorizer.isSublinear == expected.sublinear_tf)
    #expect(vectorizer.idf == expected.idf)
    #expect(vectorizer.norm?.rawValue == expected.norm)
    #expect(vectorizer.isFloat32 == expected.float32)
  }

  @Test(arguments: Fixture.names) func theSVDIsTheOneThatPythonHas(_ name: String) throws {
    let fixture = Fixture(name: name)
    guard let svd = try fixture.svd(), let expected = try fixture.expected().svd else {
      #expect(try fixture.expected().svd == nil)
      return
    }
    #expect([svd.componentCount, svd.termCount] == expected.shape)
    #expect(svd.components == expected.components)
    #expect(svd.isFloat32 == expected.float32)
  }

  @Test(arguments: Fixture.names) func theArtefactsFitTogether(_ name: String) throws {
    let fixture = Fixture(name: name)
    let names = try fixture.labelNames()
    #expect(try names.names == fixture.expected().label_names)
    _ = try ImportedPipeline(
      vectorizer: fixture.vectorizer(), svd: fixture.svd(), model: fixture.model(), labelNames: names)
  }

  @Test(arguments: Fixture.names) func marginsAreXGBoostsToTheLastBit(_ name: String) throws {
    let fixture = Fixture(name: name)
    let (model, expected) = (try fixture.model(), try fixture.expected())
    #expect(model.featureCount == expected.features[0].count)
    #expect(model.labels.count == expected.margins[0].count)
    for (row, features) in expected.features.enumerated() {
      for (label, margin) in zip(model.labels, expected.margins[row]) {
        switch label {
        case .constant: #expect(margin == nil)
        case .trees(let ensemble): #expect(Double(Self.margin(ensemble, features)) == margin, "text \(row)")
        }
      }
    }
  }

  @Test(arguments: Fixture.names) func scoresAreThoseOfPredictProba(_ name: String) throws {
    let fixture = Fixture(name: name)
    let (model, expected) = (try fixture.model(), try fixture.expected())
    for (row, features) in expected.features.enumerated() {
      for (label, score) in zip(model.labels, expected.scores[row]) {
        switch label {
        case .constant(let flag): #expect(score == (flag ? 1 : 0))
        case .trees(let ensemble):
          #expect(abs(1 / (1 + exp(-Double(Self.margin(ensemble, features)))) - score) < 1e-6, "text \(row)")
        }
      }
    }
  }

  /// The order of the sum and the orientation of the matrix.
  @Test(arguments: Fixture.names) func projectedTermsAreTheFeaturesThatPythonComputes(_ name: String) throws {
    let fixture = Fixture(name: name)
    let (vectorizer, expected) = (try fixture.vectorizer(), try fixture.expected())
    guard let svd = try fixture.svd() else { return }
    let isFloat32 = vectorizer.isFloat32 && svd.isFloat32
    for (row, features) in zip(expected.weighted, expected.features) {
      for component in 0..<svd.componentCount {
        var (sum, sum32): (Double, Float) = (0, 0)
        for cell in vectorizer.isSummedBackwards ? row.reversed() : row {
          let weight = svd.components[component * svd.termCount + Int(cell[0])]
          sum += cell[1] * weight
          sum32 += Float(cell[1]) * Float(weight)
        }
        #expect(Double(isFloat32 ? sum32 : Float(sum)) == features[component])
      }
    }
  }

  @Test func theModelThatTakesMissingAsZeroIsXGBoostsOnADenseArray() throws {
    let fixture = Fixture(name: "dense")
    let (model, expected) = (try fixture.model().takingMissingAsZero(), try fixture.expected())
    for (row, features) in expected.features.enumerated() {
      let present = features.map { $0 == 0 ? nil : $0 }
      #expect(present != features)
      for (label, margin) in zip(model.labels, expected.margins[row]) {
        guard case .trees(let ensemble) = label else { continue }
        #expect(Double(Self.margin(ensemble, present)) == margin, "text \(row)")
      }
    }
  }

  @Test func onlyAFitWithoutMissingValuesHasOneDefaultSide() throws {
    #expect(try Fixture(name: "dense").model().hasOneDefaultSide)
    #expect(try !Fixture(name: "sparse").model().hasOneDefaultSide)
    #expect(!ImportedModel(labels: [.constant(true)], featureCount: nil).hasOneDefaultSide)
  }

  @Test func missingAsZeroChangesNothingButDefaultSides() throws {
    func withoutSides(_ model: ImportedModel) -> [[[ImportedTree.Node]]] {
      model.labels.map { label in
        guard case .trees(let ensemble) = label else { return [] }
        return ensemble.trees.map { tree in
          tree.nodes.map { node in
            var node = node
            node.isDefaultLeft = false
            return node
          }
        }
      }
    }
    let model = try Fixture(name: "sparse").model()
    let zero = model.takingMissingAsZero()
    #expect(zero != model && withoutSides(zero) == withoutSides(model))
    #expect(zero.labels.count == model.labels.count && zero.featureCount == model.featureCount)
  }

  /// XGBoost's rule: left if less, missing to the default, leaf after leaf in float32.
  private static func margin(_ ensemble: ImportedModel.Ensemble, _ features: [Double?]) -> Float {
    var margin = ensemble.baseMargin
    for tree in ensemble.trees {
      var node = tree.nodes[0]
      while node.left != -1 {
        let isLeft = features[Int(node.feature)].map { Float($0) < node.value } ?? node.isDefaultLeft
        node = tree.nodes[Int(isLeft ? node.left : node.right)]
      }
      margin += node.value
    }
    return margin
  }
}
