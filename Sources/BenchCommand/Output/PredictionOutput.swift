import BenchSchema
import HASBench

/// A prediction as text and as JSON; both say that nobody trained it.
struct PredictionOutput {
    private let schema: Schema
    private let hash: ConfigHash
    private let prediction: Prediction
    private let noise: UInt64?
    private let limit: Double?
    /// The keys with their values as the table types them.
    private let keys: [(name: String, cell: Cell)]
    private let metrics, series: [Column]

    init(
        _ benchmark: Benchmark, _ configuration: Configuration, _ prediction: Prediction,
        _ selection: RunJSON.Selection,
        noise: UInt64?
    ) throws(BenchError) {
        schema = benchmark.schema
        hash = try benchmark.hash(of: configuration)
        (self.prediction, self.noise, limit) = (prediction, noise, selection.limit)
        keys = schema.keys.map { place in
            let column = benchmark.schema.columns[place]
            return (column.name, configuration[column.name]?.cell(as: column.type) ?? .absent)
        }
        let columns = schema.columns
        metrics = (selection.metrics ?? schema.places(.metric)).map { columns[$0] }
            .filter { prediction.metrics[$0.name] != nil }
        for place in selection.metrics ?? [] where prediction.metrics[columns[place].name] == nil {
            throw BenchError(.usage, "the surrogate doesn't predict \(columns[place].name)")
        }
        series = (selection.series ?? []).map { columns[$0] }
        for column in series where prediction.curves[column.name] == nil {
            let known = prediction.curves.keys.sorted().joined(separator: ", ")
            throw BenchError(.usage, "the surrogate doesn't predict \(column.name); it predicts \(known)")
        }
    }

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

    private func axisName(_ column: Column) -> String {
        let axis = schema.columns.first { $0.role == .axis && $0.group == column.group }
        return axis.map { String($0.field) } ?? "step"
    }

    /// One object, with a newline; "source" is "surrogate".
    var json: String {
        var json = JSONWriter()
        json.object { json in
            json.name("hash")
            json.string(hash.description)
            json.name("source")
            json.string("surrogate")
            json.name("config")
            json.object { json in
                for key in keys where key.cell != .absent {
                    json.name(key.name)
                    json.cell(key.cell)
                }
            }
            if let limit {
                json.name("epoch")
                json.number(Int(limit))
            }
            if let noise {
                json.name("noise")
                json.string(String(noise))
            }
            members("metrics", of: metrics, &json) { json, value in json.number(value.mean) }
            let predicted = metrics.filter { prediction.metrics[$0.name]?.intervals.isEmpty == false }
            members("spread", of: predicted, &json) { json, value in json.number(value.spread) }
            members("intervals", of: predicted, &json) { json, value in
                intervals(value.intervals.map { ($0.share, [$0.lower, $0.upper]) }, &json)
            }
            if !series.isEmpty { append(series, to: &json) }
            appendMembers(to: &json)
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    private func members(
        _ name: String, of columns: [Column], _ json: inout JSONWriter,
        _ append: (inout JSONWriter, Prediction.Value) -> Void
    ) {
        json.name(name)
        json.object { json in
            for column in columns {
                guard let value = prediction.metrics[column.name] else { continue }
                json.name(column.name)
                append(&json, value)
            }
        }
    }

    private func intervals(_ intervals: [(share: Double, ends: [Double])], _ json: inout JSONWriter) {
        json.object { json in
            for (share, ends) in intervals {
                json.name(String(Int((100 * share).rounded())))
                numbers(ends, &json)
            }
        }
    }

    private func numbers(_ values: [Double], _ json: inout JSONWriter) {
        json.array { json in for value in values { json.number(value) } }
    }

    /// The series in their groups, as a run of the table has them, and their spreads beside.
    private func append(_ series: [Column], to json: inout JSONWriter) {
        for (name, values) in [("series", \Prediction.Curve.mean), ("series_spread", \Prediction.Curve.spread)] {
            json.name(name)
            json.object { json in
                var groups: [Substring] = []
                for column in series where !groups.contains(column.group) { groups.append(column.group) }
                for group in groups {
                    json.name(group)
                    json.object { json in
                        let members = series.filter { $0.group == group }
                        json.name(axisName(members[0]))
                        json.array { json in for step in prediction.steps { json.number(step) } }
                        for column in members {
                            json.name(column.field)
                            numbers(prediction.curves[column.name]?[keyPath: values] ?? [], &json)
                        }
                    }
                }
            }
        }
    }

    /// What the networks and the trees say, where they were asked.
    private func appendMembers(to json: inout JSONWriter) {
        let curves = prediction.curves.filter { !$0.value.members.isEmpty }.sorted { $0.key < $1.key }
        guard !curves.isEmpty else { return }
        json.name("members")
        json.object { json in
            for (name, curve) in curves {
                json.name(name)
                json.array { json in for member in curve.members { numbers(member, &json) } }
            }
        }
        json.name("bezier")
        json.object { json in
            for (name, curve) in curves {
                json.name(name)
                json.object { json in
                    json.name("mean")
                    numbers(curve.bezier.mean, &json)
                    json.name("spread")
                    numbers(curve.bezier.spread, &json)
                }
            }
        }
        json.name("trees")
        json.object { json in
            for column in metrics {
                guard let trees = prediction.metrics[column.name]?.trees else { continue }
                json.name(column.name)
                json.number(trees)
            }
        }
    }
}
