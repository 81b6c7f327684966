import Foundation
import TestSupport
import Testing

@testable import BenchSurrogate

/// Each model beside its textbook formula in double precision.
@Suite struct ModelTests {
    @Test func exponentialIsWithinTwoUnitsInTheLastPlace() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5000 {
            let x = Float.random(in: -86...86, using: &random)
            let (found, exact) = (Vector(repeating: x).exponential[3], exp(Double(x)))
            #expect(abs(Double(found) / exact - 1) < 2.5e-7, "e^\(x)")
        }
        #expect(Vector(repeating: -1000).exponential[0] < 1e-37 && Vector(repeating: .infinity).exponential[0].isFinite)
        // No trap; what it gives is of no use, and nothing relies on it.
        _ = Vector(repeating: .nan).exponential
    }

    @Test(arguments: [1, 8, 21]) func kernelIsTheWeightedSumOfMatern(points: Int) {
        var random = SeededGenerator(seed: 2)
        func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: -2...2, using: &random) } }
        let (known, weights, x, lengths) = (numbers(3 * points), numbers(2 * points), numbers(3), numbers(3))
        let model = KernelModel(pointFeatures: known, inverseLengths: lengths, means: [0.5, -1], weights: weights)
        var expected = [0.5, -1.0]
        for point in 0..<points {
            let square = (0..<3).reduce(0.0) {
                let difference = Double((known[$1 * points + point] - x[$1]) * lengths[$1])
                return $0 + difference * difference
            }
            let r = (5 * square).squareRoot()
            for output in 0..<2 {
                expected[output] += Double(weights[output * points + point]) * (1 + r + r * r / 3) * exp(-r)
            }
        }
        for (found, exact) in zip(model.outputs(x), expected) { #expect(abs(Double(found) - exact) < 1e-5) }
    }

    @Test func bezierCurvesAreWhereDeCasteljauFindsThem() {
        var random = SeededGenerator(seed: 3)
        let outputs = (0..<5).map { _ in (0..<8).map { _ in Float.random(in: -2...2, using: &random) } }
        let places = (0...40).map { Float($0) / 40 }
        let values = BezierCurves(outputs: outputs, degree: 4).values(at: places)
        for (curve, output) in outputs.enumerated() {
            let numbers = output.map { Double($0) }
            let steps = numbers[2..<5].map { exp($0) } + [1]
            let total = steps.reduce(0, +)
            let x = steps.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1 / total) }
            let ends = numbers[..<2].map { 1 / (1 + exp(-$0)) }
            let y = [ends[0]] + numbers[5...] + [ends[1]]
            func at(_ control: [Double], _ t: Double) -> Double {
                control.count == 1
                    ? control[0]
                    : at(zip(control, control.dropFirst()).map { (1 - t) * $0 + t * $1 }, t)
            }
            for (place, value) in zip(places, values) {
                var (low, high) = (0.0, 1.0)
                for _ in 0..<60 {
                    let middle = (low + high) / 2
                    if at(x, middle) < Double(place) { low = middle } else { high = middle }
                }
                #expect(abs(Double(value[curve]) - at(y, low)) < 2e-4)
            }
        }
    }

    @Test func scalesAreUndone() {
        for scale in [Scale.linear, .logarithmic, .logistic(bound: 100, offset: 0.001)] {
            for value in [0.5, 3, 40, 99.5] {
                let z = Vector(repeating: Float(scale.transformed(value)))
                #expect(abs(Double(scale.restored(z)[0]) / value - 1) < 1e-4)
            }
        }
        let errors = Scale.logistic(bound: 100, offset: 0.001)
        #expect(errors.restored(Vector(repeating: -80))[0] == 0 && errors.restored(Vector(repeating: 80))[0] == 100)
        #expect(errors.transformed(0).isFinite && errors.transformed(100).isFinite)
    }

    @Test func treesWithoutAnEndAreNone() {
        let (parent, leaf) = (TreeEnsemble.Node(feature: 0, value: 0), TreeEnsemble.Node(feature: -1, value: 1))
        #expect(TreeEnsemble(base: 0, preorder: [parent, leaf]) == nil)
        #expect(TreeEnsemble(base: 0, preorder: [parent, parent, leaf, leaf]) == nil)
        #expect(TreeEnsemble(base: 0, preorder: [parent, parent, leaf, leaf, leaf, leaf])?.trees == 2)
        #expect(TreeEnsemble(base: 3, preorder: [])?.value([]) == 3)
    }
}
