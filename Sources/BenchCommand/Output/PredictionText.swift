import BenchSchema
import BenchSurrogate
import HASBench

extension ShownPrediction {
    /// For people: what it is, then metrics with spread and interval, then the series asked for.
    var text: String {
        var facts = ["configuration \(hash)"]
        if let limit { facts.append("up to epoch \(Int(limit))") }
        if let noise { facts.append("one draw, seed \(noise)") }
        var text = facts.joined(separator: ", ") + " (predicted by the surrogate; never trained)\n"
        var parameters = TextTable(["name", "value"], rightAligned: [1])
        for key in keys { if let value = key.cell.text { parameters.append([key.name, value]) } }
        text += parameters.text + "\n"
        var table = TextTable(["metric", "value", "spread", "80 % interval", "unit"], rightAligned: 1...3)
        for column in metrics {
            guard let value = prediction.metrics[column.name] else { continue }
            table.append(
                [column.name, value.mean.rounded(toDigits: 6)]
                    + (value.intervals.isEmpty
                        ? ["computed", "", column.unit ?? ""]
                        : [value.spread.rounded(toDigits: 3), interval(value), column.unit ?? ""]))
        }
        text += table.text
        for column in series { text += curve(column) }
        return text
    }

    private func interval(_ value: Prediction.Value) -> String {
        guard let interval = value.intervals.first(where: { $0.share == 0.8 }) else { return "" }
        return "\(interval.lower.rounded(toDigits: 4)) to \(interval.upper.rounded(toDigits: 4))"
    }

    private func curve(_ column: Column) -> String {
        guard let curve = prediction.curves[column.name] else { return "" }
        let name = column.name + (column.unit.map { " (\($0))" } ?? "")
        var rows = TextTable([axisName(column), name, "spread"], rightAligned: 0...2)
        for (place, step) in prediction.steps.enumerated() {
            rows.append([
                String(step), curve.mean[place].rounded(toDigits: 6), curve.spread[place].rounded(toDigits: 3),
            ])
        }
        return "\n" + rows.text
    }
}
