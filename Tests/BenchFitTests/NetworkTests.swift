import BenchSurrogate
import Foundation
import TestSupport
import Testing

@testable import BenchFit

@Suite struct NetworkTests {
    private func network(_ shape: NetworkShape) -> TrainedNetwork {
        var random = NormalNumbers(seed: 1)
        return TrainedNetwork(
            shape: shape, lastConstants: [Float](repeating: 0.1, count: shape.outputs), random: &random)
    }

    /// Expected numbers from numpy: the parameters are sin(1.7 i).
    @Test func outputsAreNumpys() {
        var network = network(NetworkShape(architecture: 3, training: 2, outputs: 2, width: 4))
        for place in network.parameters.indices { network.parameters[place] = Float(sin(1.7 * Double(place))) }
        let outputs = network.pass(
            architecture: [0.3, -0.2, 0.9, -1, 0.4, 0.1], training: [0.5, 0.6, -0.7, 0.2], rows: 2
        ).outputs
        let expected: [Float] = [1.0989998687849192, 0.8016641183976674, 1.3211619715012368, 0.7657806879501405]
        for (found, exact) in zip(outputs, expected) { #expect(abs(found - exact) < 2e-5) }
        // What is stored computes the same.
        let curves = BezierEnsemble(
            degree: 1, members: [network.network], calibration: Calibration(factors: [1, 1, 1])
        )
        .curves(architecture: [0.3, -0.2, 0.9], training: [0.5, 0.6], at: [0, 1])
        for (found, exact) in zip(curves[0], expected) {
            #expect(abs(found - 1 / (1 + Float(exp(-Double(exact))))) < 2e-5)
        }
    }

    @Test func slopesAreThoseOfFiniteDifferences() {
        var network = network(NetworkShape(architecture: 3, training: 2, outputs: 8, width: 5))
        var random = SeededGenerator(seed: 2)
        // Constants of 0 can put a unit right where max(0, x) has no slope.
        for place in network.parameters.indices {
            network.parameters[place] += Float.random(in: -0.1...0.1, using: &random)
        }
        func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: -1...1, using: &random) } }
        let (architecture, training) = (numbers(9 * 3), numbers(9 * 2))
        let targets = (0..<9).map { _ in
            BezierLoss.places.map { 0.1 + 0.8 * (1 - $0) * Float.random(in: 0.9...1, using: &random) }
        }
        let loss = BezierLoss(degree: 4)
        let trained = network
        let slopes = trained.pass(architecture: architecture, training: training, rows: 9) {
            loss.value($0, targets: targets).slopes
        }.slopes
        for place in stride(from: 0, to: trained.parameters.count, by: 7) {
            func value(_ change: Float) -> Double {
                var changed = trained
                changed.parameters[place] += change
                let outputs = changed.pass(architecture: architecture, training: training, rows: 9).outputs
                return Double(loss.value(outputs, targets: targets).value)
            }
            let difference = (value(0.01) - value(-0.01)) / 0.02
            #expect(abs(difference - Double(slopes[place])) < 2e-3 + 0.03 * abs(difference), "parameter \(place)")
        }
    }

    /// Expected numbers from numpy.linalg.pinv.
    @Test func bezierFitIsTheLeastSquaresOne() throws {
        let x = (0..<24).map { Double($0) / 23 }
        let y = x.map { 0.05 + 0.85 * exp(-6 * $0) + 0.02 * sin(9 * $0) }
        let fit = try BezierFit(x: x, y: y, degree: 4)
        let expected = [
            (0.09388572661481585, 0.6493478116463223), (0.1106764124507161, -0.11462011126314244),
            (0.6531936739026909, 0.08642790710137623),
        ]
        for (k, point) in expected.enumerated() {
            #expect(abs(fit.x[k + 1] - point.0) < 1e-6 && abs(fit.y[k + 1] - point.1) < 1e-6)
        }
        #expect(fit.x[0] == 0 && fit.y[4] == y[23])
    }
}
