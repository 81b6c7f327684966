package import BenchSchema

/// Where the pieces of the index are, and how wide the fields of its entries (Specs/bench-file.md, "Index").
///
/// Entries are sorted by config hash and cut into 2^bits buckets by its first bits. A fan-out page says of up to 256
/// buckets where they start and which checksum they have. So a lookup reads one page and one bucket, whatever the
/// number of runs.
package struct IndexLayout: Equatable, Sendable {
    /// More buckets are never needed.
    package static let maximumBits: UInt8 = 32
    /// What a writer takes: of a hundred hashes that aren't in a table, some two meet a candidate all the same.
    package static let usualFingerprintBits: UInt8 = 12
    /// Enough for the rows of the largest segment.
    package static let maximumRowBits: UInt8 = 16
    /// No byte of a bucket holds more entries than this.
    package static let entriesPerByte = 4
    private static let bucketsPerPage = 256

    /// The number of entries: one a run.
    package var entries: UInt64
    /// The number of segments that they point into.
    package var segments: UInt64
    /// How many bits the row of an entry takes.
    package var rowBits: UInt8
    /// How many of a hash's first bits choose its bucket.
    package var bits: UInt8
    /// How many of the bits after those an entry keeps.
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

    /// The bits for buckets of 64 to 128 entries.
    package static func bits(entries: Int) -> UInt8 {
        var bits: UInt8 = 0
        while entries >> Int(bits) > 128, bits < maximumBits { bits += 1 }
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
    /// How many bits the segment of an entry takes.
    var segmentBits: UInt8 { Self.bits(below: segments) }

    /// Whether the numbers fit each other, so that all fields and counts are bounded by the bytes of the buckets.
    package var isPossible: Bool {
        let (most, isEnough) = bucketsSize.multipliedReportingOverflow(by: UInt64(Self.entriesPerByte))
        return bits <= Self.maximumBits && fingerprintBits <= 64 - bits && rowBits <= Self.maximumRowBits
            && entries <= segments << UInt64(rowBits) && (isEnough || entries <= most)
    }

    /// The bucket of a hash.
    package func bucket(of hash: ConfigHash) -> Int { bits == 0 ? 0 : Int(hash.high >> (64 - UInt64(bits))) }

    /// The bits that an entry keeps of a hash: those after the bucket's.
    package func fingerprint(of hash: ConfigHash) -> UInt64 {
        fingerprintBits == 0 ? 0 : (hash.high &<< UInt64(bits)) &>> (64 &- UInt64(fingerprintBits))
    }

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
