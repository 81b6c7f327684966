package import BenchSchema

extension Benchmark {
    /// The place of a key; throws `.usage`, listing those there are.
    package func key(named name: String) throws(BenchError) -> Int {
        guard let place = schema.place(name, .key), schema.columns[place].role == .key else {
            throw BenchError(.usage, "\(name) is no key of this table; the keys are \(keys.joined(separator: ", "))")
        }
        return place
    }
}

/// What is looked at: the runs of a table, or other configurations, that meet all conditions KEY=VALUE.
package struct Selection {
    private let benchmark: Benchmark
    /// Which runs of the table are selected; nil where all are.
    private let isSelected: [Bool]?
    /// The rows of the configurations that were asked for; nil where the table's runs are.
    private let candidates: [SelectedRow]?

    /// Selects by conditions on keys from all runs, or from these configurations.
    ///
    /// Throws `.usage` for a condition on what is no key or on a value that its key can't have, and as
    /// `SelectedRow.rows` does.
    package init(
        _ pairs: [(key: String, value: String)], in benchmark: Benchmark, of configurations: [Configuration]? = nil
    ) throws(BenchError) {
        self.benchmark = benchmark
        var conditions: [(place: Int, cell: Cell)] = []
        for (key, value) in pairs {
            let place = try benchmark.key(named: key)
            let type = benchmark.schema.columns[place].type
            guard let cell = LooseValue.string(ByteString(value)).cell(as: type) else {
                throw BenchError(.usage, "\(key) holds \(type.name) values, which \"\(value)\" isn't")
            }
            conditions.append((place, cell))
        }
        func meets(_ row: SelectedRow) throws(BenchError) -> Bool {
            for condition in conditions where try row.key(condition.place) != condition.cell { return false }
            return true
        }
        if let configurations {
            var rows: [SelectedRow] = []
            for row in try SelectedRow.rows(of: configurations, in: benchmark) where try meets(row) {
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
    package var isOfCandidates: Bool { candidates != nil }

    /// How many rows are predicted.
    package var predicted: Int { candidates?.count { $0.isPredicted } ?? 0 }

    /// The selected rows: runs in the order of the file, or configurations as they were given.
    package func rows() throws(BenchError) -> [SelectedRow] {
        if let candidates { return candidates }
        var rows: [SelectedRow] = []
        var rest = isSelected?[...]
        try benchmark.forEachRun { run throws(BenchError) in if rest?.popFirst() ?? true { rows.append(.run(run)) } }
        return rows
    }

    /// A metric or scalar of the selected rows, one number a row; read column by column. Throws `.usage` for no number.
    package func numbers(_ place: Int) throws(BenchError) -> [Double?] {
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
