import BenchSchema
import HASBench

extension Benchmark {
    /// The place of a metric; throws `.usage`, listing those there are.
    func metric(named name: String) throws(BenchError) -> Int {
        guard let place = schema.place(name, .metric) else {
            throw BenchError(.usage, "there is no metric \(name); the metrics are \(metrics.joined(separator: ", "))")
        }
        return place
    }

    /// The place of a series; throws `.usage`, listing those there are.
    func series(named name: String) throws(BenchError) -> Int {
        guard let place = schema.place(name, .series), schema.columns[place].role == .series else {
            let names = schema.places(.series).map { schema.columns[$0].name }
            throw BenchError(.usage, "there is no series \(name); the series are \(names.joined(separator: ", "))")
        }
        return place
    }

    /// The place of a key; throws `.usage`, listing those there are.
    func key(named name: String) throws(BenchError) -> Int {
        guard let place = schema.place(name, .key), schema.columns[place].role == .key else {
            throw BenchError(.usage, "\(name) is no key of this table; the keys are \(keys.joined(separator: ", "))")
        }
        return place
    }
}

/// Conditions KEY=VALUE that runs must meet.
struct Filter {
    private var conditions: [(place: Int, cell: Cell)] = []

    init(_ pairs: [String], in benchmark: Benchmark) throws(BenchError) {
        for pair in pairs {
            let (key, value) = try ConfigurationArguments.split(pair)
            let place = try benchmark.key(named: key)
            let type = benchmark.schema.columns[place].type
            guard let cell = LooseValue.string(ByteString(value)).cell(as: type) else {
                throw BenchError(.usage, "\(key) holds \(type.name) values, which \"\(value)\" isn't")
            }
            conditions.append((place, cell))
        }
    }

    /// Whether a run meets all conditions.
    func accepts(_ run: TableRun) throws(BenchError) -> Bool {
        for condition in conditions where try run.cell(condition.place) != condition.cell { return false }
        return true
    }
}
