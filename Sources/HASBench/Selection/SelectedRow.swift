import BenchFile
package import BenchSchema
package import BenchSurrogate

/// A line of what is looked at: a run of the table, or a configuration that the surrogate predicts.
package enum SelectedRow {
    case run(TableRun)
    case prediction(hash: ConfigHash, keys: [Int: Cell], Prediction)

    /// The rows of a configuration: if it is in the table all its runs, else its prediction.
    ///
    /// Throws `.usage` where there is nothing to predict it, and as `query` does.
    static func rows(of configuration: Configuration, in benchmark: Benchmark) throws(BenchError) -> [SelectedRow] {
        switch try benchmark.query(configuration) {
        case .table(let runs): return runs.map(SelectedRow.run)
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
            return [.prediction(hash: try benchmark.hash(of: configuration), keys: keys, prediction)]
        }
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

    /// The task of a run; absent where none was recorded.
    package var task: Cell {
        get throws(BenchError) {
            if case .run(let run) = self { try run.task.map(Cell.string) ?? .absent } else { .absent }
        }
    }

    /// How a run ended; absent where it was not recorded.
    package var state: Cell {
        get throws(BenchError) {
            if case .run(let run) = self { try run.state.map(Cell.string) ?? .absent } else { .absent }
        }
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
