import BenchFile
import BenchFormat
import BenchSchema
import BenchSurrogate
import Conformance
import TestSupport

/// How files are laid out: segments, constants, blocks, the index, attachments, the footer.
extension ValidVector {
    static func structure() throws -> [ValidVector] {
        try tables() + segments() + names() + index() + attachments() + footers() + metrics()
    }

    private static let depth = Column("depth", role: .key, type: .int64)
    private static let rate = Column("rate", role: .scalar, type: .float64)
    private static let optimizer = Column("optimizer", role: .setting, type: .string)

    private static func tables() throws -> [ValidVector] {
        [
            try Make.written("table-no-columns-no-runs", "the smallest table", [], []),
            try Make.written("table-no-runs", "columns, but no run", [depth, rate], []),
            try Make.written(
                "table-one-run", "all of a run's scalars are constants", [depth, rate], [[.int64(5), .float64(0.5)]]),
            try Make.written(
                "table-no-columns", "runs of no column: repeats of the configuration {}", [], [[], [], []]),
            try Make.written(
                "table-nine-columns", "more columns than a byte of the directory page has bits",
                (0..<9).map { Column("c\($0)", role: .scalar, type: .int64) },
                (0..<2).map { run in (0..<9).map { $0 % 2 == 0 ? .int64(Int64($0 * run)) : .null } }),
        ]
    }

    private static func segments() throws -> [ValidVector] {
        let runs = (0..<5).map { [Cell.int64(Int64($0)), .float64(Double($0) / 4), .string($0 < 4 ? "sgd" : "adam")] }
        let curve = [
            depth, Make.step, Column("a", role: .series, type: .float64), Column("b", role: .series, type: .float64),
        ]
        let shared: Cell = .series(Series(.float64([0.5, 0.25, 0.125])))
        return [
            try Make.written(
                "segments-three", "two runs, two runs, one run", [depth, rate, optimizer], runs, segmentRuns: 2),
            try Make.written(
                "blocks-shared", "two columns of the same bytes share a block", curve,
                (0..<2).map { [.int64($0), Make.steps(3), shared, shared] }),
            try merged(),
            try Make.forged(
                "page-room-to-spare", "a directory page with room for more blocks than there are", [depth, rate],
                [try Make.block(scalars: .int64([1, 2])), nil], [[.int64(1), .absent], [.int64(2), .absent]]
            ) { file in
                file.editPage = { $0 += [UInt8](repeating: 0, count: 12) }
                file.editFooter = { $0.blocksPerPage += 1 }
            },
            try Make.forged(
                "constants-in-zstd", "a section of constants that is a zstd frame", [depth, optimizer],
                [try Make.block(scalars: .int64([1])), nil],
                [[.int64(1), .string(ByteString(String(repeating: "a", count: 200)))]]
            ) { file in
                var constants = Constants()
                constants.add(optimizer, .string(ByteString(String(repeating: "a", count: 200))))
                file.constants[0] = try constants.bytes(.settings)
                // The section stands as one that is stored; the same content as a frame is in its place.
                let content = file.constants[0]
                file.editPiece = { piece in
                    guard piece.suffix(content.count) == content[...] else { return }
                    piece = []
                    try? Section.append(content, ZstdCompressor(level: 3), to: &piece)
                }
            },
            try Make.written(
                "level-1", "the fastest zstd", [depth, optimizer],
                (0..<40).map { [.int64(Int64($0 * $0)), .string(ByteString("optimizer number \($0)"))] }, level: 1),
            try Make.written(
                "level-22", "the most thorough zstd", [depth, optimizer],
                (0..<40).map { [.int64(Int64($0 * $0)), .string(ByteString("optimizer number \($0)"))] }, level: 22),
        ]
    }

    /// Two files of unlike columns, joined: each segment lacks a column.
    private static func merged() throws -> ValidVector {
        let folder = try TemporaryFolder()
        let seed = Column("seed", role: .seed, type: .int64)
        for (name, columns, runs) in [
            (
                "a", [depth, optimizer, rate],
                [[Cell.int64(1), .string("sgd"), .float64(0.5)], [.int64(2), .string("sgd"), .null]]
            ),
            (
                "b", [seed, optimizer, depth],
                [[.int64(7), .string("sgd"), .int64(2)], [.int64(5), .string("sgd"), .int64(2)]]
            ),
        ] {
            var writer = try BenchWriter(path: folder.file(name), schema: try Schema(columns), provenance: "{}")
            for cells in runs { try writer.append(Run(cells: cells)) }
            _ = try writer.finish()
        }
        _ = try Merge.files([folder.file("a"), folder.file("b")], to: folder.file("c"))
        let segments: [[[Cell]]] = [
            [[.int64(1), .string("sgd"), .float64(0.5), .absent], [.int64(2), .string("sgd"), .null, .absent]],
            [[.int64(2), .string("sgd"), .absent, .int64(7)], [.int64(2), .string("sgd"), .absent, .int64(5)]],
        ]
        return ValidVector(
            name: "segments-merged", about: "columns that only one of two segments has, and constants that both name",
            bytes: try TemporaryFolder.bytes(folder.file("c")),
            contents: try TableContents(
                Schema([depth, optimizer, rate, seed]), segments.map { $0.map { Run(cells: $0) } },
                attachments: [("provenance", "application/json", Array("{}".utf8))]))
    }

    private static func names() throws -> [ValidVector] {
        [
            try Make.written(
                "names-no-normalisation", "two spellings of é are two columns",
                [Column("e\u{301}", role: .key, type: .int64), Column("\u{E9}", role: .key, type: .int64)],
                [[.int64(1), .int64(2)], [.int64(2), .int64(1)]]),
            try Make.written(
                "names-order-of-utf16", "keys are hashed in order of UTF-16, digested in order of bytes",
                [Column("\u{FF5E}", role: .key, type: .int64), Column("\u{10400}", role: .key, type: .int64)],
                [[.int64(1), .int64(2)]]),
            try Make.written(
                "names-kinds", "one name for a setting, a scalar, a metric and the seed",
                [
                    Column("x", role: .setting, type: .int64), Column("x", role: .scalar, type: .int64),
                    Column(
                        "x", role: .metric, type: .int64, unit: "{image}/s",
                        definition: MetricDefinition(.value, of: ["x"], .minimize)),
                    Column("x", role: .seed, type: .int64),
                ], [[.int64(1), .int64(2), .int64(2), .int64(3)], [.int64(1), .int64(5), .int64(5), .int64(3)]]),
            try Make.written(
                "names-longest", "a name of 4096 bytes",
                [Column(String(repeating: "a", count: 4096), role: .key, type: .int64)], [[.int64(1)]]),
            try Make.written(
                "names-controls", "names that a terminal must not see as they are",
                [Column("\u{1B}[31m\"\\\n\0", role: .key, type: .string)], [[.string("\u{7F}\t\"\\")]]),
            try Make.written(
                "keys-canonical-numbers", "numbers whose canonical JSON takes care",
                [Column("k", role: .key, type: .float64)],
                [
                    1, -0.0, 1e21, 1e20, 1e-6, 1e-7, .leastNonzeroMagnitude, 333333333.3333333, 1.5e300, -4.35,
                    0.1 + 0.2, 0x1p53,
                ]
                .map { [.float64($0)] }),
            try Make.written(
                "keys-canonical-integers", "the largest integers that a key may be",
                [Column("k", role: .key, type: .int64)], [[.int64(1 << 53)], [.int64(-1 << 53)], [.int64(0)]]),
        ]
    }

    private static func index() throws -> [ValidVector] {
        let seed = Column("seed", role: .seed, type: .int64)
        let task = Column("task", role: .task, type: .string)
        return [
            try Make.written(
                "index-repeats", "repeats in the rows that follow, as many of each configuration", [depth, seed],
                (0..<12).map { [.int64(Int64($0 / 4)), .int64(Int64($0 % 4))] }),
            try Make.written(
                "index-repeats-apart", "repeats in other segments, and out of the order of their seeds", [depth, seed],
                (0..<9).map { [.int64(Int64($0 % 2)), .int64(Int64(-$0))] }, segmentRuns: 4),
            try Make.written(
                "index-repeats-identical", "repeats of one seed stand in order of their places", [depth, seed],
                (0..<4).map { _ in [.int64(3), .int64(7)] }, segmentRuns: 3),
            try Make.written(
                "index-tasks-and-seeds", "null and absent tasks come first, then tasks by their bytes, then seeds",
                [depth, task, seed],
                [
                    [.int64(1), .string("b"), .int64(1)], [.int64(1), .string("a"), .int64(2)],
                    [.int64(1), .string("a"), .int64(-2)], [.int64(1), .null, .int64(5)],
                    [.int64(1), .absent, .int64(4)],
                    [.int64(1), .string(""), .absent], [.int64(1), .string(""), .null],
                ]),
            try Make.written(
                "index-many-repeats", "more repeats than a configuration takes over from the one before", [depth],
                (0..<60).map { [.int64(Int64($0 / 20))] }),
            try Make.written(
                "index-two-buckets", "more configurations than a bucket has", [depth],
                (0..<150).map { [.int64(Int64($0))] }),
            try Make.written(
                "index-fingerprints-of-32-bits", "an index that keeps more of each hash", [depth],
                (0..<5).map { [.int64(Int64($0))] }, fingerprintBits: 32),
        ]
    }

    private static func attachments() throws -> [ValidVector] {
        let runs: [[Cell]] = [[.int64(5)], [.int64(6)]]
        let surrogate = try SampleSurrogate.made().bytes
        return [
            try Make.written(
                "attachment-search-space", "the space that the configurations are from", [depth], runs,
                attachments: [("search-space", "application/json", SampleSurrogate.space.bytes)]),
            try Make.written(
                "attachment-surrogate", "what predicts configurations that were never trained", [depth], runs,
                attachments: [
                    ("search-space", "application/json", SampleSurrogate.space.bytes),
                    ("surrogate", "application/vnd.hasbench.surrogate", surrogate),
                ]),
            try Make.written(
                "attachment-unknown", "names that nobody knows: a reader leaves them alone", [depth], runs,
                attachments: [("notes/\u{E9}", "text/plain; charset=utf-8", [0xFF, 0x00]), ("empty", "x/y", [])]),
        ]
    }

    private static func footers() throws -> [ValidVector] {
        let blocks = [try Make.block(scalars: .int64([1, 2]))]
        let runs: [[Cell]] = [[.int64(1)], [.int64(2)]]
        func forged(_ name: String, _ about: String, _ edit: (inout ForgedFile) throws -> Void) throws -> ValidVector {
            try Make.forged(name, about, [depth], blocks, runs, edit: edit)
        }
        return [
            try forged("footer-unknown-optional-record", "a record from 128 on is skipped") { file in
                file.editFooterBytes = { $0 += [128, 3, 1, 2, 3, 255, 0] }
            },
            try forged("footer-records-in-another-order", "records may stand in any order") { file in
                file.editFooterBytes = { bytes in
                    // The table, of 2 + 87 bytes, goes to the end.
                    bytes = Array(bytes[89...]) + bytes[..<89]
                }
            },
            try forged("version-minor-newer", "a newer minor version is read, as long as nothing in it is unknown") {
                $0.minor = 9
            },
            try forged("attachment-none", "a file without provenance: no writer makes one, and a reader takes it") {
                $0.attachments = []
            },
        ]
    }

    private static func metrics() throws -> [ValidVector] {
        let reductions: [(String, MetricDefinition.Reduction, Double)] = [
            ("last", .last, 1), ("sum", .sum, 1000), ("mean", .mean, 3), ("after", .meanAfterFirst, 1),
        ]
        let columns =
            [
                Make.number, Make.step, Column("a", role: .series, type: .float64),
                Column("b", role: .series, type: .int64),
            ]
            + reductions.map { name, reduction, divisor in
                Column(
                    name, role: .metric, type: .float64, unit: "kW.h",
                    definition: MetricDefinition(
                        reduction, of: ["none", "a", "b", "step"], dividedBy: divisor, .minimize))
            }
        let schema = try Schema(columns)
        let curves: [(Cell, Cell)] = [
            (.series(Series(.float64([0.1, 0.2, 0.3]))), .absent),
            (.series(Series(.float64([1e308, 1e308, -1e308]))), .null),
            (.series(Series(.float64([0, .nan, 2]), states: [.hole, .value, .value])), .absent),
            (.series(Series(.float64([.infinity, 1, -.infinity]))), .absent),
            (
                .series(Series(.float64([0, 0, 0]), states: [.hole, .null, .hole])),
                .series(Series(.int64([7, 8, 10])))
            ),
            (.null, .series(Series(.int64([.max, .max, 1]), states: [.value, .value, .null]))),
            (.series(Series(.float64([5, 0, 0]), states: [.value, .hole, .hole])), .absent),
            (.series(Series(.float64([1, 1, Double(bitPattern: 0xFFF8_0000_0000_0001)]))), .absent),
        ]
        let runs = try curves.enumerated().map { number, curves in
            var run = Run(cells: [.int64(Int64(number)), Make.steps(3), curves.0, curves.1])
            run.cells += reductions.map { _ in .absent }
            for place in schema.places(.metric) { run.cells[place] = try schema.metric(place) { run.cells[$0] } }
            return run.cells
        }
        return [
            try Make.written(
                "metric-reductions", "metrics of curves with nulls, holes, NaNs and infinities", columns, runs)
        ]
    }
}
