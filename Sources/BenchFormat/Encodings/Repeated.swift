import BenchSchema

/// Each distinct series once, and for each run which one it is: learning rates and epoch numbers are shared by many.
///
/// Bytes: the stream of ids, one a run (an id is at most one more than all before it, and such a new one brings its
/// series), then the stream of the distinct series' values.
struct Repeated: Sendable {
    /// The distinct series.
    let distinct: ([Int64], RunLayout)
    /// Where each run's series is among their values.
    private let ranges: [Range<Int>]

    /// Reads the stream of values that lie so.
    init(_ layout: RunLayout, depth: Int, from cursor: inout ByteCursor) throws(BenchError) {
        cursor.note("repeated")
        let ids = try IntegerStream.decode(lengths: [layout.runs], depth: depth + 1, from: &cursor)
        var kept: [Int] = []  // for each id, the length of its series
        for (run, id) in ids.enumerated() {
            let length = layout.range(of: run).count
            guard id >= 0, id <= kept.count else {
                throw BenchError(.damaged, "a run repeats a series that isn't there")
            }
            if id == kept.count { kept.append(length) }
            guard kept[Int(id)] == length else {
                throw BenchError(.damaged, "a run repeats a series of another length")
            }
        }
        let layout = RunLayout(lengths: kept)
        distinct = (try IntegerStream.decode(lengths: kept, depth: depth + 1, from: &cursor), layout)
        ranges = ids.map { layout.range(of: Int($0)) }
    }

    /// Writes the values of runs.
    func read(into slots: RunSlots) {
        for run in slots.runs { unsafe slots[run].copy(distinct.0[ranges[run]]) }
    }

    /// About how many bytes it takes in memory.
    var byteCount: Int { 8 * distinct.0.count + 16 * ranges.count }
}

extension Repeated {
    struct Distinct {
        var ids: [Int64]
        var values: [Int64]
        var lengths: [Int]
    }

    /// A series that is hashed by a few of its values: most series differ in these already.
    private struct Key: Hashable {
        let series: ArraySlice<Int64>
        let mark: UInt64

        static func == (a: Self, b: Self) -> Bool { a.series == b.series }

        func hash(into hasher: inout Hasher) { hasher.combine(mark) }
    }

    /// A number that equal series share, and few others.
    private static func mark(_ values: Span<Int64>, _ run: Range<Int>) -> UInt64 {
        var mark = UInt64(run.count)
        for place in run.suffix(4) { mark = (mark ^ UInt64(bitPattern: values[place])) &* 0x9E37_79B9_7F4A_7C15 }
        return mark
    }

    /// The distinct series among the runs, or nil where too few repeat to pay.
    static func distinct(_ values: [Int64], lengths: [Int]) -> Distinct? {
        guard lengths.count > 1, values.count > lengths.count else { return nil }
        var (start, marks) = (0, [UInt64]())
        marks.reserveCapacity(lengths.count)
        for length in lengths {
            marks.append(mark(values.span, start..<start + length))
            start += length
        }
        let sorted = marks.sorted()
        guard zip(sorted, sorted.dropFirst()).contains(where: { $0 == $1 }) else { return nil }
        var result = Distinct(ids: [], values: [], lengths: [])
        var (kept, count): ([ArraySlice<Int64>], Int) = ([], 0)
        var known: [Key: Int64] = [:]
        known.reserveCapacity(lengths.count)
        var index = 0
        for (run, length) in lengths.enumerated() {
            let series = values[index..<index + length]
            index += length
            let key = Key(series: series, mark: marks[run])
            if let id = known[key] {
                result.ids.append(id)
            } else {
                let id = Int64(known.count)
                known[key] = id
                result.ids.append(id)
                kept.append(series)
                count += length
                result.lengths.append(length)
            }
        }
        guard kept.count < lengths.count, count <= values.count - values.count / 8 else { return nil }
        result.values.reserveCapacity(count)
        for series in kept { result.values += series }
        return result
    }

    static func encode(_ distinct: Distinct, _ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        out.append(IntegerStream.ID.repeated)
        try IntegerStream.encode(distinct.ids, lengths: [distinct.ids.count], zstd, to: &out)
        // Series that are shared are computed ones, in which matches are worth looking for.
        try IntegerStream.encodeDistinct(distinct.values, lengths: distinct.lengths, zstd, .level, to: &out)
    }
}
