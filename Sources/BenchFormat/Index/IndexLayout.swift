package import BenchSchema

/// Where the pieces of the index are, and how wide its fields (Specs/bench-file.md, "Index").
///
/// Configurations are cut into 2^bits buckets by the first bits of their hashes. A fan-out page says of up to 256 buckets
/// where they start and which checksum they have. So a lookup reads one page and one bucket, whatever the number of runs.
package struct IndexLayout: Equatable, Sendable {
    /// More buckets are never needed.
    package static let maximumBits: UInt8 = 32
    /// What a writer takes: of three hashes that aren't in a table, one meets a candidate all the same.
    package static let usualFingerprintBits: UInt8 = 8
    /// Fewer would tell little apart, and let few bytes claim many runs; more would gain nothing.
    package static let fingerprintWidths: ClosedRange<UInt8> = 8...32
    /// Enough for the rows of the largest segment.
    package static let maximumRowBits: UInt8 = 16
    /// More repeats than this a configuration doesn't take over from the one before it, so that few bytes are few runs.
    static let maximumUsualRepeats = 15
    /// An index has no more runs than this for each of its bytes.
    private static let runsPerByte: UInt64 = 10
    private static let bucketsPerPage = 256

    /// The number of runs.
    package var entries: UInt64
    /// The number of segments that they point into.
    package var segments: UInt64
    /// How many bits a row takes.
    package var rowBits: UInt8
    /// How many of a hash's first bits choose its bucket.
    package var bits: UInt8
    /// How many of the bits after those a configuration keeps.
    package var fingerprintBits: UInt8
    /// Where the fan-out pages start.
    package var fanOutOffset: UInt64
    /// Where the buckets start.
    package var bucketsOffset: UInt64
    /// The bytes of all buckets.
    package var bucketsSize: UInt64

    /// Makes a layout.
    package init(
        entries: UInt64, segments: UInt64, rowBits: UInt8, bits: UInt8, fingerprintBits: UInt8, fanOutOffset: UInt64,
        bucketsOffset: UInt64, bucketsSize: UInt64
    ) {
        (self.entries, self.segments, self.rowBits) = (entries, segments, rowBits)
        (self.bits, self.fingerprintBits) = (bits, fingerprintBits)
        (self.fanOutOffset, self.bucketsOffset, self.bucketsSize) = (fanOutOffset, bucketsOffset, bucketsSize)
    }

    /// The bits for buckets of 64 to 128 configurations.
    package static func bits(configurations: Int) -> UInt8 {
        var bits: UInt8 = 0
        while configurations >> Int(bits) > 128, bits < maximumBits { bits += 1 }
        return bits
    }

    /// The bits that a number below `count` takes.
    package static func bits(below count: UInt64) -> UInt8 {
        count <= 1 ? 0 : UInt8(64 - (count - 1).leadingZeroBitCount)
    }

    /// The number of buckets.
    package var buckets: Int { 1 << Int(bits) }
    /// The number of buckets that each fan-out page describes.
    package var pageBuckets: Int { min(buckets, Self.bucketsPerPage) }
    /// The bytes of a fan-out page.
    package var pageSize: Int { 8 * (2 * pageBuckets + 1) + 8 }
    /// The number of fan-out pages.
    package var pages: Int { buckets / pageBuckets }
    /// How many bits a segment takes.
    var segmentBits: UInt8 { Self.bits(below: segments) }
    /// The number of places for runs: all rows that have a number, of all segments.
    var places: UInt64 { segments << UInt64(rowBits) }

    /// How many bits of a gap between places stand as they are, in a bucket of so many configurations.
    func gapBits(configurations: Int) -> UInt8 {
        let mean = max(places / UInt64(configurations), 1)
        return UInt8(63 - mean.leadingZeroBitCount)
    }

    /// Whether the numbers fit each other, so that all fields and counts are bounded by the bytes of the buckets.
    package var isPossible: Bool {
        let (most, isEnough) = bucketsSize.multipliedReportingOverflow(by: Self.runsPerByte)
        return bits <= Self.maximumBits && Self.fingerprintWidths ~= fingerprintBits && rowBits <= Self.maximumRowBits
            && segments <= 1 << 32 && entries <= places && (isEnough || entries <= most)
    }

    /// The bucket of a hash.
    package func bucket(of hash: ConfigHash) -> Int { bits == 0 ? 0 : Int(hash.high >> (64 - UInt64(bits))) }

    /// The bits that a configuration keeps of its hash: those after the bucket's.
    package func fingerprint(of hash: ConfigHash) -> UInt32 {
        UInt32(truncatingIfNeeded: (hash.high &<< UInt64(bits)) &>> (64 &- UInt64(fingerprintBits)))
    }

    /// The place of a run among all that there could be, in the order of the file.
    func place(of location: RunLocation) -> UInt64 {
        UInt64(location.segment) << UInt64(rowBits) | UInt64(location.row)
    }

    /// The run at a place.
    @inline(__always) func location(_ place: UInt64) -> RunLocation {
        RunLocation(
            segment: UInt32(truncatingIfNeeded: place >> UInt64(rowBits)),
            row: UInt16(truncatingIfNeeded: place & (1 << UInt64(rowBits) - 1)))
    }

    /// How many rows have a number after this one, in the same segment.
    @inline(__always) func rowsAfter(_ location: RunLocation) -> Int { 1 << Int(rowBits) - 1 - Int(location.row) }

    /// Where a fan-out page starts.
    package func offset(page: Int) -> UInt64 { fanOutOffset &+ UInt64(page) &* UInt64(pageSize) }
}

/// What the index says of one run.
package struct IndexEntry: Hashable, Sendable {
    /// The hash of its configuration.
    package var hash: ConfigHash
    /// Where the run is.
    package var location: RunLocation

    /// Makes an entry.
    package init(hash: ConfigHash, location: RunLocation) { (self.hash, self.location) = (hash, location) }
}

/// A run's place in a file: its segment, and its row there.
package struct RunLocation: Hashable, Comparable, Sendable {
    /// The segment.
    package var segment: UInt32
    /// The row within the segment.
    package var row: UInt16

    /// Makes a location.
    package init(segment: UInt32, row: UInt16) { (self.segment, self.row) = (segment, row) }

    /// The place of the run that follows in the segment, were there one.
    var next: RunLocation? { row == .max ? nil : RunLocation(segment: segment, row: row + 1) }

    /// Orders as the runs stand in the file.
    package static func < (a: RunLocation, b: RunLocation) -> Bool { (a.segment, a.row) < (b.segment, b.row) }
}
