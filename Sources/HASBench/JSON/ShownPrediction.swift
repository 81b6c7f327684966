package import BenchSchema
package import BenchSurrogate

/// A prediction, and what of it is to be shown; in JSON (Specs/command.md, "query"), which says that nobody trained it.
package struct ShownPrediction {
    private let schema: Schema
    /// The config hash.
    package let hash: ConfigHash
    /// All that is predicted.
    package let prediction: Prediction
    /// The seed of a draw; nil for the expected run.
    package let noise: UInt64?
    /// The last step; nil for all.
    package let limit: Double?
    /// The keys with their values as the table types them.
    package let keys: [(name: String, cell: Cell)]
    /// The metrics and series that were asked for.
    package let metrics, series: [Column]

    /// Selects from a prediction; throws `.usage` for a metric or series that isn't predicted.
    package init(
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

    /// The name of the axis of a series, for a table.
    package func axisName(_ column: Column) -> String {
        let axis = schema.columns.first { $0.role == .axis && $0.group == column.group }
        return axis.map { String($0.field) } ?? "step"
    }

    /// One object, with a newline; "source" is "surrogate".
    package var json: String {
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
