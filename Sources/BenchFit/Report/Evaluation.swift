import BenchSchema
import BenchStatistics
import BenchSurrogate

/// A surrogate's predictions beside what was measured, of runs that it wasn't fitted to.
struct Evaluation: Sendable {
    /// One line of the report.
    struct Line: Sendable {
        /// The metric, or the column for a whole curve.
        var name: String
        /// Which model: gaussian-process, bezier or trees.
        var model: String
        /// Whether it is what is answered.
        var isAnswer: Bool
        /// Whether all steps were compared, rather than the metric.
        var isWholeCurve: Bool
        var agreement: Agreement
        /// The shares of values inside the intervals made for 50, 80 and 95 %; none where a model has no intervals.
        var coverage: [Double]
        /// Quartiles of what was measured and predicted.
        var measured, predicted: [Double]
        fileprivate var values: Values
    }

    /// What a line is computed from.
    fileprivate struct Values: Sendable {
        var measured, predicted: [Double]
        /// How many are inside the intervals of each share.
        var inside: [Int]
    }

    /// The lines over all folds: of values that were each held out once.
    static func joined(_ folds: [Evaluation]) -> [Line] {
        guard let first = folds.first else { return [] }
        return first.lines.map { line in
            // A model that isn't the answer in every fold has no line in some.
            let same = folds.flatMap(\.lines).filter {
                ($0.name, $0.model, $0.isWholeCurve) == (line.name, line.model, line.isWholeCurve)
            }
            let values = Values(
                measured: same.flatMap(\.values.measured), predicted: same.flatMap(\.values.predicted),
                inside: line.values.inside.indices.map { share in
                    same.reduce(0) { $0 + ($1.values.inside.indices.contains(share) ? $1.values.inside[share] : 0) }
                })
            return Line(line.name, line.model, isAnswer: line.isAnswer, line.isWholeCurve, values)
        }
    }
    private(set) var lines: [Line] = []
    /// One a run, in the order given.
    private(set) var predictions: [Prediction] = []

    /// Predicts all these runs.
    init(_ surrogate: Surrogate, _ runs: [TrainingRun], of table: TrainingTable) throws(BenchError) {
        for run in runs {
            let features = try surrogate.encoding.encode(run.cells, derived: run.derived)
            let steps = try surrogate.axis.steps(run.cells, surrogate.keys)
            predictions.append(surrogate.predict(features, steps: steps, upTo: nil, members: true))
        }
        for (place, curve) in table.curves.enumerated() {
            for isWhole in [false, true] {
                let measured = runs.map { run in
                    isWhole ? run.courses[place].values : [run.courses[place].values.last ?? .nan]
                }
                let name = isWhole ? curve.column : curve.metrics.joined(separator: ", ")
                func cut(_ values: [Double], of run: Int) -> [Double] {
                    guard isWhole else { return values.suffix(1) }
                    let first = predictions[run].steps.first ?? 0
                    return runs[run].courses[place].steps.map { values[$0 - first] }
                }
                let curves = predictions.compactMap { $0.curves[curve.column] }
                let bands = Calibration.shares.indices.map { share in
                    curves.enumerated().map { run, curve in
                        let band = curve.intervals[share]
                        return (cut(band.lower, of: run), cut(band.upper, of: run))
                    }
                }
                add(
                    name, "gaussian-process", isAnswer: true, isWhole, measured,
                    curves.enumerated().map { cut($1.mean, of: $0) }, bands)
                let bezier = surrogate.curves[place].bezier.calibration
                let around = Calibration.shares.indices.map { share in
                    curves.enumerated().map { run, curve in
                        let half = curve.bezier.spread.map { $0 * Double(bezier[share] / bezier.deviation) }
                        return (
                            cut(zip(curve.bezier.mean, half).map { $0 - $1 }, of: run),
                            cut(zip(curve.bezier.mean, half).map { $0 + $1 }, of: run)
                        )
                    }
                }
                add(
                    name, "bezier", isAnswer: false, isWhole, measured,
                    curves.enumerated().map { cut($1.bezier.mean, of: $0) }, around)
            }
        }
        for (place, scalar) in surrogate.scalars.enumerated() {
            let measured = runs.map { [$0.scalars[place]] }
            let values = predictions.compactMap { $0.metrics[scalar.metric] }
            let bands = Calibration.shares.indices.map { share in
                values.map { ([$0.intervals[share].lower], [$0.intervals[share].upper]) }
            }
            add(
                scalar.metric, scalar.prefersTrees ? "trees" : "gaussian-process", isAnswer: true, false, measured,
                values.map { [$0.mean] }, bands)
            if !scalar.prefersTrees {
                add(scalar.metric, "trees", isAnswer: false, false, measured, values.map { [$0.trees ?? .nan] }, [])
            }
        }
    }

    private mutating func add(
        _ name: String, _ model: String, isAnswer: Bool, _ isWhole: Bool, _ measured: [[Double]],
        _ predicted: [[Double]], _ bands: [[([Double], [Double])]]
    ) {
        let (known, said) = (measured.flatMap(\.self), predicted.flatMap(\.self))
        let inside = bands.map { band in
            let (lower, upper) = (band.flatMap(\.0), band.flatMap(\.1))
            return known.indices.count { lower[$0] <= known[$0] && known[$0] <= upper[$0] }
        }
        lines.append(
            Line(
                name, model, isAnswer: isAnswer, isWhole, Values(measured: known, predicted: said, inside: inside)))
    }
}

extension Evaluation.Line {
    fileprivate init(
        _ name: String, _ model: String, isAnswer: Bool, _ isWholeCurve: Bool, _ values: Evaluation.Values
    ) {
        (self.name, self.model, self.isAnswer, self.isWholeCurve) = (name, model, isAnswer, isWholeCurve)
        let (known, said) = (values.measured, values.predicted)
        agreement = Agreement(measured: known.span, predicted: said.span)
        coverage = values.inside.map { Double($0) / Double(max(values.measured.count, 1)) }
        (measured, predicted) = (Self.quartiles(values.measured), Self.quartiles(values.predicted))
        self.values = values
    }

    private static func quartiles(_ values: [Double]) -> [Double] {
        let sorted = OrderStatistics(values.span)
        return [0.25, 0.5, 0.75].map { sorted.quantile($0) ?? .nan }
    }
}
