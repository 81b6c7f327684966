import BenchFile
import BenchFormat
import BenchSchema

/// One of two tables that are compared: its runs by their number in the file, from 0.
struct ComparedTable {
    let reader: BenchReader
    /// Where each segment's runs begin.
    private let firstRuns: [Int]

    init(_ reader: BenchReader) throws(BenchError) {
        self.reader = reader
        var firstRuns: [Int] = []
        var next = 0
        for segment in 0..<reader.segmentCount {
            let page = try reader.page(segment)
            guard page.firstRun == UInt64(next) else {
                throw BenchError(.damaged, "its first run is not the next one", at: reader.path, "segment \(segment)")
            }
            firstRuns.append(next)
            next += Int(page.runs)
        }
        guard next == reader.runCount else {
            throw BenchError(.damaged, "the segments don't hold all runs", at: reader.path, "segment directory")
        }
        self.firstRuns = firstRuns
    }

    var schema: Schema { reader.schema }

    /// Gives what each run holds in some columns, run after run; each segment is decoded once.
    func forEachRun(
        _ columns: [Int], _ body: (_ run: Int, _ cell: (_ index: Int) -> Cell) throws(BenchError) -> Void
    ) throws(BenchError) {
        for (segment, first) in firstRuns.enumerated() {
            var blocks: [ColumnBlock] = []
            for column in columns { blocks.append(try reader.block(column, segment: segment)) }
            for row in 0..<Int(try reader.page(segment).runs) { try body(first + row) { blocks[$0][row] } }
        }
    }

    /// What a run holds in a column.
    func cell(_ column: Int, of run: Int) throws(BenchError) -> Cell {
        var (low, high) = (0, firstRuns.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstRuns[middle] <= run { low = middle } else { high = middle }
        }
        return try reader.cell(
            column, at: RunLocation(segment: UInt32(low), row: UInt16(run - firstRuns[low])))
    }

    /// How a run is called.
    func name(of run: Int) throws(BenchError) -> RunName {
        let hash = try schema.configHash { key throws(BenchError) in try cell(key, of: run) }
        var label = RunLabel()
        if let task = schema.task, case .string(let text) = try cell(task, of: run) { label.task = text }
        if let seed = schema.seed, case .int64(let value) = try cell(seed, of: run) { label.seed = value }
        return RunName(hash: hash, label: label)
    }

    /// Task and seed of all runs; nil where the table has neither.
    func labels() throws(BenchError) -> [RunLabel]? {
        let columns = [schema.task, schema.seed].compactMap(\.self)
        guard !columns.isEmpty else { return nil }
        var labels: [RunLabel] = []
        labels.reserveCapacity(reader.runCount)
        // A million equal tasks needn't be a million strings.
        var tasks: Set<ByteString> = []
        try forEachRun(columns) { _, cell in
            var label = RunLabel()
            for index in columns.indices {
                switch cell(index) {
                case .string(let task): label.task = tasks.insert(task).memberAfterInsert
                case .int64(let seed): label.seed = seed
                default: break
                }
            }
            labels.append(label)
        }
        return labels
    }
}

/// What tells apart the runs of one configuration.
struct RunLabel: Comparable {
    var task: ByteString?
    var seed: Int64?

    /// Orders by task and seed, absent ones first, as the index does.
    static func < (a: RunLabel, b: RunLabel) -> Bool {
        if a.task != b.task { return a.task.map { task in b.task.map { task < $0 } ?? false } ?? true }
        return a.seed != b.seed && (a.seed.map { seed in b.seed.map { seed < $0 } ?? false } ?? true)
    }
}

/// A run by configuration, task and seed.
struct RunName {
    var hash: ConfigHash
    var label: RunLabel
}
