import BenchStatistics
import HASBench

extension Figure {
    /// One cost against the other, coloured by quality: is time energy?
    static func costs(_ data: ReportData, _ subject: Int) throws(BenchError) -> Figure? {
        guard data.costs.count >= 2 else { return nil }
        let (time, energy, quality) = (data.costs[0], data.costs[1], data.quality)
        let numbers = [time, energy, quality].map { data.numbers($0, of: subject) }
        let whole = numbers[0].indices.filter { row in numbers.allSatisfy { $0[row].isFinite } }
        guard !whole.isEmpty else { return nil }
        let columns = numbers.map { column in whole.map { column[$0] } }
        let (times, energies, qualities) = (columns[0], columns[1], columns[2])
        var table = DataTable([time.label, energy.label, quality.label, "hash", "source"])
        for (place, row) in whole.enumerated() {
            table.rows.append(
                columns.map { .number($0[place]) } + (try data.subjects[subject].name(of: row)))
        }
        let (x, y) = (Axis(time, of: times), Axis(energy, of: energies))
        let marks = Thinning(times, x.isLogarithmic, energies, y.isLogarithmic).marks.map { mark in
            let values = mark.rows.map { qualities[$0] }
            return (point: mark.point, value: OrderStatistics(values.span).quantile(0.5) ?? .nan)
        }
        let pair = PairedSample(times.span, energies.span)
        let tau = pair?.kendall.map { $0.rounded(toDigits: 4) } ?? "not defined"
        let correlation = pair?.pearson.map { $0.rounded(toDigits: 4) } ?? "not defined"
        let ends = OrderStatistics(qualities.span)
        let range = (ends.minimum ?? 0)...max(ends.maximum ?? 1, (ends.minimum ?? 0).nextUp)
        let isThinned = marks.count < whole.count
        let colours = ColourScale(
            label: quality.label, range: range, isLogarithmic: Axis.spansPowers(qualities))
        return Figure(
            name: name("costs", subject, of: data),
            title: title("\(energy.name) against \(time.name)", subject, of: data),
            caption: """
                Each mark is \(isThinned ? "the runs that lie where it is, coloured by their median" : "a run, coloured by its") \
                \(quality.name). Kendall's tau of the two costs is \(tau), Pearson's r \(correlation), over \
                \(Figure.count(whole.count, "run")).\(Figure.missing(numbers[0].count - whole.count, [time, energy, quality]))
                """,
            description: """
                Scatter plot of \(whole.count) runs: \(time.name) from \(time.span(times)), \(energy.name) from \
                \(energy.span(energies)), coloured by \(quality.name) from \(quality.span(qualities)). Kendall's tau \(tau).
                """,
            table: table,
            plot: Plot([Panel(x: x, y: y, colours: colours, layers: [.coloured(marks)], legend: nil)], rowHeight: 440))
    }
}

extension Quantity {
    /// "1 s to 3 s", of the finite numbers.
    func span(_ numbers: [Double]) -> String {
        let finite = numbers.filter(\.isFinite)
        let statistics = OrderStatistics(finite.span)
        guard let least = statistics.minimum, let most = statistics.maximum else { return "nowhere" }
        return "\(text(least)) to \(text(most))"
    }
}

extension ReportSubject {
    /// A row's config hash, and where it is from.
    func name(of row: Int) throws(BenchError) -> [DataTable.Value] {
        [.text(try points[row].hash.description), .text(points[row].isPredicted ? "surrogate" : "table")]
    }
}

/// Points that are drawn over each other, as one mark: nobody sees more, and a page of a million runs stays small.
struct Thinning {
    /// The marks, each where its first row is, with all its rows.
    private(set) var marks: [(point: Layer.Point, rows: [Int])] = []

    /// So many points are all drawn.
    private static let fewPoints = 3000
    private static let (columns, rows) = (160.0, 100.0)

    init(_ x: [Double], _ isXLogarithmic: Bool, _ y: [Double], _ isYLogarithmic: Bool) {
        let points = zip(x, y).map { Layer.Point(x: $0, y: $1) }
        guard points.count > Self.fewPoints else {
            marks = points.enumerated().map { ($0.element, [$0.offset]) }
            return
        }
        let (columns, rows) = (Self.places(x, isXLogarithmic, Self.columns), Self.places(y, isYLogarithmic, Self.rows))
        var found: [Int: Int] = [:]
        for (row, point) in points.enumerated() {
            let cell = columns[row] << 16 | rows[row]
            if let mark = found[cell] {
                marks[mark].rows.append(row)
            } else {
                found[cell] = marks.count
                marks.append((point, [row]))
            }
        }
    }

    /// The cell of each number along one axis.
    private static func places(_ numbers: [Double], _ isLogarithmic: Bool, _ count: Double) -> [Int] {
        let scaled = isLogarithmic ? numbers.map(logarithm) : numbers
        let (least, most) = (scaled.min() ?? 0, scaled.max() ?? 0)
        guard most > least else { return scaled.map { _ in 0 } }
        return scaled.map { Int((($0 - least) / (most - least)).magnitude * (count - 1)) }
    }

    /// The binary logarithm, straight between powers of two: near enough to tell marks apart.
    private static func logarithm(_ number: Double) -> Double {
        number > 0 ? Double(number.exponent) + number.significand - 1 : 0
    }
}
