import BenchFormat
package import BenchSchema

/// Goes through the index of a file in its order: hash, task, seed, place. Holds one bucket, and a bit a run.
package struct IndexCursor {
    private let reader: BenchReader
    private var bucket = 0
    private var configuration = 0
    private var place = 0
    private var last: ConfigHash?
    /// The runs that came.
    private var seen: [Bool]
    private var count = 0

    /// Starts before the first entry.
    package init(_ reader: BenchReader) {
        self.reader = reader
        seen = Array(repeating: false, count: reader.runCount)
    }

    /// The next entry: a config hash, and which run of the file has it, counted from 0. Nil behind the last.
    ///
    /// Throws `.damaged` where the index doesn't name each run once, or is out of order.
    package mutating func next() throws(BenchError) -> (hash: ConfigHash, run: Int)? {
        do throws(BenchError) { return try advance() } catch { throw reader.located(error, "index") }
    }

    private mutating func advance() throws(BenchError) -> (hash: ConfigHash, run: Int)? {
        while reader.runCount > 0, bucket < reader.footer.index.buckets {
            let entries = try reader.bucket(bucket)
            guard place < entries.count else {
                (bucket, configuration, place) = (bucket + 1, 0, 0)
                continue
            }
            if place == entries.places(configuration).upperBound { configuration += 1 }
            let hash = try reader.hash(configuration, in: entries)
            let location = entries.location(place)
            place += 1
            guard reader.footer.index.bucket(of: hash) == bucket, last.map({ $0 <= hash }) ?? true else {
                throw BenchError(.damaged, "its hashes are out of order", at: "bucket \(bucket)")
            }
            guard reader.footer.index.fingerprint(of: hash) == entries.fingerprint(configuration) else {
                throw BenchError(.damaged, "a fingerprint isn't that of its run's keys", at: "bucket \(bucket)")
            }
            last = hash
            let page = try reader.page(Int(location.segment))
            guard let first = Int(exactly: page.firstRun), location.row < page.runs,
                first < seen.count - Int(location.row), !seen[first + Int(location.row)]
            else { throw BenchError(.damaged, "an entry's run isn't there, or occurs twice", at: "bucket \(bucket)") }
            let run = first + Int(location.row)
            seen[run] = true
            count += 1
            return (hash, run)
        }
        guard count == reader.runCount else { throw BenchError(.damaged, "not all runs are in it") }
        return nil
    }
}
