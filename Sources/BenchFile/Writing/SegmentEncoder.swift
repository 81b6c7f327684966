package import BenchFormat
public import BenchSchema

/// How a file is written.
public struct WriterOptions: Sendable {
    /// The zstd level, 1 to 22.
    public var level: Int
    /// How many runs make a segment: fewer make values quicker to reach, more make files smaller. At most 65,536.
    ///
    /// Nil for what suits the table: 128 runs where there are learning curves, else 16,384.
    public var segmentRuns: Int?
    /// How many bits the index keeps of a hash beyond those that choose its bucket.
    package var fingerprintBits = IndexLayout.usualFingerprintBits

    /// Makes options.
    public init(level: Int = 12, segmentRuns: Int? = nil) {
        self.level = level
        self.segmentRuns = segmentRuns
    }

    /// How many runs make a segment of a table of this schema.
    package func runsPerSegment(_ schema: Schema) -> Int {
        segmentRuns ?? (schema.columns.contains { $0.role.isSeries } ? 128 : 16_384)
    }
}

/// A segment's blocks, ready to be appended to a file.
public struct EncodedSegment: Sendable {
    /// The number of runs.
    public var runs: Int { identities.count }
    /// The memory it takes, about.
    public var byteCount: Int {
        blocks.reduce(0) { $0 + 16 + ($1?.count ?? 0) } + constants.reduce(0) { $0 + $1.count } + 96 * identities.count
    }
    /// Each column's block; nil where no run holds anything, or all share one scalar.
    let blocks: [[UInt8]?]
    /// The sections of shared scalars, by `Constants.Part`; no bytes where there is none.
    let constants: [[UInt8]]
    /// What the index and the content digest need of each run.
    let identities: [RunIdentity]
}

/// Turns runs into the bytes of a segment; several threads may use one encoder.
public struct SegmentEncoder: Sendable {
    private let schema: Schema
    private let options: WriterOptions
    private let order: DigestOrder
    private let compressors: ZstdCompressor.Pool
    private var plan = PredictionPlan()

    /// Makes an encoder for tables of this schema.
    public init(schema: Schema, options: WriterOptions = .init()) throws(BenchError) {
        guard (1...22).contains(options.level) else { throw BenchError(.usage, "a level is a number from 1 to 22") }
        guard (1...Layout.maximumRunsPerSegment).contains(options.runsPerSegment(schema)) else {
            throw BenchError(.usage, "a segment has 1 to \(Layout.maximumRunsPerSegment) runs")
        }
        guard schema.columns.count <= Layout.maximumColumns else {
            throw BenchError(.limit, "a table has at most \(Layout.maximumColumns) columns")
        }
        self.schema = schema
        self.options = options
        compressors = ZstdCompressor.Pool(level: options.level)
        order = schema.digestOrder
    }

    /// Learns from the first runs which series are predicted from which; files of the same runs are then the same, as
    /// long as they learn from the same. O(columns^2 * sample of the runs).
    public mutating func learn(from runs: [Run]) throws(BenchError) {
        let search = try search(runs)
        learn(from: (0..<search.targets).flatMap { search.pairs(target: $0) })
    }

    /// The search that `learn(from:)` does, for those who share it among threads.
    package func search(_ runs: [Run]) throws(BenchError) -> PredictionSearch {
        for run in runs { try schema.check(run) }
        // As many as a segment holds.
        return try PredictionSearch(schema, sample: Array(Self.cut(runs).first ?? []))
    }

    /// Learns from all pairs that a search found.
    package mutating func learn(from pairs: [PredictionSearch.Pair]) { plan = PredictionPlan(pairs) }

    /// Encodes the runs of one segment. O(values).
    ///
    /// Throws `.mismatch` for a run that doesn't fit the schema, `.usage` for a key's value that can't be hashed.
    public func encode(_ runs: [Run]) throws(BenchError) -> EncodedSegment {
        guard !runs.isEmpty, runs.count <= Layout.maximumRunsPerSegment else {
            throw BenchError(.limit, "a segment has 1 to \(Layout.maximumRunsPerSegment) runs")
        }
        var identities: [RunIdentity] = []
        var room = SegmentRoom(orThrow: .limit)
        for run in runs {
            try room.take(try schema.check(run))
            identities.append(try schema.identity(of: run, order: order))
        }
        let (blocks, constants) = try compressors.withCompressor { zstd throws(BenchError) in try encode(runs, zstd) }
        return EncodedSegment(blocks: blocks, constants: constants, identities: identities)
    }

    private func encode(
        _ runs: [Run], _ zstd: ZstdCompressor
    ) throws(BenchError) -> (blocks: [[UInt8]?], constants: [[UInt8]]) {
        var constants = Constants()
        var isShared: Set<Int> = []
        for place in schema.columns.indices where !schema.columns[place].role.isSeries {
            guard let shared = ColumnCells(runs, place).shared else { continue }
            constants.add(schema.columns[place], shared)
            isShared.insert(place)
        }
        let blocks = try ColumnBlock.encode(schema, runs, plan, zstd, skip: isShared)
        var sections: [[UInt8]] = []
        for part in Constants.Part.allCases {
            let content = try constants.bytes(part)
            var section: [UInt8] = []
            if !content.isEmpty { try Section.append(content, zstd, to: &section) }
            sections.append(section)
        }
        return (blocks, sections)
    }
}
