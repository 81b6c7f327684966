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

        let chosen = GaussianProcess.chosen(of: runs.count, points: try points(encoding), seed: seed)
        progress("Gaussian process of the curves")
        let courses = try CurveFit(table.curves, runs, features: features, chosen: chosen)
        progress("Gaussian process and trees of the scalars")
        let scalars = try ScalarFit(
            table.scalars, runs, features: features, validation: validation, chosen: chosen, firstKernel: 1,
            seed: seed)
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
        let points = features.rows(at: chosen)
        let surrogate = try Surrogate(
            contentDigest: table.contentDigest, spaceText: table.spaceText, axis: table.axis, encoding: encoding,
            points: (0..<points.columns).flatMap { points.column($0).map { Float($0) } },
            kernels: [courses.kernel] + scalars.kernels, curves: curves, scalars: scalars.models)
        // What is answered is what a reader of the bytes answers.
        return try Surrogate(parsing: surrogate.bytes)
    }

    /// How many runs predictions may be made from: what an attachment has room for beside trees and networks.
    private func points(_ encoding: FeatureEncoding) throws(BenchError) -> Int {
        let shape = NetworkShape(
            architecture: encoding.features.count(where: \.isArchitecture),
            training: encoding.features.count { !$0.isArchitecture }, outputs: 2 * EnsembleFit.degree)
        let networks = 2 * EnsembleFit.members * (shape.layers.last?.range.upperBound ?? 0) * table.curves.count
        let trees = TreeFit.mostBytes * table.scalars.count
        let rest = 100 * encoding.features.count + 8192 * (1 + table.curves.count) + table.spaceText.bytes.count
        let perPoint = 4 * (encoding.features.count + CurveFit.outputs * table.curves.count + 2 * table.scalars.count)
        let room = (Surrogate.maximumBytes - networks - trees - rest) / perPoint
        guard room >= Self.leastPoints else {
            throw BenchError(
                .limit,
                "\(table.curves.count) curves and \(table.scalars.count) other metrics are more than a surrogate has room for"
            )
        }
        return min(room, Self.mostPoints)
    }

    private static let (leastPoints, mostPoints) = (100, 1400)
}
