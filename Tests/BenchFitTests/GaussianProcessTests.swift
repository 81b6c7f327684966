import BenchSurrogate
import TestSupport
import Testing

@testable import BenchFit

@Suite struct GaussianProcessTests {
    private let features: Matrix
    private let outputs: Matrix

    init() {
        var random = SeededGenerator(seed: 4)
        let rows = (0..<40).map { _ in (0..<3).map { _ in Double.random(in: -2...2, using: &random) } }
        features = Matrix(rows: rows, columns: 3)
        outputs = Matrix(
            rows: rows.map { [$0[0] * $0[0] + 0.1 * Double.random(in: -1...1, using: &random), $0[1]] }, columns: 2)
    }

    @Test func slopesOfTheLikelihoodAreThoseOfFiniteDifferences() throws {
        let likelihood = Likelihood(points: features, centred: outputs.centred().centred, weights: [2, 1])
        let at = [0.3, 0.9, 1.4, -1.2]
        let slope = try #require(likelihood.negative(at)).slope
        for place in at.indices {
            func value(_ change: Double) throws -> Double {
                var changed = at
                changed[place] += change
                return try #require(likelihood.negative(changed)).value
            }
            let difference = try (value(1e-5) - value(-1e-5)) / 2e-5
            #expect(abs(difference - slope[place]) < 1e-4 * max(1, abs(difference)))
        }
    }

    @Test func theRunLeftOutIsPredictedFromTheOthers() throws {
        let process = try GaussianProcess(features: features, outputs: outputs, weights: [1, 1], chosen: Array(0..<40))
        // The noise alone, so that lengths stay; and means of 0, so that a run less changes none.
        let smoothing = try process.smoothing(outputs)
        let model = KernelModel(
            process, features, outputs: (0..<2).map(smoothing.weights.column), means: smoothing.means)
        for run in [0, 17, 39] {
            // (K + noise) w = y, so the prediction at a run is its value less noise * w.
            let found = model.outputs(features.row(run).map { Float($0) })
            for output in 0..<2 {
                let expected = outputs[run, output] - process.noise * smoothing.weights[run, output]
                #expect(abs(Double(found[output]) - expected) < 1e-3)
                // Without a run, the others' prediction is farther from it than the smoothed one, to the same side.
                let (left, kept) = (
                    outputs[run, output] - smoothing.leftOut[run, output], outputs[run, output] - expected
                )
                #expect(left * kept >= 0 && abs(left) >= abs(kept))
            }
        }
        // An irrelevant feature has the greatest length.
        #expect(process.inverseLengths[2] < process.inverseLengths[0])
    }

    @Test func someRunsStandForAll() throws {
        let chosen = GaussianProcess.chosen(of: 40, points: 25, seed: 1)
        #expect(chosen.count == 25 && Set(chosen).count == 25 && chosen == chosen.sorted())
        let process = try GaussianProcess(features: features, outputs: outputs, weights: [1, 1], chosen: chosen)
        let smoothing = try process.smoothing(outputs)
        #expect(smoothing.weights.rows == 25)
        let model = KernelModel(
            process, features, outputs: (0..<2).map(smoothing.weights.column), means: smoothing.means)
        var (fitted, left) = ([0.0, 0.0], [0.0, 0.0])
        for run in 0..<40 {
            let found = model.outputs(features.row(run).map { Float($0) })
            for output in 0..<2 {
                fitted[output] += abs(Double(found[output]) - outputs[run, output])
                left[output] += abs(smoothing.leftOut[run, output] - outputs[run, output])
            }
        }
        for output in 0..<2 {
            let mean = smoothing.means[output]
            let plain = (0..<40).reduce(0) { $0 + abs(outputs[$1, output] - mean) }
            #expect(fitted[output] < left[output] && left[output] < 0.6 * plain)
        }
    }
}
