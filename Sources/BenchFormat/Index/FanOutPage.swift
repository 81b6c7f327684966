package import BenchSchema

/// A fan-out page: where up to 256 buckets start, and the checksum of each.
package struct FanOutPage: Sendable {
    private let starts: [UInt64]
    private let checksums: [UInt64]

    /// Reads and checks a page.
    package init(_ bytes: [UInt8], at offset: UInt64, layout: IndexLayout) throws(BenchError) {
        guard bytes.count == layout.pageSize else { throw BenchError(.damaged, "it is cut off") }
        var cursor = ByteCursor(bytes)
        var starts: [UInt64] = []
        var checksums: [UInt64] = []
        for _ in 0...layout.pageBuckets { starts.append(try cursor.load()) }
        for _ in 0..<layout.pageBuckets { checksums.append(try cursor.load()) }
        try check(bytes[..<(bytes.count - 8)], try cursor.load(), at: offset)
        guard zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }), starts[layout.pageBuckets] <= layout.bucketsSize
        else { throw BenchError(.damaged, "its buckets are out of order") }
        (self.starts, self.checksums) = (starts, checksums)
    }

    /// The bytes of all its buckets, counted from where the first bucket of the index starts.
    package var extent: Range<UInt64> { starts[0]..<starts[starts.count - 1] }

    /// The bytes and the checksum of a bucket, counted within the page.
    package func bucket(_ place: Int) -> (extent: Range<UInt64>, checksum: UInt64) {
        (starts[place]..<starts[place + 1], checksums[place])
    }
}
