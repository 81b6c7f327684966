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
                found.append(bucket.locations(candidate))
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
        case "few": ConfigHash(high: any << 59, low: 0)
        default: ConfigHash(high: any, low: random.next())
        }
    }

    @Test(arguments: [0, 1, 2, 100, 700], ["even", "low", "high", "same", "few"])
    func candidatesAreTheConfigurationsOfAFingerprint(count: Int, spread: String) throws {
        var random = SeededGenerator(seed: 5)
        for fingerprintBits in [8, 9, 17, 32] as [UInt8] {
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
                #expect(index.candidates(of: hash) == expected.map(\.locations).sorted { $0[0] < $1[0] })
            }
        }
    }

    /// Entries of configurations that `high` tells apart.
    private func entries(_ places: [(high: UInt64, segment: UInt32, row: UInt16)]) -> [IndexEntry] {
        places.map {
            IndexEntry(
                hash: ConfigHash(high: $0.high << 56, low: 0), location: RunLocation(segment: $0.segment, row: $0.row))
        }
    }

    /// Repeats that follow each other in the file, that don't, and that are in another segment.
    @Test func repeatsAndSegmentsOfUnequalSizes() throws {
        let entries = entries([
            (1, 0, 65_534), (1, 0, 65_535), (1, 1, 0), (1, 1, 1), (2, 1, 2), (2, 0, 7), (2, 0, 7), (3, 2, 0),
        ])
        let index = try Index(entries, segments: 3, largest: 65_536, fingerprintBits: 8)
        // Three of 16 bits of a gap, which fit, a fingerprint and a bit for repeats; of those, 3, 2 and 0 as gamma codes;
        // two rows that follow, and three that don't.
        #expect(index.bytes.count == 1 + (3 * (1 + 16 + 8 + 1) + (5 + 3 + 1) + 2 * 1 + 3 * (1 + 2 + 16) + 7) / 8)
        for high: UInt64 in 1...3 {
            let expected = entries.filter { $0.hash.high == high << 56 }.map(\.location)
            #expect(index.candidates(of: ConfigHash(high: high << 56, low: 9)) == [expected])
        }
    }

    /// As many repeats as before take a bit; more than 15 are listed.
    @Test func repeatsAreTakenOver() throws {
        let counts = [0, 0, 2, 2, 2, 0, 15, 15, 16, 16, 15]
        var places: [(high: UInt64, segment: UInt32, row: UInt16)] = []
        for (high, count) in counts.enumerated() {
            for _ in 0...count { places.append((UInt64(high), 0, UInt16(places.count))) }
        }
        let entries = entries(places)
        let index = try Index(entries, segments: 1, largest: entries.count, fingerprintBits: 8)
        // Listed: 2, 0, 15, and 16 twice. After 16, 15 are taken over.
        let gapBits = 3
        let gaps = counts.dropLast().map { 1 + $0 >> gapBits }.reduce(1) { $0 + $1 }
        let listed = (3 + 2) + 1 + (9 + 15) + 2 * (9 + 16)
        #expect(index.layout.gapBits(configurations: counts.count) == gapBits)
        #expect(index.bytes.count == 1 + (counts.count * (gapBits + 8 + 1) + gaps + listed + 7) / 8)
        for high in counts.indices {
            let expected = entries.filter { $0.hash.high == UInt64(high) << 56 }.map(\.location)
            #expect(index.candidates(of: ConfigHash(high: UInt64(high) << 56, low: 0)) == [expected])
        }
    }

    @Test func oneRunNeedsNoPlace() throws {
        let hash = ConfigHash(high: 0xABC0_0000_0000_0000, low: 0)
        let entry = IndexEntry(hash: hash, location: RunLocation(segment: 0, row: 0))
        let index = try Index([entry], segments: 1, largest: 1, fingerprintBits: 8)
        // One configuration; then 0, which ends a gap of 0, the 8 bits ab, and 0: no repeats.
        #expect(index.bytes == [1, 0x56, 0x01])
        #expect(index.candidates(of: hash) == [[entry.location]])
    }

    /// The example of Specs/bench-file.md, "Index".
    private static let example: [UInt8] = [0x03, 0x70, 0x0C, 0xA7, 0x67, 0x2D, 0x00]

    private static let exampleLayout = IndexLayout(
        entries: 6, segments: 2, rowBits: 2, bits: 0, fingerprintBits: 8, fanOutOffset: 0, bucketsOffset: 0,
        bucketsSize: 7)

    @Test func theExampleOfTheSpecification() throws {
        let places: [(high: UInt64, segment: UInt32, row: UInt16)] = [
            (0x05, 1, 0), (0x05, 1, 1), (0x1C, 0, 0), (0x1C, 0, 1), (0xD3, 0, 2), (0xD3, 1, 2),
        ]
        let index = try Index(entries(places), segments: 2, largest: 3, fingerprintBits: 8)
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
        for (value, width) in fields { writer.append(value, width: UInt64(width)) }
        var bytes: [UInt8] = []
        bytes.append(count: count)
        return bytes + writer.finish()
    }

    /// A configuration without repeats after its place; one alone has 3 bits of the gap, two have 2, three have 1.
    private func first(_ gap: UInt64, _ width: UInt8, quotient: Int = 0) -> [(UInt64, UInt8)] {
        Array(repeating: (1, 1), count: quotient) + [(0, 1), (gap, width), (0x5A, 8)]
    }

    @Test func whatNoBucketHolds() {
        let layout = Self.exampleLayout
        let none: [(UInt64, UInt8)] = [(0, 1)]
        #expect(failure(packed(1, first(5, 3) + none), layout) == nil)
        #expect(failure([], layout) == nil)
        #expect(failure([0], layout) == "a bucket of 0 configurations, of 6 runs in all")
        #expect(failure([7, 0, 0, 0, 0, 0, 0, 0], layout) == "a bucket of 7 configurations, of 6 runs in all")
        #expect(failure([9, 0], layout) == "9 is more than 2")
        #expect(failure(Array(packed(1, first(5, 3)).dropLast()), layout) == "its configurations are cut off")
        #expect(failure(packed(2, first(1, 2) + none), layout) == "its configurations are cut off")
        #expect(failure([1, 0xFF, 0xFF], layout) == "its configurations are cut off")
        #expect(failure(packed(1, first(5, 3) + none) + [0], layout) == "bits that belong to no configuration")
        #expect(failure(packed(1, first(5, 3) + none + [(1, 1)]), layout) == "bits that belong to no configuration")
    }

    @Test func placesThatNoRunHas() {
        let layout = Self.exampleLayout
        let none: [(UInt64, UInt8)] = [(0, 1)]
        let message = "a run beyond those of any segment"
        #expect(failure(packed(1, first(7, 3) + none), layout) == nil)
        #expect(failure(packed(1, first(0, 3, quotient: 1) + none), layout) == message)
        #expect(failure(packed(2, first(3, 2, quotient: 1) + none + first(0, 2) + none), layout) == message)
        #expect(failure(packed(2, first(2, 2, quotient: 1) + none + first(0, 2) + none), layout) == nil)
        #expect(failure(packed(2, first(2, 2, quotient: 1) + none + first(1, 2) + none), layout) == message)
        // Twelve places take the same widths as eight: here what stands after the quotient is too much.
        var three = layout
        three.segments = 3
        #expect(failure(packed(1, first(3, 3, quotient: 1) + none), three) == nil)
        #expect(failure(packed(1, first(4, 3, quotient: 1) + none), three) == message)
    }

    @Test func repeatsThatNoConfigurationHas() {
        let layout = Self.exampleLayout
        let beyond = "a repeat in a row beyond those of any segment"
        // One repeat: 1, and 2 as a gamma code; where it is follows.
        let one: [(UInt64, UInt8)] = [(1, 1), (1, 2), (0, 1)]
        #expect(failure(packed(1, first(2, 3) + one + [(0, 1)]), layout) == nil)
        #expect(failure(packed(1, first(3, 3) + one + [(0, 1)]), layout) == beyond)
        #expect(failure(packed(1, first(3, 3) + one + [(1, 1), (1, 1), (3, 2)]), layout) == nil)
        #expect(failure(packed(1, first(3, 3) + one), layout) == "its configurations are cut off")
        // Two, of which the second follows the last row.
        let two: [(UInt64, UInt8)] = [(1, 1), (1, 2), (1, 1), (1, 1), (1, 1), (3, 2), (0, 1)]
        #expect(failure(packed(1, first(3, 3) + two), layout) == beyond)
        // One is taken over from the configuration before, where it would be in row 4.
        let repeated = first(0, 2) + one + [(0, 1)]
        #expect(failure(packed(2, repeated + first(1, 2) + [(0, 1)]), layout) == nil)
        #expect(failure(packed(2, repeated + first(2, 2) + [(0, 1)]), layout) == beyond)
        var three = layout
        three.segments = 3
        #expect(failure(packed(1, first(0, 3) + one + [(1, 1), (3, 2), (0, 2)]), three) == "a run in segment 3 of 3")
        // What could be said in fewer bits.
        #expect(
            failure(packed(1, first(2, 3) + one + [(1, 1), (0, 1), (3, 2)]), layout)
                == "a repeat's row is given that is the next one")
        let usual = "repeats are listed that are as usual"
        #expect(failure(packed(1, first(2, 3) + [(1, 1), (0, 1)]), layout) == usual)
        #expect(failure(packed(2, repeated + first(1, 2) + one + [(0, 1)]), layout) == usual)
        #expect(failure(packed(2, repeated + first(1, 2) + [(1, 1), (0, 1)]), layout) == nil)
        let many: [(UInt64, UInt8)] = [(1, 1), (.max, 33), (0, 1), (0, 40)]
        #expect(failure(packed(1, first(0, 3) + many), layout) == "a number of 33 bits")
        let most: [(UInt64, UInt8)] = [(1, 1), (.max, 32), (0, 1), (.max, 32)]
        #expect(failure(packed(1, first(0, 3) + most), layout) == "its configurations are cut off")
    }

    /// Whatever the bytes are, there is an error or a bucket whose runs have a place, and no more memory than they deserve.
    @Test func anyBytes() throws {
        var random = SeededGenerator(seed: 8)
        var opened = 0
        for number in 0..<46_000 {
            let layout = IndexLayout(
                entries: .max, segments: UInt64.random(in: 1...9, using: &random),
                rowBits: UInt8.random(in: 0...16, using: &random), bits: 0, fingerprintBits: 8, fanOutOffset: 0,
                bucketsOffset: 0, bucketsSize: 0)
            // Few configurations, and a last byte of few bits, so that some end with the bytes.
            var bytes = (0..<2 + number % 16).map { _ in UInt8.random(in: 0...255, using: &random) }
            bytes[0] %= 4
            bytes[bytes.count - 1] %= 4
            guard let bucket = try? IndexBucket(bytes, checksum: checksum(bytes, at: 0), at: 0, layout: layout) else {
                continue
            }
            opened += 1
            #expect(bucket.byteCount <= 160 + 128 * bytes.count)
            for place in 0..<bucket.count {
                for location in bucket.locations(place) {
                    #expect(location.segment < layout.segments && Int(location.row) >> Int(layout.rowBits) == 0)
                }
            }
        }
        #expect(opened > 200)
    }

    /// Repeats in the rows that follow take no memory, however many are claimed.
    @Test func repeatsInARowAreNotListed() throws {
        var places: [(high: UInt64, segment: UInt32, row: UInt16)] = []
        for high in 0..<100 { for row in 0...15 { places.append((UInt64(high), UInt32(high), UInt16(row))) } }
        let bucket = try Index(entries(places), segments: 100, largest: 65_536, fingerprintBits: 8).buckets[0]
        #expect(bucket.count == 100 && bucket.byteCount == 160 + 100 * 32)
        #expect((0..<100).allSatisfy { bucket.locations($0).count == 16 })
    }

    @Test func numbersThatContradictEachOther() {
        #expect(Self.exampleLayout.isPossible)
        for edit: (inout IndexLayout) -> Void in [
            { $0.entries = 9 }, { ($0.entries, $0.rowBits) = (71, 16) }, { $0.bits = 33 }, { $0.rowBits = 17 },
            { $0.fingerprintBits = 7 }, { $0.fingerprintBits = 33 }, { $0.bucketsSize = 0 },
            { $0.segments = 1 << 32 + 1 },
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
