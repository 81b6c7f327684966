import BenchSchema
import BenchStatistics
import HASBench

/// Frontiers as one JSON object, numbers in full.
struct ParetoJSON {
    let points: FrontierPoints
    let repeats: RepeatRule

    func text(
        of file: String, _ first: ObjectiveFrontier, versus second: ObjectiveFrontier?
    ) throws(BenchError) -> String {
        var json = JSONWriter()
        try json.object { json throws(BenchError) in
            json.name("file")
            json.string(file)
            json.name("repeats")
            json.string(repeats.rawValue)
            json.name("frontier")
            try append(first, first.members, to: &json)
            guard let second else { return }
            let comparison = FrontierComparison(first.frontier, second.frontier)
            json.name("versus")
            try append(second, second.members, to: &json)
            json.name("both")
            json.number(comparison.both.count)
            json.name("only_in_frontier")
            try append(first, comparison.onlyInFirst, to: &json)
            json.name("only_in_versus")
            try append(second, comparison.onlyInSecond, to: &json)
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    private func append(
        _ frontier: ObjectiveFrontier, _ members: [Int], to json: inout JSONWriter
    ) throws(BenchError) {
        try json.object { json throws(BenchError) in
            json.name("objectives")
            json.array { json in
                for objective in frontier.objectives { json.string(objective.title) }
            }
            for (name, count) in [
                ("count", frontier.count), ("predicted", points.predicted), ("left_out", frontier.missing),
            ] {
                json.name(name)
                json.number(count)
            }
            json.name("runs")
            try json.array { json throws(BenchError) in
                for member in members { try append(member, of: frontier, to: &json) }
            }
        }
    }

    private func append(_ point: Int, of frontier: ObjectiveFrontier, to json: inout JSONWriter) throws(BenchError) {
        let (schema, row) = (points.schema, points.row(point))
        try json.object { json throws(BenchError) in
            json.name("hash")
            json.string(try row.hash.description)
            json.name("source")
            json.string(row.source)
            if try row.task != .absent {
                json.name("task")
                json.cell(try row.task)
            }
            if points.rows(of: point) > 1 {
                json.name("runs")
                json.number(points.rows(of: point))
            } else if let seed = try row.seed {
                json.name("seed")
                json.number(seed)
            }
            json.name("config")
            try json.object { json throws(BenchError) in
                for key in schema.keys {
                    json.name(schema.columns[key].name)
                    json.cell(try row.key(key))
                }
            }
            json.name("metrics")
            json.object { json in
                for (objective, value) in zip(frontier.objectives, frontier.values(of: point)) {
                    json.name(objective.name)
                    json.number(value)
                }
            }
        }
    }
}
