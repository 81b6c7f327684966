import BenchFormat
package import BenchSchema

/// Goes through the index of a file in order of hash, task, seed and place. Holds one bucket, and a byte a run.
package struct IndexCursor {
    private let reader: BenchReader
    /// The number of the next bucket.
    private var bucket = 0
    /// What the bucket before it says of its runs, and how many of them came.
    private var entries: [IndexEntry] = []
    private var place = 0
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
    /// Throws `.damaged` where the index doesn't name each run once, or divides a configuration.
    package mutating func next() throws(BenchError) -> (hash: ConfigHash, run: Int)? {
        do throws(BenchError) { return try advance() } catch { throw reader.located(error, "index") }
    }

    private mutating func advance() throws(BenchError) -> (hash: ConfigHash, run: Int)? {
        while place == entries.count {
            guard reader.runCount > 0, bucket < reader.footer.index.buckets else {
                guard count == reader.runCount else { throw BenchError(.damaged, "not all runs are in it") }
                return nil
            }
            do throws(BenchError) { try read(try reader.bucket(bucket)) } catch {
                throw reader.located(error, "index", "bucket \(bucket)")
            }
            bucket += 1
        }
        let entry = entries[place]
        place += 1
        let page = try reader.page(Int(entry.location.segment))
        let row = Int(entry.location.row)
        guard let first = Int(exactly: page.firstRun), row < page.runs, first < seen.count - row, !seen[first + row]
        else {
            throw BenchError(.damaged, "an entry's run isn't there, or occurs twice", at: "bucket \(bucket - 1)")
        }
        seen[first + row] = true
        count += 1
        return (entry.hash, first + row)
    }

    /// Takes the next bucket, whose configurations stand in another order than that of their hashes.
    private mutating func read(_ found: IndexBucket) throws(BenchError) {
        let layout = reader.footer.index
        var order: [(hash: ConfigHash, place: Int)] = []
        order.reserveCapacity(found.count)
        for place in 0..<found.count {
            let hash = try reader.hash(place, in: found)
            guard layout.bucket(of: hash) == bucket, layout.fingerprint(of: hash) == found.fingerprint(place) else {
                throw BenchError(.damaged, "a fingerprint isn't that of its run's keys")
            }
            order.append((hash, place))
        }
        order.sort { $0.hash < $1.hash }
        (entries, place) = ([], 0)
        for (hash, place) in order {
            guard hash != entries.last?.hash else { throw BenchError(.damaged, "it divides configuration \(hash)") }
            for location in found.locations(place) { entries.append(IndexEntry(hash: hash, location: location)) }
        }
    }
}
