import BenchSchema
import BenchStatistics
import HASBench

/// Frontiers as CSV, a line a point, numbers in full.
struct ParetoCSV {
    let points: FrontierPoints

    /// With a second frontier a point is there once, and `on` says on which it is: frontier, versus or both.
    func text(_ first: ObjectiveFrontier, versus second: ObjectiveFrontier?) throws(BenchError) -> String {
        let schema = points.schema
        // An objective of both frontiers is a column once.
        let names = first.objectives.map(\.name)
        let joined = second?.objectives.last.map(\.name).flatMap { names.contains($0) ? nil : $0 }
        var text = CSVText.line(
            ((second == nil ? [] : ["on"]) + names + (joined.map { [$0] } ?? []) + [
                "hash", "source", "runs", "seed", "task",
            ]
                + schema.keys.map { schema.columns[$0].name }).map(CSVText.quoted))
        func append(_ point: Int, _ frontier: String) throws(BenchError) {
            let row = points.row(point)
            let isAlone = points.rows(of: point) == 1
            var values = first.values(of: point)
            if joined != nil, let value = second?.values(of: point).last { values.append(value) }
            var fields = (second == nil ? [] : [frontier]) + values.map { $0.isNaN ? "" : $0.text }
            fields += [
                try row.hash.description, row.source, String(points.rows(of: point)),
                isAlone ? try row.seed.map { String($0) } ?? "" : "", try row.task.text ?? "",
            ]
            for key in schema.keys { fields.append(try row.key(key).text ?? "") }
            text += CSVText.line(fields.map(CSVText.quoted))
        }
        let comparison = second.map { FrontierComparison(first.frontier, $0.frontier) }
        let both = Set(comparison?.both ?? [])
        for point in first.members { try append(point, both.contains(point) ? "both" : "frontier") }
        for point in comparison?.onlyInSecond ?? [] { try append(point, "versus") }
        return text
    }
}
