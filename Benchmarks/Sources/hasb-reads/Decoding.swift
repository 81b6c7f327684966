import BenchSchema
import HASBench

/// How fast series become doubles in a warm process: read from the page cache, checked, decompressed, decoded.
struct Decoding {
    private var values = 0
    private var seconds = 0.0
    /// Of each series, million values a second, and the sum of the bit patterns, by which the values are checked.
    private var columns: [(name: String, rate: Double, sum: UInt64)] = []

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
        let bench = try Benchmark(opening: path)
        seconds = Set(series.map(\.group)).reduce(0) { $0 + (best["group \($1)"] ?? 0) }
        for column in series {
            let (count, sum) = try Self.values(bench, column.name)
            values += count
            columns.append((column.name, Double(count) / (best[column.name] ?? 0) / 1e6, sum))
        }
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

    private static func values(_ bench: Benchmark, _ name: String) throws -> (count: Int, sum: UInt64) {
        var (count, sum) = (0, UInt64(0))
        try bench.forEachBlock(of: name) { block in
            for run in 0..<block.runs {
                block.withValues(of: run) { values in
                    count += values.count
                    for index in values.indices { sum &+= values[index].bitPattern }
                }
            }
        }
        return (count, sum)
    }

    var description: String {
        let rates = columns.map { "\"\($0.name)\": \($0.rate)" }.joined(separator: ", ")
        let sums = columns.map { "\"\($0.name)\": \($0.sum)" }.joined(separator: ", ")
        let total = Double(values) / seconds / 1e6
        return "{\"values\": \(values), \"million_per_s\": \(total), \"columns\": {\(rates)}, \"sums\": {\(sums)}}"
    }
}
