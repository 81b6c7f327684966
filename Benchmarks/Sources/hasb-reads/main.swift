// Measures reads of a .hasb file in one warm process; prints JSON, times in microseconds.
//
//   hasb-reads FILE
//   hasb-reads --scan FILE      only the scan, once: {"ms": ..., "sums": [...]}
import BenchFile
import BenchSchema
import Glibc
import HASBench

let clock = ContinuousClock()

func microseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = clock.now
    try body()
    return (clock.now - start) / .microseconds(1)
}

struct Quantiles {
    let p50, p99: Double

    init(_ times: [Double]) {
        let sorted = times.sorted()
        p50 = sorted[sorted.count / 2]
        p99 = sorted[min(sorted.count * 99 / 100, sorted.count - 1)]
    }

    var json: String { "{\"p50\": \(p50), \"p99\": \(p99)}" }
}

/// Evenly spread places, visited in a scattered order, the same in every run of the program.
func scattered(_ count: Int, of total: Int) -> [Int] {
    (0..<min(count, total)).map { $0 * 7_919 % total }
}

let path = CommandLine.arguments.last ?? ""
if CommandLine.arguments.contains("--scan") {
    var sums: [Double] = []
    let time = try microseconds { sums = try Scan(path).sums }
    print("{\"ms\": \(time / 1000), \"sums\": \(sums)}")
    exit(0)
}
var bench = try Benchmark(opening: path)
let metric = "test_error"
let curve = Scan.errors

var runs: [TableRun] = []
try bench.forEachRun { runs.append($0) }
let chosen = scattered(1000, of: runs.count).map { runs[$0] }
let hashes = try chosen.map { try $0.hash }
let configurations = try chosen.map { try $0.configuration.compactMapValues(\.loose) }

let open = Quantiles(try (0..<50).map { _ in try microseconds { bench = try Benchmark(opening: path) } })

// Enough repetitions of each call that the clock's own cost (some 30 ns) is spread.
let batch = 16
func timed(_ body: (Int) throws -> Void) rethrows -> Quantiles {
    for index in chosen.indices { try body(index) }
    return Quantiles(
        try chosen.indices.map { index in
            try microseconds { for _ in 0..<batch { try body(index) } } / Double(batch)
        })
}

var sum = 0.0
let scalarByHash = try timed { sum += try bench.lookup(hashes[$0])[0][metric] ?? 0 }
let scalarByConfiguration = try timed { sum += try bench.lookup(configurations[$0])[0][metric] ?? 0 }

// First touches: each in a block that this reader hasn't read.
let fresh = try Benchmark(opening: path)
var firstTouches: [Double] = []
for start in stride(from: 0, to: min(runs.count, 1000 * 128), by: 128) {
    let hash = try runs[start].hash
    firstTouches.append(
        try microseconds { sum += try fresh.lookup(hash)[0].curve(curve)?.numbers.last.flatMap { $0 } ?? 0 })
}
let cached = try Benchmark(opening: path, cacheBytes: 1 << 30)
let readCurve = { (index: Int) throws -> Double in
    try cached.lookup(hashes[index])[0].curve(curve)?.numbers.last.flatMap { $0 } ?? 0
}
for index in chosen.indices { sum += try readCurve(index) }
let curves = Quantiles(try chosen.indices.map { index in try microseconds { sum += try readCurve(index) } })

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

print(
    """
    {"open_us": \(open.p50), "scalar_hash_us": \(scalarByHash.json), "scalar_config_us": \(scalarByConfiguration.json), \
    "curve_us": \(curves.json), "curve_first_us": \(Quantiles(firstTouches).json), "scan_ms": \(scan.p50 / 1000), "metric_scan_ms": \(metricScan.p50 / 1000), \
    "checksum": \(sum.isFinite)}
    """)

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
