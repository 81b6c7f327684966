import BenchSchema

/// Doubles that are a function of another series' values: the table of the function is stored, and nothing else.
///
/// An error rate in two spellings, say: rounded to four decimals, and as it came from single precision.
/// Bytes: the source, the number of pairs (LEB128), the integer stream of the source's values in ascending order, the one
/// of the bit patterns they stand for.
struct ValueMap {
    /// The source's distinct values, ascending.
    private(set) var keys: [Int64] = []
    /// The bit pattern for each of them.
    private(set) var patterns: [Int64] = []

    /// The function that these pairs are values of, or nil where they are of none, or of one with too large a table.
    init?(_ values: [Double], source: [Int64]) {
        guard values.count == source.count else { return nil }
        let limit = values.count / 3
        var table: [Int64: UInt64] = [:]
        for (value, key) in zip(values, source) {
            guard table.updateValue(value.bitPattern, forKey: key) ?? value.bitPattern == value.bitPattern,
                table.count <= limit
            else { return nil }
        }
        keys = table.keys.sorted()
        patterns = keys.map { Int64(bitPattern: table[$0] ?? 0) }
    }

    /// About how many bits the table takes.
    var bits: Double { Double(keys.count * (64 + 12)) }

    /// Appends the table.
    func append(_ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        out.append(count: keys.count)
        try IntegerStream.encode(keys, lengths: [keys.count], zstd, to: &out)
        try IntegerStream.encode(patterns, lengths: [keys.count], zstd, to: &out)
    }

    /// Reads values for runs of these lengths. O(n log pairs).
    static func decode(_ layout: RunLayout, from cursor: inout ByteCursor) throws(BenchError) -> [Double] {
        let source = try PredictionSource(from: &cursor)
        cursor.note("map of \(source.name)")
        let count = try cursor.count(ColumnBlock.maximumElements)
        let keys = try IntegerStream.decode(besideValues: [count], from: &cursor)
        let patterns = try IntegerStream.decode(besideValues: [count], from: &cursor)
        guard zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw BenchError(.damaged, "the pairs of a map are out of order")
        }
        let known = try source.values(layout, from: &cursor)
        var values: [Double] = []
        values.reserveCapacity(layout.count)
        var isMissing = false
        known.forEachRun(of: 0..<layout.runs) { run, known in
            for step in 0..<layout.range(of: run).count {
                let key = step < known.count ? known[step] : 0
                var (low, high) = (0, keys.count)
                while low < high {
                    let middle = (low + high) / 2
                    if keys[middle] < key { low = middle + 1 } else { high = middle }
                }
                guard low < keys.count, keys[low] == key else {
                    isMissing = true
                    return
                }
                values.append(Double(bitPattern: UInt64(bitPattern: patterns[low])))
            }
        }
        guard !isMissing else { throw BenchError(.damaged, "a value is not in the map") }
        return values
    }
}
