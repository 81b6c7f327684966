import BenchFile
import BenchSchema
import HASBench

/// Lookups, curves and scans in one open table, each repeated.
struct WarmReads {
    private let json: String

    /// Measures a file; times in microseconds, of scans in milliseconds.
    init(_ path: String) throws {
        let questions = try Questions(path)
        let bench = questions.bench
        let (metric, curve) = (Questions.metric, Scan.errors)
        let hashes = questions.hashes
        var sum = 0.0
        let open = Quantiles(
            try (0..<50).map { _ in try microseconds { sum += Double(try Benchmark(opening: path).runCount) } })

        // Enough repetitions of each call that the clock's own cost (some 30 ns) is spread.
        let batch = 16
        func timed(_ body: (Int) throws -> Double) rethrows -> Quantiles {
            for index in hashes.indices { sum += try body(index) }
            return Quantiles(
                try hashes.indices.map { index in
                    try microseconds { for _ in 0..<batch { sum += try body(index) } } / Double(batch)
                })
        }
        let byHash = try timed { try bench.lookup(hashes[$0])[0][metric] ?? 0 }
        let byConfiguration = try timed { try bench.lookup(questions.configurations[$0])[0][metric] ?? 0 }

        // First touches: each in a segment that this reader has only looked the run up in, and then, by another reader,
        // in one that it knows nothing of.
        let (found, fresh) = (try Benchmark(opening: path), try Benchmark(opening: path))
        let firstTouches = Quantiles(
            try questions.firstOfSegments.map { hash in
                let run = try found.lookup(hash)[0]
                return try microseconds { sum += try run.curve(curve)?.numbers.last.flatMap { $0 } ?? 0 }
            })
        let firstLookups = Quantiles(
            try questions.firstOfSegments.map { hash in
                try microseconds { sum += try fresh.lookup(hash)[0].curve(curve)?.numbers.last.flatMap { $0 } ?? 0 }
            })
        let cached = try Benchmark(opening: path, cacheBytes: 1 << 30)
        let readCurve = { (index: Int) throws -> Double in
            try cached.lookup(hashes[index])[0].curve(curve)?.numbers.last.flatMap { $0 } ?? 0
        }
        for index in hashes.indices { sum += try readCurve(index) }
        let curves = Quantiles(
            try hashes.indices.map { index in try microseconds { sum += try readCurve(index) } })

        let scan = Quantiles(
            try (0..<5).map { _ in try microseconds { sum += try Scan(path).sums.reduce(0, +) } })
        // What this format stores for the purpose: the same three as metrics.
        let metricScan = Quantiles(
            try (0..<5).map { _ in
                let scanned = try Benchmark(opening: path)
                return try microseconds {
                    for name in [metric, "train_time", "train_energy"] {
                        sum += try scanned.column(name).withValues { values in values[0] }
                    }
                }
            })
        json = """
            {"open_us": \(open.p50), "scalar_hash_us": \(byHash.json), "scalar_config_us": \(byConfiguration.json), \
            "curve_us": \(curves.json), "curve_first_us": \(firstTouches.json), \
            "curve_first_lookup_us": \(firstLookups.json), "scan_ms": \(scan.p50 / 1000), \
            "metric_scan_ms": \(metricScan.p50 / 1000), "checksum": \(sum.isFinite)}
            """
    }

    var description: String { json }
}

/// What is looked up: a thousand runs, scattered over the table.
struct Questions {
    static let metric = "test_error"

    let bench: Benchmark
    let hashes: [ConfigHash]
    let configurations: [Configuration]
    /// A run of every segment, of at most a thousand, as the default settings cut them.
    let firstOfSegments: [ConfigHash]

    init(_ path: String) throws {
        bench = try Benchmark(opening: path)
        var runs: [TableRun] = []
        try bench.forEachRun { runs.append($0) }
        let chosen = scattered(1000, of: runs.count).map { runs[$0] }
        hashes = try chosen.map { try $0.hash }
        configurations = try chosen.map { try $0.configuration.compactMapValues(\.loose) }
        let segment = max(runs.count / max(bench.reader.segmentCount, 1), 1)
        firstOfSegments = try stride(from: 0, to: min(runs.count, 1000 * segment), by: segment).map {
            try runs[$0].hash
        }
    }
}

extension Cell {
    /// The cell as a configuration's value.
    fileprivate var loose: LooseValue? {
        switch self {
        case .float64(let bits): .float64(bits)
        case .int64(let value): .int64(value)
        case .bool(let value): .bool(value)
        case .string(let text): .string(text)
        case .null: .null
        default: nil
        }
    }
}
