import BenchSchema
import BenchStatistics
import HASBench

extension Figure {
    /// Kendall's tau of all pairs of metrics.
    static func correlations(_ data: ReportData, _ subject: Int) throws(BenchError) -> Figure? {
        let file = data.subjects[subject]
        let predicted = try file.points.contains(where: \.isPredicted) ? file.predictedMetrics : nil
        var (names, columns): ([String], [[Double]]) = ([], [])
        let stride = max(1, file.points.count / mostRows)
        for place in file.schema.places(.metric) {
            let column = file.schema.columns[place]
            guard names.count < mostMetrics, predicted?.contains(column.name) ?? true else { continue }
            let all = try file.numbers(at: place).finiteOnly
            let some = Swift.stride(from: 0, to: all.count, by: stride).map { all[$0] }
            // What is the same in all runs goes with nothing.
            guard Set(some.filter(\.isFinite)).count > 1 else { continue }
            names.append(column.name)
            columns.append(some)
        }
        guard names.count > 1 else { return nil }
        var cells: [(column: Int, row: Int, value: Double, text: String)] = []
        var table = DataTable(["metric", "metric", "tau", "runs"])
        for first in names.indices {
            for second in names.indices.dropFirst(first + 1) {
                let (one, other) = (columns[first], columns[second])
                guard let pair = PairedSample(one.span, other.span) else { continue }
                let tau = pair.kendall
                table.rows.append([
                    .text(names[first]), .text(names[second]), DataTable.Value(tau), .integer(pair.count),
                ])
                guard let tau else { continue }
                let text = tau.rounded(toDigits: 2)
                cells.append((column: first, row: second, value: tau, text: text))
                cells.append((column: second, row: first, value: tau, text: text))
            }
            cells.append((column: first, row: first, value: 1, text: "1"))
        }
        var (x, y) = (Axis("", names: names), Axis("", names: names))
        (x.isTurned, y.isTurned) = (true, false)
        (x.range, y.range) = (-0.5...(Double(names.count) - 0.5), -0.5...(Double(names.count) - 0.5))
        let strongest = table.rows.compactMap { row -> (String, Double)? in
            guard case .text(let a) = row[0], case .text(let b) = row[1], case .number(let tau) = row[2] else {
                return nil
            }
            return ("\(a) and \(b)", tau)
        }.sorted { $0.1.magnitude > $1.1.magnitude }
        let sentences = strongest.prefix(3).map { "\($0.0) \($0.1.rounded(toDigits: 2))" }.joined(separator: ", ")
        return Figure(
            name: name("correlations", subject, of: data), title: title("How metrics go together", subject, of: data),
            caption: """
                Kendall's tau-b of each pair of metrics: 1 where both order the runs alike, -1 where one reverses the other.\
                \(stride > 1 ? " Of every \(stride) runs one is counted." : "")
                """,
            description: "Table of Kendall's tau of \(names.count) metrics. The strongest: \(sentences).", table: table,
            plot: Plot(
                [
                    Panel(
                        x: x, y: y, colours: ColourScale(label: "tau", range: -1...1, palette: .diverging),
                        layers: [.cells(cells)], legend: nil)
                ], rowHeight: 160 + 34 * names.count))
    }

    private static let mostMetrics = 14
    private static let mostRows = 20_000
}

extension ReportSubject {
    /// What the surrogate predicts.
    var predictedMetrics: Set<String> {
        get throws(BenchError) {
            guard case .ready(let surrogate) = try benchmark.surrogateState() else { return [] }
            return Set(surrogate.metrics)
        }
    }
}
