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

/// What is looked at: the runs of a table, or other configurations, that meet all conditions KEY=VALUE.
struct Selection {
    private let benchmark: Benchmark
    /// Which runs of the table are selected; nil where all are.
    private let isSelected: [Bool]?
    /// The rows of the configurations that were asked for; nil where the table's runs are.
    private let candidates: [CandidateRow]?

    init(
        _ pairs: [String], in benchmark: Benchmark, candidates: CandidateArguments = .init()
    ) throws(BenchError) {
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
        func meets(_ row: CandidateRow) throws(BenchError) -> Bool {
            for condition in conditions where try row.key(condition.place) != condition.cell { return false }
            return true
        }
        if let configurations = try candidates.configurations(for: benchmark) {
            var rows: [CandidateRow] = []
            for row in try CandidateRow.rows(of: configurations, in: benchmark) where try meets(row) {
                rows.append(row)
            }
            (self.candidates, isSelected) = (rows, nil)
            return
        }
        self.candidates = nil
        guard !conditions.isEmpty else {
            isSelected = nil
            return
        }
        var isSelected: [Bool] = []
        try benchmark.forEachRun { run throws(BenchError) in isSelected.append(try meets(.run(run))) }
        self.isSelected = isSelected
    }

    /// Whether predictions may be among the rows, so that they are counted apart.
    var isOfCandidates: Bool { candidates != nil }

    /// How many rows are predicted.
    var predicted: Int { candidates?.count { $0.isPredicted } ?? 0 }

    /// The selected rows: runs in the order of the file, or configurations as they were given.
    func rows() throws(BenchError) -> [CandidateRow] {
        if let candidates { return candidates }
        var rows: [CandidateRow] = []
        var rest = isSelected?[...]
        try benchmark.forEachRun { run throws(BenchError) in if rest?.popFirst() ?? true { rows.append(.run(run)) } }
        return rows
    }

    /// A metric or scalar of the selected rows, one number a row; read column by column. Throws `.usage` for no number.
    func numbers(_ place: Int) throws(BenchError) -> [Double?] {
        if let candidates {
            var numbers: [Double?] = []
            for row in candidates { numbers.append(try row.number(benchmark.schema.columns[place])) }
            return numbers
        }
        let all = try benchmark.column(at: place).values
        guard let isSelected else { return all }
        return zip(all, isSelected).filter(\.1).map(\.0)
    }
}
