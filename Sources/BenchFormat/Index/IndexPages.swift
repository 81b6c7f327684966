package import BenchSchema

/// A fan-out page: where up to 256 buckets start, and the checksum of each.
package struct FanOutPage: Sendable {
    private let starts: [UInt64]
    private let checksums: [UInt64]

    /// Reads and checks a page.
    package init(_ bytes: [UInt8], at offset: UInt64, layout: IndexLayout) throws(BenchError) {
        guard bytes.count == layout.pageSize else { throw BenchError(.damaged, "it is cut off", at: "index fan-out") }
        var cursor = ByteCursor(bytes)
        var starts: [UInt64] = []
        var checksums: [UInt64] = []
        for _ in 0...layout.pageBuckets { starts.append(try cursor.load()) }
        for _ in 0..<layout.pageBuckets { checksums.append(try cursor.load()) }
        try check(bytes[..<(bytes.count - 8)], try cursor.load(), at: offset, "index fan-out")
        guard zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }), starts[layout.pageBuckets] <= layout.entries
        else { throw BenchError(.damaged, "its buckets are out of order", at: "index fan-out") }
        (self.starts, self.checksums) = (starts, checksums)
    }

    /// The entries of all its buckets.
    package var entries: Range<UInt64> { starts[0]..<starts[starts.count - 1] }

    /// The entries and the checksum of a bucket, counted within the page.
    package func bucket(_ place: Int) -> (entries: Range<UInt64>, checksum: UInt64) {
        (starts[place]..<starts[place + 1], checksums[place])
    }
}

/// The entries of one bucket, checked, as they stand in the file.
package struct IndexBucket: Sendable {
    private let hashes: [ConfigHash]
    private let locations: [RunLocation]

    /// Takes the bytes of a bucket and checks them. O(entries).
    package init(_ bytes: [UInt8], checksum: UInt64, at offset: UInt64) throws(BenchError) {
        try check(bytes, checksum, at: offset, "index")
        var cursor = ByteCursor(bytes)
        var hashes: [ConfigHash] = []
        var locations: [RunLocation] = []
        for _ in 0..<bytes.count / IndexLayout.entrySize {
            let high: UInt64 = try cursor.load()
            let low: UInt64 = try cursor.load()
            hashes.append(ConfigHash(high: high.byteSwapped, low: low.byteSwapped))
            locations.append(RunLocation(segment: try cursor.load(), row: try cursor.load()))
        }
        (self.hashes, self.locations) = (hashes, locations)
    }

    /// The number of entries.
    package var count: Int { hashes.count }

    /// An entry.
    package func entry(_ place: Int) -> IndexEntry { IndexEntry(hash: hashes[place], location: locations[place]) }

    /// Where an entry's run is.
    package func location(_ place: Int) -> RunLocation { locations[place] }

    /// The entries of a configuration's runs, in order of task, seed and place. O(log n).
    package func places(of hash: ConfigHash) -> Range<Int> {
        // A step adds or doesn't, rather than branches: which way it goes can't be foreseen.
        var (low, rest) = (0, count)
        while rest > 0 {
            let step = (rest + 1) / 2
            low += hashes[low + step - 1] < hash ? step : 0
            rest -= step
        }
        var end = low
        while end < count, hashes[end] == hash { end += 1 }
        return low..<end
    }
}

extension IndexLayout {
    /// The fan-out pages and the entries as bytes, of entries in order.
    ///
    /// The layout's offsets must be those at which the two will stand.
    package func bytes(of sorted: [IndexEntry]) -> (fanOut: [UInt8], entries: [UInt8]) {
        var bodies: [UInt8] = []
        bodies.reserveCapacity(sorted.count * Self.entrySize)
        var starts = [Int](repeating: 0, count: buckets + 1)
        for entry in sorted {
            bodies.append(littleEndian: entry.hash.high.byteSwapped)
            bodies.append(littleEndian: entry.hash.low.byteSwapped)
            bodies.append(littleEndian: entry.location.segment)
            bodies.append(littleEndian: entry.location.row)
            starts[bucket(of: entry.hash) + 1] += 1
        }
        for place in 0..<buckets { starts[place + 1] += starts[place] }
        var fanOut: [UInt8] = []
        for page in 0..<pages {
            let first = page * pageBuckets
            var out: [UInt8] = []
            for place in first...first + pageBuckets { out.append(littleEndian: UInt64(starts[place])) }
            for place in first..<first + pageBuckets {
                let start = starts[place] * Self.entrySize
                let body = bodies[start..<starts[place + 1] * Self.entrySize]
                out.append(littleEndian: checksum(body, at: entriesOffset + UInt64(start)))
            }
            out.append(littleEndian: checksum(out, at: offset(page: page)))
            fanOut += out
        }
        return (fanOut, bodies)
    }
}
