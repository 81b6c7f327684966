import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

@Suite struct IndexBucketTests {
    /// An index taken apart again.
    private struct Index {
        let layout: IndexLayout
        let bytes: [UInt8]
        let buckets: [IndexBucket]

        init(_ entries: [IndexEntry], segments: Int, largest: Int, fingerprintBits: UInt8) throws {
            let (layout, fanOut, bytes) = IndexLayout.encode(
                entries, segments: segments, largestSegment: largest, at: 1000, fingerprintBits: fingerprintBits)
            #expect(layout.isPossible)
            (self.layout, self.bytes) = (layout, bytes)
            var buckets: [IndexBucket] = []
            for number in 0..<layout.buckets {
                let start = number / layout.pageBuckets * layout.pageSize
                let page = try FanOutPage(
                    Array(fanOut[start..<start + layout.pageSize]),
                    at: layout.offset(page: number / layout.pageBuckets), layout: layout)
                let (extent, checksum) = page.bucket(number % layout.pageBuckets)
                buckets.append(
                    try IndexBucket(
                        Array(bytes[Int(extent.lowerBound)..<Int(extent.upperBound)]), checksum: checksum,
                        at: layout.bucketsOffset + extent.lowerBound, layout: layout))
            }
            self.buckets = buckets
        }

        /// The places of all candidates' runs, each candidate's apart.
        func candidates(of hash: ConfigHash) -> [[RunLocation]] {
            let (bucket, fingerprint) = (buckets[layout.bucket(of: hash)], layout.fingerprint(of: hash))
            guard var candidate = bucket.firstCandidate(fingerprint) else { return [] }
            var found: [[RunLocation]] = []
            while bucket.isCandidate(candidate, fingerprint) {
                found.append(bucket.places(candidate).map(bucket.location))
                candidate += 1
            }
            return found
        }
    }

    /// Hashes that are spread evenly, and such as nobody would expect: all of one end, or the same.
    private func hash(_ spread: String, _ random: inout SeededGenerator) -> ConfigHash {
        let any = random.next()
        return switch spread {
        case "low": ConfigHash(high: any >> 20, low: random.next())
        case "high": ConfigHash(high: UInt64.max - any >> 20, low: random.next())
        case "same": ConfigHash(high: 77, low: random.next() >> 60)
        default: ConfigHash(high: any, low: random.next())
        }
    }

    @Test(arguments: [0, 1, 2, 100, 700], ["even", "low", "high", "same"])
    func candidatesAreTheConfigurationsOfAFingerprint(count: Int, spread: String) throws {
        var random = SeededGenerator(seed: 5)
        for fingerprintBits in [0, 1, 7, 12, 32, 57, 64] as [UInt8] {
            var entries: [IndexEntry] = (0..<count).map { run in
                IndexEntry(hash: hash(spread, &random), location: RunLocation(segment: 0, row: UInt16(run)))
            }
            entries.sort { ($0.hash, $0.location) < ($1.hash, $1.location) }
            let index = try Index(
                entries, segments: count > 0 ? 1 : 0, largest: count, fingerprintBits: fingerprintBits)
            var groups: [(hash: ConfigHash, locations: [RunLocation])] = []
            for entry in entries {
                if groups.last?.hash == entry.hash {
                    groups[groups.count - 1].locations.append(entry.location)
                } else {
                    groups.append((entry.hash, [entry.location]))
                }
            }
            let layout = index.layout
            for hash in entries.map(\.hash) + (0..<100).map({ _ in hash(spread, &random) }) {
                let expected = groups.filter {
                    layout.bucket(of: $0.hash) == layout.bucket(of: hash)
                        && layout.fingerprint(of: $0.hash) == layout.fingerprint(of: hash)
                }
                #expect(index.candidates(of: hash) == expected.map(\.locations))
            }
        }
    }

    /// Places in order of hash; repeats that follow each other in the file, that don't, and that are in another segment.
    @Test func repeatsAndSegmentsOfUnequalSizes() throws {
        let places: [(hash: UInt64, segment: UInt32, row: UInt16)] = [
            (1, 0, 65_534), (1, 0, 65_535), (1, 1, 0), (1, 1, 1), (2, 1, 2), (2, 0, 7), (2, 0, 7), (3, 2, 0),
        ]
        let entries = places.map {
            IndexEntry(
                hash: ConfigHash(high: $0.hash << 60, low: 0), location: RunLocation(segment: $0.segment, row: $0.row))
        }
        let index = try Index(entries, segments: 3, largest: 65_536, fingerprintBits: 4)
        // Three with a fingerprint: 1 + 4 + 18 bits; two that follow: 2; three that don't: 2 + 18.
        #expect(index.bytes.count == 1 + (3 * 23 + 2 * 2 + 3 * 20 + 7) / 8)
        for hash: UInt64 in 1...3 {
            let expected = entries.filter { $0.hash.high == hash << 60 }.map(\.location)
            #expect(index.candidates(of: ConfigHash(high: hash << 60, low: 9)) == [expected])
        }
    }

    @Test func oneRunNeedsNoPlace() throws {
        let hash = ConfigHash(high: 0xABC0_0000_0000_0000, low: 0)
        let entry = IndexEntry(hash: hash, location: RunLocation(segment: 0, row: 0))
        let index = try Index([entry], segments: 1, largest: 1, fingerprintBits: 12)
        // One entry; then 0, and the 12 bits abc.
        #expect(index.bytes == [1, 0x78, 0x15])
        #expect(index.candidates(of: hash) == [[entry.location]])
    }

    /// The example of Specs/bench-file.md, "Index".
    private static let example: [UInt8] = [0x04, 0x42, 0x17, 0x0D]

    private static let exampleLayout = IndexLayout(
        entries: 4, segments: 2, rowBits: 2, bits: 0, fingerprintBits: 4, fanOutOffset: 0, bucketsOffset: 0,
        bucketsSize: 4)

    @Test func theExampleOfTheSpecification() throws {
        let places: [(hash: UInt64, segment: UInt32, row: UInt16)] = [(1, 0, 1), (1, 0, 2), (1, 1, 0), (0xD, 0, 0)]
        let entries = places.map {
            IndexEntry(
                hash: ConfigHash(high: $0.hash << 60, low: 0), location: RunLocation(segment: $0.segment, row: $0.row))
        }
        let index = try Index(entries, segments: 2, largest: 3, fingerprintBits: 4)
        #expect(index.bytes == Self.example)
    }

    private func failure(_ bytes: [UInt8], _ layout: IndexLayout) -> String? {
        do throws(BenchError) {
            _ = try IndexBucket(bytes, checksum: checksum(bytes, at: 0), at: 0, layout: layout)
            return nil
        } catch { return error.message }
    }

    private func packed(_ count: Int, _ fields: [(value: UInt64, width: UInt8)]) -> [UInt8] {
        var writer = BitPacking.Writer(bits: 64)
        for (value, width) in fields { writer.append(field: value, width) }
        var bytes: [UInt8] = []
        bytes.append(count: count)
        return bytes + writer.finish()
    }

    @Test func whatNoBucketHolds() {
        let layout = Self.exampleLayout
        func one(_ fingerprint: UInt64) -> [(UInt64, UInt8)] { [(0, 1), (fingerprint, 4), (0, 1), (3, 2)] }
        #expect(failure(packed(1, one(5)), layout) == nil)
        #expect(failure([], layout) == nil)
        #expect(failure([0], layout) == "a bucket of 0 entries, of 4 in all")
        #expect(failure(packed(5, one(5)), layout) == "a bucket of 5 entries, of 4 in all")
        #expect(failure([9, 0], layout) == "9 is more than 8")
        #expect(failure(packed(2, one(5)), layout) == "its entries are cut off")
        #expect(failure(packed(1, one(5)) + [0], layout) == "bits that belong to no entry")
        let another: [(UInt64, UInt8)] = [(1, 1), (0, 1), (0, 1), (2, 2)]
        #expect(failure(packed(2, one(5) + another), layout) == nil)
        #expect(failure(packed(2, one(5) + another + [(1, 1)]), layout) == "bits that belong to no entry")
        #expect(failure(packed(1, [(1, 1)] + one(5)), layout) == "the first entry repeats one before it")
        #expect(failure(packed(2, one(5) + one(4)), layout) == "its fingerprints are out of order")
        #expect(failure(packed(2, one(5) + one(5)), layout) == nil)
        #expect(failure(packed(2, one(5) + [(3, 2)]), layout) == "an entry's row is beyond those of any segment")
        var three = layout
        three.segments = 3
        #expect(failure(packed(1, [(0, 1), (0, 4), (3, 2), (0, 2)]), three) == "an entry's segment 3 of 3")
    }

    @Test func numbersThatContradictEachOther() {
        #expect(Self.exampleLayout.isPossible)
        for edit: (inout IndexLayout) -> Void in [
            { $0.entries = 21 }, { $0.entries = 9 }, { $0.bits = 33 }, { $0.rowBits = 17 },
            { $0.fingerprintBits = 65 }, { ($0.bits, $0.fingerprintBits) = (32, 33) }, { $0.bucketsSize = 0 },
        ] {
            var layout = Self.exampleLayout
            edit(&layout)
            #expect(!layout.isPossible)
        }
    }

    @Test func aHashIsKnownOnceItWasTold() {
        let hashes = KnownHashes(count: 3)
        #expect(hashes[1] == nil)
        hashes.tell(ConfigHash(high: 5, low: 6), at: 1)
        hashes.tell(ConfigHash(high: 5, low: 0), at: 2)
        #expect(hashes[0] == nil)
        #expect(hashes[1] == ConfigHash(high: 5, low: 6))
        #expect(hashes[2] == nil)
    }
}
