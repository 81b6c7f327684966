import BenchSchema
import HASBench

/// A run for people: a line of what it is, then metrics with units, then the series asked for as a table.
struct RunText {
    private let schema: Schema
    private let selection: RunJSON.Selection

    init(_ schema: Schema, _ selection: RunJSON.Selection) {
        self.schema = schema
        self.selection = selection
    }

    func text(of run: TableRun) throws(BenchError) -> String {
        var facts = ["run \(try run.hash)"]
        if let task = try run.task { facts.append("task \(task)") }
        if let seed = try run.seed { facts.append("seed \(seed)") }
        if let state = try run.state { facts.append("\(state)") }
        if let limit = selection.limit { facts.append("up to epoch \(limit)") }
        var text = facts.joined(separator: ", ") + " (from the table)\n"
        var rows = TextTable(["name", "value", "unit"], rightAligned: [1])
        var cells = CountedRun(run)
        for key in schema.keys {
            if let value = try cells.cell(key).text { rows.append([schema.columns[key].name, value]) }
        }
        for place in selection.metrics ?? schema.places(.metric) {
            let cell = try cell(place, of: &cells)
            rows.append([schema.columns[place].name, cell.text ?? "-", schema.columns[place].unit ?? ""])
        }
        text += rows.text
        for place in selection.series ?? [] { text += try curve(place, of: run) }
        return text
    }

    private func cell(_ metric: Int, of run: inout CountedRun) throws(BenchError) -> Cell {
        guard let limit = selection.limit else { return try run.cell(metric) }
        return try run.metric(metric, upTo: limit, schema)
    }

    private func curve(_ place: Int, of run: TableRun) throws(BenchError) -> String {
        let column = schema.columns[place]
        guard let curve = try run.curve(column.name, upTo: selection.limit) else {
            return "\nThe run has no \(column.name).\n"
        }
        let axis = schema.axis(of: place).map { String(schema.columns[$0].field) } ?? "step"
        var rows = TextTable([axis, column.name + (column.unit.map { " (\($0))" } ?? "")], rightAligned: [0, 1])
        let steps = curve.axis
        for step in 0..<steps.count {
            rows.append([steps.text(at: step), curve.values.text(at: step)])
        }
        return "\n" + rows.text
    }
}

extension Series {
    /// One element for people.
    func text(at index: Int) -> String {
        guard isValue(index) else { return "-" }
        return switch elements {
        case .float64(let values): values[index].text
        case .int64(let values): String(values[index])
        case .bool(let values): values[index] ? "true" : "false"
        case .string(let values), .json(let values): values[index].description
        }
    }
}
