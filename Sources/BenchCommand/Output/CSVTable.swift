import BenchSchema
import HASBench

/// Runs as CSV (RFC 4180): absent is an empty field, null is `null`, an empty string is `""`.
struct CSVTable {
    private let schema: Schema
    /// The scalar columns: keys, task, seed, state, metrics, and without a group settings and scalars.
    private let scalars: [Int]
    /// The axis and series of the group, or none.
    private let series: [Int]

    init(_ benchmark: Benchmark, group: String?) throws(BenchError) {
        let schema = benchmark.schema
        self.schema = schema
        let single = [schema.task, schema.seed, schema.state].compactMap(\.self)
        guard let group else {
            scalars = schema.keys + single + schema.places(.metric) + schema.places(.setting) + schema.places(.scalar)
            series = []
            return
        }
        guard let axis = schema.places(.axis).first(where: { schema.columns[$0].group == group }) else {
            let names = schema.places(.axis).map { String(schema.columns[$0].group) }
            throw BenchError(.usage, "there is no group \(group); the groups are \(names.joined(separator: ", "))")
        }
        scalars = schema.keys + single
        series = [axis] + schema.places(.series).filter { schema.axis(of: $0) == axis }
    }

    /// The line of names.
    var header: [UInt8] {
        line(["hash"] + (scalars + series).map { CSVText.quoted(schema.columns[$0].name) })
    }

    /// Writes a run's line, or one line a step.
    func write(_ run: TableRun, to sink: inout DataSink) throws(BenchError) {
        var cells = CountedRun(run)
        var fields = [try run.hash.description]
        for place in scalars { fields.append(field(try cells.cell(place))) }
        guard !series.isEmpty else { return try sink.write(line(fields)) }
        var columns: [Series?] = []
        for place in series {
            if case .series(let values) = try cells.cell(place) { columns.append(values) } else { columns.append(nil) }
        }
        for step in 0..<(columns[0]?.count ?? 0) {
            try sink.write(line(fields + columns.map { $0.map { CSVText.quoted(field($0, step)) } ?? "" }))
        }
    }

    private func line(_ fields: [String]) -> [UInt8] { Array(CSVText.line(fields).utf8) }

    private func field(_ cell: Cell) -> String {
        if case .string(let text) = cell, text.bytes.isEmpty { return "\"\"" }
        return cell.text.map(CSVText.quoted) ?? ""
    }

    private func field(_ series: Series, _ step: Int) -> String {
        switch series.states?[step] ?? .value {
        case .value: series.text(at: step)
        case .null: "null"
        case .hole: ""
        }
    }
}
