import BenchSchema
import BenchSurrogate

/// Fits a surrogate to runs of a table.
struct SurrogateFit {
    let table: TrainingTable
    let seed: UInt64
    /// The most passes over the runs that a network is trained for.
    var passes = NetworkTraining.passes
    /// What is told while it runs: what is being fitted.
    let progress: (String) -> Void

    /// The share of runs that decide when networks stop and which model of a scalar is answered.
    static let validationShare = 0.1

    /// Fits all models to these runs.
    func fit(_ runs: [TrainingRun]) throws(BenchError) -> Surrogate {
        let encoding = try FeatureEncoding.fitted(to: runs, of: table)
        var rows: [[Double]] = []
        for run in runs { rows.append(try encoding.encode(run.cells, derived: run.derived).map { Double($0) }) }
        let features = Matrix(rows: rows, columns: encoding.features.count)
        var random = NormalNumbers(seed: seed)
        let judged = max(1, Int(Double(runs.count) * Self.validationShare))
        let validation = Set(Array(runs.indices).shuffled(using: &random).prefix(judged))

        progress("Gaussian process of the curves")
        let courses = try CurveFit(table.curves, runs, features: features, seed: seed)
        progress("Gaussian process and trees of the scalars")
        let scalars = try ScalarFit(
            table.scalars, runs, features: features, validation: validation, firstKernel: 1, seed: seed)
        var curves: [CurveModel] = []
        for (place, curve) in table.curves.enumerated() {
            let part = courses.parts[place]
            let networks = try EnsembleFit.fit(
                curve, at: place, runs, features: features, encoding: encoding, validation: validation, seed: seed,
                passes: passes, progress: progress)
            curves.append(
                CurveModel(
                    column: curve.column, metrics: curve.metrics, scale: curve.scale, nodes: CurveFit.nodes,
                    course: part.course, spread: part.spread, continuity: part.continuity,
                    calibrations: part.calibrations, bezier: networks))
        }
        // Both processes choose the same runs: they have the same seed and number of runs.
        let points = features.rows(at: GaussianProcess.chosen(of: runs.count, seed: seed))
        let surrogate = try Surrogate(
            contentDigest: table.contentDigest, spaceText: table.spaceText, axis: table.axis, encoding: encoding,
            points: (0..<points.columns).flatMap { points.column($0).map { Float($0) } },
            kernels: [courses.kernel] + scalars.kernels, curves: curves, scalars: scalars.models)
        // What is answered is what a reader of the bytes answers.
        return try Surrogate(parsing: surrogate.bytes)
    }
}
