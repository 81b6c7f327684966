import BenchSchema

/// Each distinct series once, and for each run which one it is: learning rates and epoch numbers are shared by many.
///
/// Bytes: the stream of ids, one a run (an id is at most one more than all before it, and such a new one brings its
/// series), then the stream of the distinct series' values.
enum Repeated {
    struct Distinct {
        var ids: [Int64]
        var values: [Int64]
        var lengths: [Int]
    }

    /// A series that is hashed by a few of its values: most series differ in these already.
    private struct Key: Hashable {
        let series: ArraySlice<Int64>

        func hash(into hasher: inout Hasher) {
            hasher.combine(series.count)
            for value in series.suffix(4) { hasher.combine(value) }
        }
    }

    /// The distinct series among the runs, or nil where too few repeat to pay.
    static func distinct(_ values: [Int64], lengths: [Int]) -> Distinct? {
        guard lengths.count > 1, values.count > lengths.count else { return nil }
        var result = Distinct(ids: [], values: [], lengths: [])
        var known: [Key: Int64] = [:]
        var index = 0
        for length in lengths {
            let series = values[index..<index + length]
            index += length
            let key = Key(series: series)
            if let id = known[key] {
                result.ids.append(id)
            } else {
                let id = Int64(known.count)
                known[key] = id
                result.ids.append(id)
                result.values += series
                result.lengths.append(length)
            }
        }
        return result.lengths.count < lengths.count && result.values.count <= values.count - values.count / 8
            ? result : nil
    }

    static func encode(_ distinct: Distinct, _ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        out.append(IntegerStream.ID.repeated)
        try IntegerStream.encode(distinct.ids, lengths: [distinct.ids.count], zstd, to: &out)
        // Series that are shared are computed ones, in which matches are worth looking for.
        try IntegerStream.encodeDistinct(distinct.values, lengths: distinct.lengths, zstd, .level, to: &out)
    }

    static func decode(
        lengths: [Int], depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        cursor.note("repeated")
        let ids = try IntegerStream.decode(lengths: [lengths.count], depth: depth + 1, from: &cursor)
        var first: [Int] = []  // for each id, the run that brings it
        for (run, id) in ids.enumerated() {
            guard id >= 0, id <= first.count else {
                throw BenchError(.damaged, "a run repeats a series that isn't there")
            }
            if id == first.count { first.append(run) }
        }
        let kept = first.map { lengths[$0] }
        let values = try IntegerStream.decode(lengths: kept, depth: depth + 1, from: &cursor)
        var starts = [0]
        for length in kept { starts.append(starts[starts.count - 1] + length) }
        var result: [Int64] = []
        result.reserveCapacity(lengths.reduce(0, +))
        for (id, length) in zip(ids, lengths) {
            guard kept[Int(id)] == length else {
                throw BenchError(.damaged, "a run repeats a series of another length")
            }
            result += values[starts[Int(id)]..<starts[Int(id) + 1]]
        }
        return result
    }
}
