import BenchSchema

extension IndexLayout {
    /// The runs of one configuration.
    private struct Configuration {
        var hash: ConfigHash
        var first: RunLocation
        /// Entries of the repeats, in order of task, seed and place.
        var repeats: ArraySlice<IndexEntry>

        /// Whether each repeat is in the row after the run before it.
        var followsRowByRow: Bool {
            var last: RunLocation? = first
            return repeats.allSatisfy { entry in
                last = last?.next
                return entry.location == last
            }
        }
    }

    /// The index of a table as bytes, fan-out pages and then buckets, and where they stand.
    ///
    /// - Parameters:
    ///   - entries: Of each run, in order of hash, task, seed and place.
    ///   - segments: The number of segments.
    ///   - largestSegment: The runs of the largest.
    ///   - offset: Where the index will start.
    package static func encode(
        _ entries: [IndexEntry], segments: Int, largestSegment: Int, at offset: UInt64,
        fingerprintBits: UInt8 = usualFingerprintBits
    ) -> (layout: IndexLayout, fanOut: [UInt8], buckets: [UInt8]) {
        let configurations = configurations(entries)
        var layout = IndexLayout(
            entries: UInt64(entries.count), segments: UInt64(segments),
            rowBits: Self.bits(below: UInt64(largestSegment)), bits: bits(configurations: configurations.count),
            fingerprintBits: fingerprintBits, fanOutOffset: offset, bucketsOffset: 0, bucketsSize: 0)
        layout.bucketsOffset = offset + UInt64(layout.pages * layout.pageSize)
        var bytes: [UInt8] = []
        var starts = [0]
        var first = 0
        for bucket in 0..<layout.buckets {
            var end = first
            while end < configurations.count, layout.bucket(of: configurations[end].hash) == bucket { end += 1 }
            if end > first { layout.append(configurations[first..<end], to: &bytes) }
            starts.append(bytes.count)
            first = end
        }
        layout.bucketsSize = UInt64(bytes.count)
        return (layout, layout.fanOut(bytes, starts), bytes)
    }

    /// Joins the entries of each hash.
    private static func configurations(_ entries: [IndexEntry]) -> [Configuration] {
        var found: [Configuration] = []
        var first = 0
        while first < entries.count {
            let entry = entries[first]
            var end = first + 1
            while end < entries.count, entries[end].hash == entry.hash { end += 1 }
            found.append(Configuration(hash: entry.hash, first: entry.location, repeats: entries[(first + 1)..<end]))
            first = end
        }
        return found
    }

    /// Appends the bytes of one bucket.
    private func append(_ configurations: ArraySlice<Configuration>, to bytes: inout [UInt8]) {
        bytes.append(count: configurations.count)
        let width = gapBits(configurations: configurations.count)
        var packed = BitPacking.Writer(bits: configurations.count * Int(width + fingerprintBits + 4))
        var next: UInt64 = 0
        var usual = 0
        for configuration in configurations.sorted(by: { $0.first < $1.first }) {
            let place = place(of: configuration.first)
            packed.append(unary: (place - next) >> UInt64(width))
            packed.append(place - next, width: UInt64(width))
            next = place + 1
            packed.append(UInt64(fingerprint(of: configuration.hash)), width: UInt64(fingerprintBits))
            let isUsual = configuration.repeats.count == usual && configuration.followsRowByRow
            packed.append(isUsual ? 0 : 1, width: 1)
            if !isUsual { append(configuration, to: &packed) }
            usual = min(configuration.repeats.count, Self.maximumUsualRepeats)
        }
        bytes += packed.finish()
    }

    /// Appends a configuration's repeats one by one.
    private func append(_ configuration: Configuration, to packed: inout BitPacking.Writer) {
        packed.append(gamma: UInt64(configuration.repeats.count + 1))
        var last = configuration.first
        for entry in configuration.repeats {
            let isNext = entry.location == last.next
            packed.append(isNext ? 0 : 1, width: 1)
            if !isNext {
                packed.append(UInt64(entry.location.segment), width: UInt64(segmentBits))
                packed.append(UInt64(entry.location.row), width: UInt64(rowBits))
            }
            last = entry.location
        }
    }

    private func fanOut(_ buckets: [UInt8], _ starts: [Int]) -> [UInt8] {
        var fanOut: [UInt8] = []
        for page in 0..<pages {
            let places = page * pageBuckets..<(page + 1) * pageBuckets
            var out: [UInt8] = []
            for place in places.lowerBound...places.upperBound { out.append(littleEndian: UInt64(starts[place])) }
            for place in places {
                let body = buckets[starts[place]..<starts[place + 1]]
                out.append(littleEndian: checksum(body, at: bucketsOffset + UInt64(starts[place])))
            }
            out.append(littleEndian: checksum(out, at: offset(page: page)))
            fanOut += out
        }
        return fanOut
    }
}
