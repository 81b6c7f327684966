import BenchFile
import BenchFormat
package import BenchSchema

extension Benchmark {
    /// The place of a key; throws `.usage`, listing those there are.
    package func key(named name: String) throws(BenchError) -> Int {
        guard let place = schema.place(name, .key), schema.columns[place].role == .key else {
            throw BenchError(.usage, "\(name) is no key of this table; the keys are \(keys.joined(separator: ", "))")
        }
        return place
    }

    /// The condition that a key has a value: its place, and what a run must hold there.
    ///
    /// Throws `.usage` for what is no key, and for a value that it can't have; nil stands for a list or an object.
    package func condition(on key: String, _ value: LooseValue?) throws(BenchError) -> (place: Int, cell: Cell) {
        let place = try self.key(named: key)
        let type = schema.columns[place].type
        guard let cell = value?.cell(as: type) else {
            let text = value?.text ?? "a list or an object"
            throw BenchError(.usage, "\(key) holds \(type.name) values, which \(text) isn't")
        }
        return (place, cell)
    }

    /// What all runs hold in a column, in the order of the file.
    func cells(at place: Int) throws(BenchError) -> [Cell] {
        var cells: [Cell] = []
        cells.reserveCapacity(runCount)
        for segment in 0..<reader.segmentCount {
            let block = try reader.block(place, segment: segment)
            for run in 0..<block.runs { cells.append(block[run]) }
        }
        return cells
    }
}

/// What is looked at: the runs of a table, or other configurations, that meet all conditions KEY=VALUE.
package struct Selection {
    private let benchmark: Benchmark
    /// Which runs of the table are selected; nil where all are.
    private let isSelected: [Bool]?
    /// The rows of the configurations that were asked for; nil where the table's runs are.
    private let candidates: [Candidate]?

    /// A row, and the number of the configuration that was asked for.
    private typealias Candidate = (configuration: Int, row: SelectedRow)

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
            conditions.append(try benchmark.condition(on: key, .string(ByteString(value))))
        }
        guard let configurations else {
            candidates = nil
            var isSelected = conditions.isEmpty ? nil : Array(repeating: true, count: benchmark.runCount)
            for condition in conditions {
                for (run, cell) in try benchmark.cells(at: condition.place).enumerated() where cell != condition.cell {
                    isSelected?[run] = false
                }
            }
            self.isSelected = isSelected
            return
        }
        var candidates: [Candidate] = []
        for (number, configuration) in configurations.enumerated() {
            rows: for row in try SelectedRow.rows(of: configuration, in: benchmark) {
                for condition in conditions where try row.key(condition.place) != condition.cell { continue rows }
                candidates.append((number, row))
            }
        }
        (self.candidates, isSelected) = (candidates, nil)
    }

    /// How many rows are selected.
    package var count: Int { candidates?.count ?? isSelected?.count(where: \.self) ?? benchmark.runCount }

    /// Whether predictions may be among the rows, so that they are counted apart.
    package var isOfCandidates: Bool { candidates != nil }

    /// How many rows are predicted.
    package var predicted: Int { candidates?.count { $0.row.isPredicted } ?? 0 }

    /// The selected rows: runs in the order of the file, or configurations as they were given.
    package func rows() throws(BenchError) -> [SelectedRow] {
        if let candidates { return candidates.map(\.row) }
        var rows: [SelectedRow] = []
        var rest = isSelected?[...]
        try benchmark.forEachRun { run throws(BenchError) in if rest?.popFirst() ?? true { rows.append(.run(run)) } }
        return rows
    }

    /// A metric or scalar of the selected rows, one number a row; read column by column. Throws `.usage` for no number.
    package func numbers(_ place: Int) throws(BenchError) -> [Double?] {
        guard let candidates else { return selected(try benchmark.column(at: place).values) }
        var numbers: [Double?] = []
        for candidate in candidates { numbers.append(try candidate.row.number(benchmark.schema.columns[place])) }
        return numbers
    }

    /// A key of the selected rows, one cell a row; read column by column.
    package func keys(_ place: Int) throws(BenchError) -> [Cell] {
        guard let candidates else { return selected(try benchmark.cells(at: place)) }
        var keys: [Cell] = []
        for candidate in candidates { keys.append(try candidate.row.key(place)) }
        return keys
    }

    /// Which rows are runs that diverged, where the file says how its runs ended.
    package func diverged() throws(BenchError) -> [Int] {
        let isDiverged: [Bool]
        let state = Cell.string(ByteString(RunState.diverged.rawValue))
        if let candidates {
            var found: [Bool] = []
            for candidate in candidates { found.append(try candidate.row.state == state) }
            isDiverged = found
        } else {
            guard let place = benchmark.schema.state else { return [] }
            isDiverged = selected(try benchmark.cells(at: place).map { $0 == state })
        }
        return isDiverged.indices.filter { isDiverged[$0] }
    }

    /// Of each row a name that it shares with its repeats alone; nil where there are none.
    func repeatNames() throws(BenchError) -> [Int]? {
        guard let candidates else { return try benchmark.reader.repeatedRuns().map(selected) }
        var numbers: [[Cell]: Int] = [:]
        var names: [Int] = []
        for candidate in candidates {
            let name = [.int64(Int64(candidate.configuration)), try candidate.row.task]
            let number = numbers[name] ?? numbers.count
            numbers[name] = number
            names.append(number)
        }
        return numbers.count < names.count ? names : nil
    }

    /// Those of the selected runs, of one value a run.
    private func selected<Value>(_ all: [Value]) -> [Value] {
        guard let isSelected else { return all }
        return zip(all, isSelected).filter(\.1).map(\.0)
    }
}
