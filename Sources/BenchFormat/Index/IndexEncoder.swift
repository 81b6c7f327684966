import BenchSchema

extension IndexLayout {
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
        let bits = bits(entries: entries.count)
        var layout = IndexLayout(
            entries: UInt64(entries.count), segments: UInt64(segments),
            rowBits: Self.bits(below: UInt64(largestSegment)), bits: bits,
            fingerprintBits: min(fingerprintBits, 64 - bits), fanOutOffset: offset, bucketsOffset: 0, bucketsSize: 0)
        layout.bucketsOffset = offset + UInt64(layout.pages * layout.pageSize)
        var bytes: [UInt8] = []
        var starts = [0]
        var first = 0
        for bucket in 0..<layout.buckets {
            var end = first
            while end < entries.count, layout.bucket(of: entries[end].hash) == bucket { end += 1 }
            if end > first { layout.append(entries[first..<end], to: &bytes) }
            starts.append(bytes.count)
            first = end
        }
        layout.bucketsSize = UInt64(bytes.count)
        return (layout, layout.fanOut(bytes, starts), bytes)
    }

    /// Appends the bytes of one bucket.
    private func append(_ entries: ArraySlice<IndexEntry>, to bytes: inout [UInt8]) {
        bytes.append(count: entries.count)
        let width = Int(1 + fingerprintBits + segmentBits + rowBits)
        var packed = BitPacking.Writer(bits: entries.count * width)
        var previous: IndexEntry?
        for entry in entries {
            let isRepeat = entry.hash == previous?.hash
            packed.append(isRepeat ? 1 : 0, width: 1)
            if isRepeat {
                let isNext = entry.location == previous?.location.next
                packed.append(isNext ? 1 : 0, width: 1)
                previous = entry
                if isNext { continue }
            } else {
                packed.append(field: fingerprint(of: entry.hash), fingerprintBits)
                previous = entry
            }
            packed.append(UInt64(entry.location.segment), width: UInt64(segmentBits))
            packed.append(UInt64(entry.location.row), width: UInt64(rowBits))
        }
        bytes += packed.finish()
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
