import BenchSchema
import HASBench

/// How fast series become doubles in a warm process: read from the page cache, checked, decompressed, decoded.
struct Decoding {
    private var values = 0
    private var seconds = 0.0
    private var columns: [(name: String, rate: Double)] = []

    private static let rounds = 3

    /// Decodes every series of float64, the best of a few rounds.
    ///
    /// The total is that of one reader a group, so that the group's axis is decoded once, with the first series; a series
    /// that is predicted from another one finds it decoded if it is of the same group. A column's own figure is that of a
    /// reader of its own: its axis, and what it is predicted from, are in it.
    init(_ path: String) throws {
        let schema = try Benchmark(opening: path).schema
        let series = schema.columns.filter { $0.role == .series && $0.type == .float64 }
        var best: [String: Double] = [:]
        for _ in 0..<Self.rounds {
            for group in Set(series.map(\.group)) {
                let names = series.filter { $0.group == group }.map(\.name)
                let time = try Self.time(path, names)
                best["group \(group)"] = min(best["group \(group)"] ?? .infinity, time)
            }
            for column in series {
                best[column.name] = min(best[column.name] ?? .infinity, try Self.time(path, [column.name]))
            }
        }
        let counts = try Self.counts(path, series.map(\.name))
        values = counts.reduce(0, +)
        seconds = Set(series.map(\.group)).reduce(0) { $0 + (best["group \($1)"] ?? 0) }
        columns = zip(series, counts).map { ($0.name, Double($1) / (best[$0.name] ?? 0)) }
    }

    /// The seconds that it takes a new reader to decode these columns.
    private static func time(_ path: String, _ names: [String]) throws -> Double {
        let bench = try Benchmark(opening: path, cacheBytes: 1 << 34)
        var blocks = 0
        let time = try microseconds {
            for name in names { try bench.forEachBlock(of: name) { _ in blocks += 1 } }
        }
        return time / 1e6
    }

    private static func counts(_ path: String, _ names: [String]) throws -> [Int] {
        let bench = try Benchmark(opening: path)
        return try names.map { name in
            var count = 0
            try bench.forEachBlock(of: name) { block in
                for run in 0..<block.runs { count += block.withValues(of: run) { $0.count } }
            }
            return count
        }
    }

    var description: String {
        let rates = columns.map { "\"\($0.name)\": \($0.rate / 1e6)" }.joined(separator: ", ")
        return "{\"values\": \(values), \"million_per_s\": \(Double(values) / seconds / 1e6), \"columns\": {\(rates)}}"
    }
}
