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

/// The runs of a table that meet all conditions KEY=VALUE.
struct Selection {
    private let benchmark: Benchmark
    /// Which runs of the table are selected; nil where all are.
    private let isSelected: [Bool]?

    init(_ pairs: [String], in benchmark: Benchmark) throws(BenchError) {
        self.benchmark = benchmark
        var conditions: [(place: Int, cell: Cell)] = []
        for pair in pairs {
            let (key, value) = try ConfigurationArguments.split(pair)
            let place = try benchmark.key(named: key)
            let type = benchmark.schema.columns[place].type
            guard let cell = LooseValue.string(ByteString(value)).cell(as: type) else {
                throw BenchError(.usage, "\(key) holds \(type.name) values, which \"\(value)\" isn't")
            }
            conditions.append((place, cell))
        }
        guard !conditions.isEmpty else {
            isSelected = nil
            return
        }
        var isSelected: [Bool] = []
        try benchmark.forEachRun { run throws(BenchError) in
            var meets = true
            for condition in conditions where try run.cell(condition.place) != condition.cell { meets = false }
            isSelected.append(meets)
        }
        self.isSelected = isSelected
    }

    /// The selected runs, in the order of the file.
    func runs() throws(BenchError) -> [TableRun] {
        var runs: [TableRun] = []
        var rest = isSelected?[...]
        try benchmark.forEachRun { run throws(BenchError) in if rest?.popFirst() ?? true { runs.append(run) } }
        return runs
    }

    /// A metric or scalar of the selected runs, one number a run; read column by column. Throws `.usage` for no number.
    func numbers(_ place: Int) throws(BenchError) -> [Double?] {
        let all = try benchmark.column(at: place).values
        guard let isSelected else { return all }
        return zip(all, isSelected).filter(\.1).map(\.0)
    }
}
