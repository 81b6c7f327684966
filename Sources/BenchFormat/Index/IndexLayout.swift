package import BenchSchema

/// Where the pieces of the index are (Specs/bench-file.md, "Index").
///
/// Entries are sorted by config hash and cut into 2^bits buckets by its first bits. A fan-out page says of up to 256
/// buckets where they start and which checksum they have. So a lookup reads one page and one bucket, whatever the
/// number of runs.
package struct IndexLayout: Equatable, Sendable {
    /// More buckets are never needed.
    package static let maximumBits: UInt8 = 32
    /// The bytes of an entry.
    package static let entrySize = 22
    private static let bucketsPerPage = 256

    /// The number of entries: one a run.
    package var entries: UInt64
    /// Where the fan-out pages start.
    package var fanOutOffset: UInt64
    /// Where the entries start.
    package var entriesOffset: UInt64
    /// How many of a hash's first bits choose its bucket.
    package var bits: UInt8

    /// Makes a layout.
    package init(entries: UInt64, fanOutOffset: UInt64, entriesOffset: UInt64, bits: UInt8) {
        (self.entries, self.fanOutOffset, self.entriesOffset, self.bits) = (entries, fanOutOffset, entriesOffset, bits)
    }

    /// The bits for buckets of 64 to 128 entries.
    package static func bits(entries: Int) -> UInt8 {
        var bits: UInt8 = 0
        while entries >> Int(bits) > 128, bits < maximumBits { bits += 1 }
        return bits
    }

    /// The number of buckets.
    package var buckets: Int { 1 << Int(bits) }
    /// The number of buckets that each fan-out page describes.
    package var pageBuckets: Int { min(buckets, Self.bucketsPerPage) }
    /// The bytes of a fan-out page.
    package var pageSize: Int { 8 * (2 * pageBuckets + 1) + 8 }
    /// The number of fan-out pages.
    package var pages: Int { buckets / pageBuckets }

    /// The bucket of a hash.
    package func bucket(of hash: ConfigHash) -> Int { bits == 0 ? 0 : Int(hash.high >> (64 - UInt64(bits))) }

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

    /// Orders as the runs stand in the file.
    package static func < (a: RunLocation, b: RunLocation) -> Bool { (a.segment, a.row) < (b.segment, b.row) }
}
