import BenchSchema
import BenchStatistics
import HASBench

/// Frontiers as tables for people.
struct ParetoText {
    let points: FrontierPoints

    func text(_ first: ObjectiveFrontier, versus second: ObjectiveFrontier?) throws(BenchError) -> String {
        var text = "\(first.title): \(first.members.count) of \(first.count) \(noun)"
        if let rule = points.rule { text += " (\(points.rowCount) runs, the \(rule.rawValue) of each configuration's)" }
        if points.predicted > 0 { text += ", \(points.predicted) of them predicted" }
        text += first.missing > 0 ? ", \(first.missing) left out for want of a number\n" : "\n"
        text += try table(first, first.members)
        guard let second else { return text }
        let comparison = FrontierComparison(first.frontier, second.frontier)
        text +=
            "\n\(second.title): \(second.members.count) \(noun), \(comparison.both.count) of them on both frontiers\n"
        for (title, frontier, only) in [
            (first.title, first, comparison.onlyInFirst), (second.title, second, comparison.onlyInSecond),
        ] {
            text += "\nonly on \(title): \(only.count)\n"
            if !only.isEmpty { text += try table(frontier, only) }
        }
        return text
    }

    private var noun: String { points.rule == nil ? "runs" : "configurations" }

    private func table(_ frontier: ObjectiveFrontier, _ members: [Int]) throws(BenchError) -> String {
        let schema = points.schema
        let names = frontier.objectives.map { $0.name + ($0.unit.map { " (\($0))" } ?? "") }
        let repeats = points.rule == nil ? [] : ["runs"]
        var table = TextTable(
            names + repeats + schema.keys.map { schema.columns[$0].name } + (schema.task.map { _ in ["task"] } ?? [])
                + ["hash", "source"],
            rightAligned: 0..<(names.count + repeats.count))
        for member in members {
            let row = points.row(member)
            var cells = frontier.values(of: member).map { $0.rounded(toDigits: 6) }
            if points.rule != nil { cells.append(String(points.rows(of: member))) }
            for key in schema.keys { cells.append(try row.key(key).text ?? "-") }
            if schema.task != nil { cells.append(try row.task.text ?? "-") }
            table.append(cells + [try row.hash.description, row.source])
        }
        return table.text
    }
}

extension SelectedRow {
    /// Where its numbers come from.
    var source: String { isPredicted ? "surrogate" : "table" }
}
