package import BenchFormat
package import BenchSchema

/// Where the runs of one configuration are; for the usual one no array is made.
package struct RunLocations: Sendable {
    /// The first, if there is any.
    package var first: RunLocation?
    /// The repeats after it.
    package var repeats: [RunLocation] = []

    init(_ bucket: borrowing IndexBucket, _ hash: ConfigHash, bits: UInt8) {
        let places = bucket.places(of: hash, bits: bits)
        guard let place = places.first else { return }
        first = bucket.entry(place).location
        for place in places.dropFirst() { repeats.append(bucket.entry(place).location) }
    }

    /// No runs.
    init() {}

    /// All of them.
    package var all: [RunLocation] { first.map { [$0] + repeats } ?? [] }
}

extension BenchReader {
    /// Names a configuration by this table's keys.
    package func configName(of configuration: [String: LooseValue]) throws(BenchError) -> Schema.ConfigName {
        try footer.schema.configName(of: configuration)
    }

    /// The places of a configuration's runs, in order of task, seed and place; none if it isn't in the table.
    ///
    /// Reads one fan-out page and one bucket of the index. O(log runs).
    package func locations(of hash: ConfigHash) throws(BenchError) -> [RunLocation] { try lookup(hash).all }

    /// As `locations`, for those who want no array of one.
    package func lookup(_ hash: ConfigHash) throws(BenchError) -> RunLocations {
        guard footer.runs > 0 else { return RunLocations() }
        let number = footer.index.bucket(of: hash)
        if let known = store.withBucket(number, { RunLocations($0, hash, bits: footer.index.bits) }) { return known }
        return try locating("index") { () throws(BenchError) in
            let bucket = try bucket(number)
            store.insert(bucket, at: number)
            return RunLocations(bucket, hash, bits: footer.index.bits)
        }
    }

    func bucket(_ number: Int) throws(BenchError) -> IndexBucket {
        if case .bucket(let bucket)? = cache[.bucket(number)] { return bucket }
        let layout = footer.index
        let (entries, checksum) = try fanOut(number / layout.pageBuckets).bucket(number % layout.pageBuckets)
        let size = UInt64(IndexLayout.entrySize)
        let offset = layout.entriesOffset &+ entries.lowerBound &* size
        let bytes = try file.read(at: offset, count: entries.count * Int(size))
        let bucket = try IndexBucket(bytes, checksum: checksum, at: offset)
        cache.insert(.bucket(bucket), for: .bucket(number))
        return bucket
    }

    func fanOut(_ number: Int) throws(BenchError) -> FanOutPage {
        if case .fanOut(let page)? = cache[.fanOut(number)] { return page }
        let offset = footer.index.offset(page: number)
        let bytes = try file.read(at: offset, count: footer.index.pageSize)
        let page = try FanOutPage(bytes, at: offset, layout: footer.index)
        cache.insert(.fanOut(page), for: .fanOut(number))
        return page
    }
}
