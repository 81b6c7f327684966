import BenchFile
package import BenchSchema
package import BenchSurrogate

/// A line of what is looked at: a run of the table, or a configuration that the surrogate predicts.
package enum SelectedRow {
    case run(TableRun)
    case prediction(hash: ConfigHash, keys: [Int: Cell], Prediction)

    /// The rows of some configurations, in their order: of one in the table all its runs, else its prediction.
    package static func rows(of configurations: [Configuration], in benchmark: Benchmark) throws(BenchError)
        -> [SelectedRow]
    {
        var rows: [SelectedRow] = []
        for configuration in configurations {
            switch try benchmark.query(configuration) {
            case .table(let runs): rows += runs.map(SelectedRow.run)
            case .unknown(_, let reason):
                throw BenchError(
                    .usage,
                    "not all of these configurations are in the table, and \(reason); run: hasbench fit "
                        + benchmark.reader.path, at: benchmark.reader.path)
            case .surrogate(let prediction):
                var keys: [Int: Cell] = [:]
                for place in benchmark.schema.keys {
                    let column = benchmark.schema.columns[place]
                    keys[place] = configuration[column.name]?.cell(as: column.type)
                }
                rows.append(.prediction(hash: try benchmark.hash(of: configuration), keys: keys, prediction))
            }
        }
        return rows
    }

    /// Whether nobody trained it.
    package var isPredicted: Bool { if case .prediction = self { true } else { false } }

    /// The config hash.
    package var hash: ConfigHash {
        get throws(BenchError) {
            switch self {
            case .run(let run): try run.hash
            case .prediction(let hash, _, _): hash
            }
        }
    }

    /// The seed of a run.
    package var seed: Int64? {
        get throws(BenchError) { if case .run(let run) = self { try run.seed } else { nil } }
    }

    /// The value of a key.
    package func key(_ place: Int) throws(BenchError) -> Cell {
        switch self {
        case .run(let run): try run.cell(place)
        case .prediction(_, let keys, _): keys[place] ?? .absent
        }
    }

    /// A metric, or of a run any scalar; nil where there is none.
    package func number(_ column: Column) throws(BenchError) -> Double? {
        switch self {
        case .run(let run): return try run[column.name]
        case .prediction(_, _, let prediction):
            guard let value = prediction.metrics[column.name] else {
                let known = prediction.metrics.keys.sorted().joined(separator: ", ")
                throw BenchError(.usage, "the surrogate doesn't predict \(column.name); it predicts \(known)")
            }
            return value.mean
        }
    }
}
