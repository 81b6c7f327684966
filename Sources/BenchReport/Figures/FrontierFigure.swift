import BenchStatistics
import HASBench

extension Figure {
    /// The frontiers of quality and each of two costs side by side, and who is on one of them only.
    static func frontiers(_ data: ReportData, _ subject: Int) throws(BenchError) -> Figure? {
        let quality = data.numbers(data.quality, of: subject)
        let costs = data.costs.prefix(2).map { data.numbers($0, of: subject) }
        let frontiers = zip(data.costs, costs).compactMap { cost, numbers in
            ParetoFrontier(
                quality.finiteOnly.span, data.quality.direction, against: numbers.finiteOnly.span, cost.direction)
        }
        guard let first = frontiers.first, !first.indices.isEmpty else { return nil }
        let shared = frontiers.dropFirst().reduce(into: Set(first.indices)) { $0.formIntersection($1.indices) }

        var panels: [Panel] = []
        for (place, frontier) in frontiers.enumerated() {
            let (cost, numbers) = (data.costs[place], costs[place])
            let rows = quality.indices.filter { quality[$0].isFinite && numbers[$0].isFinite }
            let (x, y) = (Axis(cost, of: rows.map { numbers[$0] }), Axis(data.quality, of: rows.map { quality[$0] }))
            func points(_ rows: [Int]) -> [Layer.Point] { rows.map { Layer.Point(x: numbers[$0], y: quality[$0]) } }
            let behind = Thinning(
                rows.map { numbers[$0] }, x.isLogarithmic, rows.map { quality[$0] }, y.isLogarithmic)
            var layers: [Layer] = [
                .points(behind.marks.map(\.point), .grey, .dot, title: nil),
                .steps(points(frontier.indices).sorted { $0.x < $1.x }, .blue, title: nil),
            ]
            if frontiers.count == 1 {
                layers.append(.points(points(frontier.indices), .blue, .disc, title: "on the frontier"))
            } else {
                layers.append(.points(points(frontier.indices.filter(shared.contains)), .blue, .disc, title: "on both"))
                let alone = frontier.indices.filter { !shared.contains($0) }
                layers.append(.points(points(alone), .vermilion, .diamond, title: "on this one only"))
            }
            panels.append(
                Panel(title: "\(data.quality.name) and \(cost.name)", x: x, y: y, layers: layers, legend: .above))
        }
        var sentences = frontiers.enumerated().map { place, frontier in
            let alone = frontier.indices.count { !shared.contains($0) }
            let only = alone == 0 ? "" : ", \(alone) of them on this one only"
            return "On the frontier of \(data.quality.name) and \(data.costs[place].name) "
                + "\(frontier.indices.count == 1 ? "is" : "are") \(Figure.count(frontier.indices.count, "run"))\(only)."
        }
        if frontiers.count > 1, frontiers.allSatisfy({ shared.isSuperset(of: $0.indices) }) {
            sentences.append("The same runs are on both.")
        }
        let missing = quality.indices.count { row in !quality[row].isFinite || costs.contains { !$0[row].isFinite } }
        return Figure(
            name: name("frontiers", subject, of: data), title: title("Pareto frontiers", subject, of: data),
            caption: sentences.joined(separator: " ")
                + " A run is on a frontier when none is at least as good in both and better in one."
                + Figure.missing(missing, data.quantities),
            description: sentences.joined(separator: " "),
            table: try members(of: frontiers, data, subject),
            plot: Plot(panels, columns: panels.count, rowHeight: 420))
    }

    /// Who is on a frontier, and on which.
    private static func members(
        of frontiers: [ParetoFrontier], _ data: ReportData, _ subject: Int
    ) throws(BenchError) -> DataTable {
        let file = data.subjects[subject]
        let quantities = data.quantities.prefix(frontiers.count + 1)
        let keys = file.schema.keys.map { file.schema.columns[$0].name }
        var table = DataTable(quantities.map(\.label) + ["frontier"] + keys + ["hash", "source"])
        let sets = frontiers.map { Set($0.indices) }
        var seen: Set<Int> = []
        for row in frontiers.flatMap(\.indices) where seen.insert(row).inserted {
            let on = sets.indices.filter { sets[$0].contains(row) }.map { data.costs[$0].name }
            table.rows.append(
                quantities.map { .number(data.numbers($0, of: subject)[row]) }
                    + [.text(on.joined(separator: " and "))] + (try file.keys(of: row)) + (try file.name(of: row)))
        }
        return table
    }
}

extension [Double] {
    /// The numbers, with NaN for what is infinite: no run is worth an infinite error.
    var finiteOnly: [Double] { map { $0.isFinite ? $0 : .nan } }
}
