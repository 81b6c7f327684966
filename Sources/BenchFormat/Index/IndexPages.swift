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
    private let entries: [IndexEntry]

    /// Takes the bytes of a bucket and checks them. O(entries).
    package init(_ bytes: [UInt8], checksum: UInt64, at offset: UInt64) throws(BenchError) {
        try check(bytes, checksum, at: offset, "index")
        var cursor = ByteCursor(bytes)
        var entries: [IndexEntry] = []
        for _ in 0..<bytes.count / IndexLayout.entrySize {
            let high: UInt64 = try cursor.load()
            let low: UInt64 = try cursor.load()
            entries.append(
                IndexEntry(
                    hash: ConfigHash(high: high.byteSwapped, low: low.byteSwapped),
                    location: RunLocation(segment: try cursor.load(), row: try cursor.load())))
        }
        self.entries = entries
    }

    /// The number of entries.
    package var count: Int { entries.count }

    /// An entry.
    package func entry(_ place: Int) -> IndexEntry { entries[place] }

    /// The entries of a configuration's runs, in order of task, seed and place. O(log n).
    ///
    /// - Parameter bits: How many of a hash's first bits choose the bucket.
    package func places(of hash: ConfigHash, bits: UInt8) -> Range<Int> {
        let first = nearby(hash, bits: bits) ?? search(hash)
        var end = first
        while end < count, entries[end].hash == hash { end += 1 }
        return first..<end
    }

    /// The first entry not below a hash, if it is near where it should be: hashes are spread evenly.
    private func nearby(_ hash: ConfigHash, bits: UInt8) -> Int? {
        let share = bits < 64 ? hash.high << UInt64(bits) : 0
        var place = Int(share.multipliedFullWidth(by: UInt64(count)).high)
        for _ in 0..<32 {
            if place < count, entries[place].hash < hash {
                place += 1
                if place == count || !(entries[place].hash < hash) { return place }
            } else {
                if place == 0 || entries[place - 1].hash < hash { return place }
                place -= 1
            }
        }
        return nil
    }

    private func search(_ hash: ConfigHash) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        return low
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
