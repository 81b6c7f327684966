import BenchSchema
import BenchStatistics
import HASBench

extension Figure {
    /// Learning curves: the median over runs, bands around it, and the best and worst run; a panel a length of training.
    static func curves(_ data: ReportData, _ subject: Int) throws(BenchError) -> Figure? {
        let file = data.subjects[subject]
        guard let column = try file.course(of: data.quality.name) else { return nil }
        var curves: [Int: [Course]] = [:]
        var without = 0
        for (row, selected) in file.rows.enumerated() {
            guard let course = try selected.course(of: column.name), let last = course.steps.last else {
                without += 1
                continue
            }
            curves[Int(exactly: last) ?? 0, default: []].append(
                Course(row: row, steps: course.steps, values: course.values))
        }
        let lengths = curves.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        guard !lengths.isEmpty else { return nil }
        let axis = file.schema.place(column.name, .series).flatMap(file.schema.axis(of:))
        let steps = axis.map { String(file.schema.columns[$0].field) } ?? "step"
        let quantity = Quantity(name: column.name, unit: column.unit, direction: data.quality.direction)
        let quality = try file.rowNumbers(at: try file.benchmark.place(named: data.quality.name))

        var (panels, sentences): ([Panel], [String]) = ([], [])
        var table = DataTable(
            ["\(steps)s", steps, "runs"] + Bands.shares.map { "\($0.name) (\(quantity.unit ?? ""))" })
        for (length, courses) in lengths.prefix(mostPanels).sorted(by: { $0.key < $1.key }) {
            let bands = Bands(courses)
            guard !bands.steps.isEmpty else { continue }
            for (place, step) in bands.steps.enumerated() {
                table.rows.append(
                    [.integer(length), .number(step), .integer(bands.counts[place])]
                        + Bands.shares.indices.map { .number(bands.quantiles[$0][place]) })
            }
            let ends = courses.filter { quality[$0.row].isFinite }
            let best = ends.min { data.quality.isBetter(quality[$0.row], quality[$1.row]) }
            let worst = ends.max { data.quality.isBetter(quality[$0.row], quality[$1.row]) }
            var layers: [Layer] = [
                .band(bands.between(0, 4), .sky, title: "10 to 90 %", strength: 0.3),
                .band(bands.between(1, 3), .sky, title: "25 to 75 %", strength: 0.5),
                .line(bands.line(2), .blue, title: "median"),
            ]
            if let worst { layers.append(.line(worst.points, .vermilion, title: "worst run", isDashed: true)) }
            if let best { layers.append(.line(best.points, .green, title: "best run")) }
            var x = Axis()
            x.label = steps
            let shown = bands.quantiles.flatMap(\.self) + [best, worst].flatMap { $0?.points.map(\.y) ?? [] }
            panels.append(
                Panel(
                    title: "\(Figure.count(courses.count, "run")) of \(Figure.count(length, steps))", x: x,
                    y: Axis(quantity, of: shown), layers: layers, legend: .above))
            if let end = bands.quantiles[2].last {
                sentences.append(
                    "Of \(courses.count) runs to \(steps) \(length) the median ends at \(quantity.text(end)).")
            }
        }
        let others = lengths.dropFirst(mostPanels).reduce(0) { $0 + $1.value.count }
        return Figure(
            name: name("curves", subject, of: data), title: title("Learning curves", subject, of: data),
            caption: "\(column.name) by \(steps): at each, quantiles over the runs that have a number there; best and "
                + "worst run are those with the best and worst \(data.quality.name)."
                + (others > 0 ? " \(Figure.count(others, "run")) of other lengths are left out." : "")
                + (without > 0 ? " \(Figure.count(without, "run")) without a curve are left out." : ""),
            description: "Lines and bands. " + sentences.joined(separator: " "), table: table,
            plot: Plot(panels, columns: min(2, panels.count), rowHeight: 400))
    }

    private static let mostPanels = 4
}

/// A learning curve of a row.
private struct Course {
    let row: Int
    let steps: [Double]
    let values: [Double]

    var points: [Layer.Point] { zip(steps, values).map { Layer.Point(x: $0, y: $1) }.filter { $0.y.isFinite } }
}

/// Quantiles over curves, step by step.
private struct Bands {
    static let shares: [(name: String, share: Double)] = [
        ("10 %", 0.1), ("25 %", 0.25), ("median", 0.5), ("75 %", 0.75), ("90 %", 0.9),
    ]

    private(set) var steps: [Double] = []
    /// How many curves have a finite number at a step.
    private(set) var counts: [Int] = []
    /// A list a share, a number a step.
    private(set) var quantiles = [[Double]](repeating: [], count: shares.count)

    init(_ courses: [Course]) {
        var values: [Double: [Double]] = [:]
        for course in courses {
            for (step, value) in zip(course.steps, course.values) where value.isFinite {
                values[step, default: []].append(value)
            }
        }
        for (step, numbers) in values.sorted(by: { $0.key < $1.key }) {
            let statistics = OrderStatistics(numbers.span)
            steps.append(step)
            counts.append(numbers.count)
            for (place, share) in Self.shares.enumerated() {
                quantiles[place].append(statistics.quantile(share.share) ?? .nan)
            }
        }
    }

    func line(_ share: Int) -> [Layer.Point] { zip(steps, quantiles[share]).map { Layer.Point(x: $0, y: $1) } }

    func between(_ lower: Int, _ upper: Int) -> [(x: Double, lower: Double, upper: Double)] {
        steps.indices.map { (steps[$0], quantiles[lower][$0], quantiles[upper][$0]) }
    }
}

extension ReportSubject {
    /// The series that a metric is the last value of; nil for a metric of another kind.
    fileprivate func course(of metric: String) throws(BenchError) -> Column? {
        let column = schema.columns[try benchmark.place(named: metric)]
        guard let definition = column.definition, definition.reduction == .last else { return nil }
        return definition.sources.compactMap { schema.place($0, .series) }.map { schema.columns[$0] }
            .first { $0.type == .float64 || $0.type == .int64 }
    }
}

extension SelectedRow {
    /// A series of a run, or a predicted one; nil where there is none.
    fileprivate func course(of column: String) throws(BenchError) -> (steps: [Double], values: [Double])? {
        switch self {
        case .run(let run):
            guard let curve = try run.curve(column) else { return nil }
            return (curve.steps, curve.numbers.map { $0 ?? .nan })
        case .prediction(_, _, let prediction):
            guard let curve = prediction.curves[column] else { return nil }
            return (prediction.steps.map { Double($0) }, curve.mean)
        }
    }
}
