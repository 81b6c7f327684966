import BenchFile
import BenchSchema

/// Which values differ between the matched runs of two tables.
///
/// Column after column, each segment decoded once, whatever the order of the runs: of every value 128 bits are kept until
/// its column is compared, of as many columns at a time as `memory` allows.
struct ValueComparison {
    /// The columns that differ: which of the common ones, and in how many runs.
    private(set) var columns: [(index: Int, runs: Int)] = []
    /// The first differing values in order of run and column, by pair and common column.
    private(set) var first: [(pair: Int, index: Int)] = []
    /// How many runs differ in any column.
    private(set) var runs = 0

    /// How many values differ.
    var count: Int { columns.reduce(0) { $0 + $1.runs } }

    private static let memory = 128 << 20

    /// - Parameter limit: How many values are listed.
    init(
        _ a: ComparedTable, _ b: ComparedTable, _ pairs: [(a: Int, b: Int)], common: [(a: Int, b: Int)], limit: Int
    ) throws(BenchError) {
        let size = (a.reader.runCount + b.reader.runCount) * MemoryLayout<ConfigHash>.size
        let step = max(1, Self.memory / max(size, 1))
        var differs = Array(repeating: false, count: pairs.count)
        for start in stride(from: 0, to: common.count, by: step) {
            let batch = Array(start..<min(start + step, common.count))
            let fingerprintsA = try Self.fingerprints(a, batch.map { common[$0].a })
            let fingerprintsB = try Self.fingerprints(b, batch.map { common[$0].b })
            for (place, index) in batch.enumerated() {
                var count = 0
                for (number, pair) in pairs.enumerated()
                where fingerprintsA[place][pair.a] != fingerprintsB[place][pair.b] {
                    if count < limit { first.append((number, index)) }
                    count += 1
                    differs[number] = true
                }
                if count > 0 { columns.append((index, count)) }
            }
            first = Array(first.sorted { ($0.pair, $0.index) < ($1.pair, $1.index) }.prefix(limit))
        }
        runs = differs.count { $0 }
    }

    /// Of each column, the fingerprint of what every run holds.
    private static func fingerprints(_ table: ComparedTable, _ columns: [Int]) throws(BenchError) -> [[ConfigHash]] {
        var result = Array(repeating: [ConfigHash](), count: columns.count)
        for place in columns.indices { result[place].reserveCapacity(table.reader.runCount) }
        var last: [(cell: Cell, fingerprint: ConfigHash)] = columns.map { _ in (.absent, Cell.absent.fingerprint) }
        try table.forEachRun(columns) { _, cell in
            for place in columns.indices {
                let cell = cell(place)
                // Neighbours often share a text.
                if cell != last[place].cell { last[place] = (cell, cell.fingerprint) }
                result[place].append(last[place].fingerprint)
            }
        }
        return result
    }
}

/// How one value differs: in itself, or in its first differing element.
struct ValueDifference {
    /// One of the two.
    enum Side {
        case absent
        case null
        /// A hole of a series.
        case hole
        /// A series that ends before this element.
        case end
        /// A whole series of so many elements, where the other run has none.
        case series(Int)
        case value(Cell)
    }

    let a, b: Side
    /// Of two series, where they differ first, and in how many elements.
    private(set) var elements: (position: Int, count: Int)?

    init(_ a: Cell, _ b: Cell) {
        guard case .series(let first) = a, case .series(let second) = b else {
            (self.a, self.b) = (Side(a), Side(b))
            return
        }
        let positions = (0..<max(first.count, second.count)).filter { !first.agrees(with: second, at: $0) }
        let position = positions.first ?? 0
        (self.a, self.b) = (Side(first, position), Side(second, position))
        elements = (position, positions.count)
    }
}

extension ValueDifference.Side {
    fileprivate init(_ cell: Cell) {
        self =
            switch cell {
            case .absent: .absent
            case .null: .null
            case .series(let series): .series(series.count)
            default: .value(cell)
            }
    }

    fileprivate init(_ series: Series, _ position: Int) {
        guard position < series.count else {
            self = .end
            return
        }
        self =
            switch series.states?[position] ?? .value {
            case .value: .value(series.elements.cell(at: position))
            case .null: .null
            case .hole: .hole
            }
    }
}

extension Series {
    /// Whether an element is the same in both.
    fileprivate func agrees(with other: Series, at position: Int) -> Bool {
        guard position < count, position < other.count else { return false }
        let state = states?[position] ?? .value
        guard state == other.states?[position] ?? .value else { return false }
        return state != .value || elements.cell(at: position) == other.elements.cell(at: position)
    }
}

extension Elements {
    /// One element as a scalar.
    func cell(at index: Int) -> Cell {
        switch self {
        case .float64(let values): .float64(values[index])
        case .int64(let values): .int64(values[index])
        case .bool(let values): .bool(values[index])
        case .string(let values): .string(values[index])
        case .json(let values): .json(values[index])
        }
    }
}
