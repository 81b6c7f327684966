import BenchSchema
import BenchSurrogate

/// Trains the ensemble of networks of one curve and calibrates its disagreement.
enum EnsembleFit {
    static let degree = 4
    static let members = 5

    /// Trains on all runs but those of the validation part, which decides when to stop and how wide intervals are.
    static func fit(
        _ curve: CurveTarget, at place: Int, _ runs: [TrainingRun], features: Matrix, encoding: FeatureEncoding,
        validation: Set<Int>, seed: UInt64, passes: Int, progress: (String) -> Void
    ) throws(BenchError) -> BezierEnsemble {
        guard case .logistic(let bound, _) = curve.scale else {
            throw BenchError(.mismatch, "a curve without a bound has no networks", at: "curve \(curve.column)")
        }
        let targets = runs.map { run in
            run.courses[place].values(at: BezierLoss.places).map { Float($0) / bound }
        }
        func sample(_ rows: [Int]) -> NetworkTraining.Sample {
            func part(_ isArchitecture: Bool) -> [[Float]] {
                let columns = encoding.features.indices.filter {
                    encoding.features[$0].isArchitecture == isArchitecture
                }
                return rows.map { row in columns.map { Float(features[row, $0]) } }
            }
            return NetworkTraining.Sample(
                architecture: part(true), training: part(false), targets: rows.map { targets[$0] })
        }
        let training = runs.indices.filter { !validation.contains($0) }
        let (fitted, judged) = (sample(training), sample(validation.sorted()))
        let start = try BezierEnsemble.meanOutputs(fitted.targets.map { $0.map { Double($0) } }, degree: degree)
        var networks: [DenseNetwork] = []
        for member in 0..<members {
            progress("\(curve.column): network \(member + 1) of \(members)")
            networks.append(
                NetworkTraining.train(
                    fitted, validation: judged, degree: degree, lastConstants: start,
                    seed: seed &+ UInt64(member) &* 0x9E37_79B9, passes: passes))
        }
        let plain = BezierEnsemble(degree: degree, members: networks, calibration: Calibration(factors: [1, 1, 1]))
        var deviations: [Double] = []
        for (row, target) in judged.targets.enumerated() {
            let ends = plain.curves(
                architecture: judged.architecture[row], training: judged.training[row], at: [1]
            ).map { Double($0[0] * bound) }
            let mean = ends.reduce(0, +) / Double(ends.count)
            let variance = ends.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(ends.count)
            deviations.append(
                (Double(target[target.count - 1] * bound) - mean)
                    / (variance.squareRoot() + BezierEnsemble.leastSpread))
        }
        return BezierEnsemble(degree: degree, members: networks, calibration: .fitted(to: deviations))
    }
}
