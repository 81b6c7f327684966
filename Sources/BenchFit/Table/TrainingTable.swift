import BenchFile
import BenchSchema
import BenchSpace
import BenchSurrogate
import HASBench

/// What a surrogate is fitted to: the runs of a table that are complete and finite.
struct TrainingTable: Sendable {
    let contentDigest: Digest
    let keys: [FeatureEncoding.Key]
    let axis: Axis
    let runs: [TrainingRun]
    let curves: [CurveTarget]
    let scalars: [ScalarTarget]
    /// The complexities that the search space counts, and that the models are given.
    let derived: [String]
    /// The search space and its text, where the table has one.
    let space: SearchSpace?
    let spaceText: ByteString
    /// How many runs were left out.
    let leftOut: Int

    /// Reads a table.
    init(_ bench: Benchmark) throws(BenchError) {
        let schema = bench.schema
        contentDigest = bench.reader.contentDigest
        keys = schema.keys.map { FeatureEncoding.Key(schema.columns[$0].name, schema.columns[$0].type) }
        let space = try bench.searchSpace()
        let derived = space?.network == nil ? [] : Complexity.names
        var curves: [CurveTarget] = []
        var scalars: [ScalarTarget] = []
        for place in schema.places(.metric) where !derived.contains(schema.columns[place].name) {
            let column = schema.columns[place]
            guard let definition = column.definition else { continue }
            let source = definition.sources.first ?? ""
            if definition.reduction == .last, definition.divisor == 1, definition.sources.count == 1,
                column.unit == "%", schema.place(source, .series) != nil
            {
                if let known = curves.firstIndex(where: { $0.column == source }) {
                    curves[known].metrics.append(column.name)
                } else {
                    curves.append(CurveTarget(column: source, metrics: [column.name]))
                }
            } else {
                scalars.append(
                    ScalarTarget(
                        metric: column.name, growsAlongAxis: definition.reduction == .sum,
                        isMeasured: definition.reduction != .value))
            }
        }
        guard !curves.isEmpty || !scalars.isEmpty else {
            throw BenchError(.mismatch, "the table has no metrics to predict", at: bench.reader.path)
        }
        var runs: [TrainingRun] = []
        let places = schema.keys
        try bench.forEachRun { run throws(BenchError) in
            if let state = try run.state, state.description != RunState.complete.rawValue { return }
            var cells: [Cell] = []
            for place in places { cells.append(try run.cell(place)) }
            var courses: [TrainingRun.Course] = []
            for curve in curves {
                guard let values = try run.curve(curve.column), let course = TrainingRun.Course(values) else { return }
                courses.append(course)
            }
            var numbers: [Double] = []
            for scalar in scalars {
                guard let value = try run[scalar.metric], value.isFinite else { return }
                numbers.append(value)
            }
            var complexity: [String: Double] = [:]
            if let space {
                var configuration: [String: LooseValue] = [:]
                for (place, cell) in zip(places, cells) {
                    if let value = LooseValue(cell) { configuration[schema.columns[place].name] = value }
                }
                guard space.contains(configuration) else { return }
                let whole = space.configuration(try space.point(configuration))
                if !derived.isEmpty { complexity = try Complexity.of(whole, in: space) }
            }
            guard cells.allSatisfy({ $0.number?.isFinite ?? ($0.level != nil) }) else { return }
            runs.append(
                TrainingRun(hash: try run.hash, cells: cells, courses: courses, scalars: numbers, derived: complexity))
        }
        guard runs.count >= Self.leastRuns else {
            throw BenchError(
                .mismatch, "\(runs.count) runs are complete and finite; a surrogate needs \(Self.leastRuns)",
                at: bench.reader.path)
        }
        axis = try Self.axis(runs, keys)
        for place in scalars.indices {
            scalars[place].scale = runs.allSatisfy { $0.scalars[place] > 0 } ? .logarithmic : .linear
        }
        for place in curves.indices {
            let bound: Float = 100
            curves[place].scale = .logistic(bound: bound, offset: Self.offset(runs.map { $0.courses[place] }) / bound)
        }
        (self.runs, self.curves, self.scalars, self.derived) = (runs, curves, scalars, derived)
        self.space = space
        spaceText = ByteString(try bench.reader.attachment(AttachmentName.searchSpace) ?? [])
        leftOut = bench.runCount - runs.count
    }

    /// The fewest runs that a surrogate is fitted to.
    static let leastRuns = 20

    /// Half the least difference of two final values: what keeps 0 and the bound apart from infinity.
    private static func offset(_ courses: [TrainingRun.Course]) -> Float {
        let ends = Set(courses.map { $0.values[$0.values.count - 1] }).sorted()
        let least = zip(ends, ends.dropFirst()).map { $1 - $0 }.filter { $0 > 1e-6 }.min() ?? 1
        return Float(min(max(least / 2, 0.001), 1))
    }

    /// The axis that all curves have in common, and the key that ends it.
    private static func axis(_ runs: [TrainingRun], _ keys: [FeatureEncoding.Key]) throws(BenchError) -> Axis {
        let courses = runs.flatMap(\.courses)
        guard let course = courses.first else { return Axis(first: 1, last: 1, key: nil) }
        guard courses.allSatisfy({ $0.first == course.first }) else {
            throw BenchError(.mismatch, "the runs' curves begin at different steps, which no surrogate is made for")
        }
        if courses.allSatisfy({ $0.last == course.last }) {
            return Axis(first: course.first, last: course.last, key: nil)
        }
        let key = keys.indices.first { key in
            runs.allSatisfy { run in run.courses.allSatisfy { Double($0.last) == run.cells[key].number } }
        }
        guard let key else {
            throw BenchError(.mismatch, "the runs' curves end at different steps, and no key says where")
        }
        return Axis(first: course.first, last: courses.map(\.last).max() ?? course.last, key: key)
    }
}

/// A run to fit to.
struct TrainingRun: Sendable {
    let hash: ConfigHash
    let cells: [Cell]
    /// One a curve of the table.
    let courses: [Course]
    /// One a scalar of the table.
    let scalars: [Double]
    let derived: [String: Double]

    /// A curve without gaps.
    struct Course: Sendable {
        let steps: [Int]
        let values: [Double]

        /// Nil for a curve that is empty, not finite or at fractions of steps; what is missing between others is skipped.
        init?(_ curve: Curve) {
            var (steps, values): ([Int], [Double]) = ([], [])
            for (step, value) in zip(curve.steps, curve.numbers) {
                guard let value else { continue }
                guard value.isFinite, let whole = Int(exactly: step), abs(whole) < Axis.maximumSteps else { return nil }
                steps.append(whole)
                values.append(value)
            }
            guard !steps.isEmpty, zip(steps, steps.dropFirst()).allSatisfy(<) else { return nil }
            (self.steps, self.values) = (steps, values)
        }

        var first: Int { steps[0] }
        var last: Int { steps[steps.count - 1] }

        /// The values at ascending places from 0, the first step, to 1, the last, by straight lines between steps.
        func values(at places: [Float], on scale: Scale? = nil) -> [Double] {
            let known = scale.map { scale in values.map(scale.transformed) } ?? values
            var step = 0
            return places.map { place in
                let position = Double(first) + Double(place) * Double(last - first)
                while step + 2 < steps.count, Double(steps[step + 1]) <= position { step += 1 }
                guard step + 1 < steps.count else { return known[step] }
                let share = (position - Double(steps[step])) / Double(steps[step + 1] - steps[step])
                return known[step] + share * (known[step + 1] - known[step])
            }
        }
    }
}

/// A series to predict.
struct CurveTarget: Sendable {
    let column: String
    var metrics: [String]
    var scale = Scale.linear
}

/// A metric to predict.
struct ScalarTarget: Sendable {
    let metric: String
    let growsAlongAxis: Bool
    /// Whether it comes from a series that was measured; what stands alone, as complexities do, has no noise to speak of.
    let isMeasured: Bool
    var scale = Scale.linear
}
