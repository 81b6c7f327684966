import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// The index of whole files: what is there is found, what isn't is not, however many hashes share a fingerprint.
@Suite struct IndexTests {
    private static let depth = Column("depth", role: .key, type: .int64)
    private static let seed = Column("seed", role: .seed, type: .int64)
    private let folder: TemporaryFolder
    private let schema: Schema

    init() throws {
        folder = try TemporaryFolder()
        schema = try Schema([Self.depth, Self.seed])
    }

    /// Writes runs of a depth and a seed each.
    private func write(
        _ runs: [(depth: Int64, seed: Int64)], segmentRuns: Int, fingerprintBits: UInt8
    ) throws -> String {
        var options = WriterOptions(segmentRuns: segmentRuns)
        options.fingerprintBits = fingerprintBits
        var writer = try BenchWriter(path: folder.file("a"), schema: schema, provenance: "{}", options: options)
        for run in runs { try writer.append(Run(cells: [.int64(run.depth), .int64(run.seed)])) }
        _ = try writer.finish()
        return folder.file("a")
    }

    private func hash(_ depth: Int64) throws -> ConfigHash { try ConfigHash(keys: [("depth", .int64(depth))]) }

    /// Depths of the file and others; twice, as the second lookup computes nothing.
    @Test(arguments: [8, 12, 32] as [UInt8], [0, 64 << 20])
    func collisionsAreTold(fingerprintBits: UInt8, cacheBytes: Int) throws {
        var random = SeededGenerator(seed: UInt64(fingerprintBits))
        var runs: [(depth: Int64, seed: Int64)] = (0..<400).map { number in
            (Int64.random(in: 0..<150, using: &random), Int64(number))
        }
        runs += (0..<20).map { (500, 1000 + $0) }
        let path = try write(runs, segmentRuns: 47, fingerprintBits: fingerprintBits)
        let reader = try BenchReader(path, cacheBytes: cacheBytes)
        #expect(reader.verify(deep: true).problems == [])
        for _ in 0..<2 {
            for depth in Array(0..<300) + [500] as [Int64] {
                let expected = runs.filter { $0.depth == depth }.map(\.seed)
                let found = try reader.locations(of: try hash(depth)).map { runs[47 * Int($0.segment) + Int($0.row)] }
                #expect(found.allSatisfy { $0.depth == depth })
                #expect(found.map(\.seed) == expected)
            }
        }
    }

    @Test func mergedSegmentsOfUnequalSizes() throws {
        let sizes = [1, 33, 7]
        var first: Int64 = 0
        for (number, size) in sizes.enumerated() {
            var writer = try BenchWriter(path: folder.file("part\(number)"), schema: schema, provenance: "{}")
            for depth in first..<first + Int64(size) { try writer.append(Run(cells: [.int64(depth), .int64(1)])) }
            _ = try writer.finish()
            first += Int64(size)
        }
        let merged = folder.file("merged")
        _ = try Merge.files(sizes.indices.map { folder.file("part\($0)") }, to: merged)
        let reader = try BenchReader(merged)
        #expect(reader.verify(deep: true).problems == [])
        var depth: Int64 = 0
        for (segment, size) in sizes.enumerated() {
            for row in 0..<size {
                let expected = RunLocation(segment: UInt32(segment), row: UInt16(row))
                #expect(try reader.locations(of: try hash(depth)) == [expected])
                depth += 1
            }
        }
        #expect(try reader.locations(of: try hash(depth)).isEmpty)
    }

    /// Writes 40 configurations of one segment, in whose keys a bit is flipped.
    private func writeWithDamagedKeys() throws -> String {
        let path = try write((0..<40).map { ($0, 1) }, segmentRuns: 40, fingerprintBits: 12)
        let extent = try #require(try BenchReader(path).page(0).blocks[0])
        var bytes = try TemporaryFolder.bytes(path)
        bytes[Int(extent.offset) + 1] ^= 1
        try TemporaryFolder.write(bytes, to: path)
        return path
    }

    /// A lookup reads keys; where they are damaged, the configuration is not "not found".
    @Test func damagedKeysAreAnError() throws {
        let path = try writeWithDamagedKeys()
        let reader = try BenchReader(path)
        for depth: Int64 in 0..<40 {
            let error = try #require(throws: BenchError.self) { try reader.locations(of: try hash(depth)) }
            #expect(error.code == .damaged)
            #expect(error.place.contains("segment 0"))
        }
    }

    /// Each bit of a bucket: a lookup is an error. Where the checksums are made to match, a full check finds it, and a
    /// lookup gives a run of the right configuration, none, or an error.
    @Test func everyBitOfABucket() throws {
        let runs: [(depth: Int64, seed: Int64)] = [(3, 1), (8, 1), (3, 2), (3, 3), (5, 9), (8, 7), (9, 1)]
        let path = try write(runs, segmentRuns: 4, fingerprintBits: 8)
        let bytes = try TemporaryFolder.bytes(path)
        let layout = try BenchReader(path).index
        #expect(layout.buckets == 1)
        let bucket = Int(layout.bucketsOffset)..<Int(layout.bucketsOffset + layout.bucketsSize)
        let fanOut = Int(layout.fanOutOffset)..<bucket.lowerBound - 8
        for bit in 0..<8 * bucket.count {
            for isForged in [false, true] {
                var damaged = bytes
                damaged[bucket.lowerBound + bit / 8] ^= UInt8(1 << (bit % 8))
                if isForged {
                    Self.store(checksum(damaged[bucket], at: layout.bucketsOffset), at: fanOut.upperBound - 8, &damaged)
                    Self.store(checksum(damaged[fanOut], at: layout.fanOutOffset), at: fanOut.upperBound, &damaged)
                }
                try TemporaryFolder.write(damaged, to: path)
                let reader = try BenchReader(path)
                #expect(reader.verify(deep: true).problems != [], "bit \(bit), \(isForged)")
                for depth: Int64 in [3, 5, 8, 9, 10] {
                    let hash = try hash(depth)
                    do throws(BenchError) {
                        let found = try reader.locations(of: hash)
                        #expect(isForged, "bit \(bit): an answer from a bucket that is damaged")
                        // Repeats are taken on trust; the first run is not.
                        let first = found.first.map { runs[4 * Int($0.segment) + Int($0.row)].depth }
                        #expect(first ?? depth == depth, "bit \(bit)")
                    } catch {
                        #expect(error.code == .damaged, "bit \(bit)")
                    }
                }
            }
        }
    }

    /// Whoever finds a damaged piece of the index says in the same words where it is, and each word once.
    @Test func errorsNameTheirPlaceOnce() throws {
        let path = try write((0..<40).map { ($0, 1) }, segmentRuns: 40, fingerprintBits: 12)
        let bytes = try TemporaryFolder.bytes(path)
        let layout = try BenchReader(path).index
        func errors() throws -> [BenchError] {
            let reader = try BenchReader(path)
            var errors = reader.verify(deep: true).problems
            errors.append(try #require(throws: BenchError.self) { try reader.locations(of: try hash(1)) })
            errors.append(try #require(throws: BenchError.self) { try reader.repeatedRuns() })
            var cursor = IndexCursor(reader)
            errors.append(try #require(throws: BenchError.self) { try cursor.next() })
            return errors
        }
        for (piece, offset) in [("bucket 0", layout.bucketsOffset), ("fan-out page 0", layout.fanOutOffset)] {
            var damaged = bytes
            damaged[Int(offset) + 1] ^= 1
            try TemporaryFolder.write(damaged, to: path)
            let found = try errors().filter { $0.message.contains("checksum") }
            #expect(found.count >= 4)
            for error in found {
                #expect(error.place.prefix(3) == [path, "index", piece])
                #expect(error.place.count == 4 && error.place[3].hasPrefix("bytes \(offset)..<"))
            }
        }
    }

    /// What a run's block is found to lack while the index is read stands in the run's segment, not in the index.
    @Test func errorsOfKeysNameTheirSegment() throws {
        let path = try writeWithDamagedKeys()
        var cursor = IndexCursor(try BenchReader(path))
        let error = try #require(throws: BenchError.self) { try cursor.next() }
        #expect(error.place.prefix(2) == [path, "segment 0"])
    }

    private static func store(_ checksum: UInt64, at place: Int, _ bytes: inout [UInt8]) {
        for byte in 0..<8 { bytes[place + byte] = UInt8(truncatingIfNeeded: checksum >> UInt64(8 * byte)) }
    }

    /// Indexes that are well-formed, and say what isn't so; the runs are two of one configuration and one of another.
    @Test func whatAWrongIndexSays() throws {
        func fingerprint(_ depth: Int64) throws -> UInt64 { try hash(depth).high >> 56 }
        let one: Int64 = 1
        let twin = try #require(try (2..<10_000 as Range<Int64>).first { try fingerprint($0) == fingerprint(one) })
        let other = try #require(try (2..<10_000 as Range<Int64>).first { try fingerprint($0) != fingerprint(one) })
        let path = try write([(one, 1), (one, 2), (twin, 1)], segmentRuns: 3, fingerprintBits: 8)
        let good = try BenchReader(path)
        let bytes = try TemporaryFolder.bytes(path)
        func problems(_ entries: [(depth: Int64, row: UInt16)]) throws -> [String] {
            var file = try ForgedFile([Self.depth, Self.seed])
            file.runs = 3
            for (column, extent) in try good.page(0).blocks.enumerated() {
                file.blocks[column] = extent.map { Array(bytes[Int($0.offset)..<Int($0.end)]) }
            }
            file.digest = good.contentDigest.bytes
            file.entries = try entries.map {
                IndexEntry(hash: try hash($0.depth), location: RunLocation(segment: 0, row: $0.row))
            }
            return try file.problems(deep: true)
        }
        #expect(try problems([(one, 0), (one, 1), (twin, 2)]) == [])
        let place = "doesn't belong"
        #expect(try problems([(other, 0), (other, 1), (twin, 2)]).first?.hasSuffix(place) == true)
        #expect(try problems([(one, 0), (one, 1), (other, 2)]).first?.hasSuffix(place) == true)
        #expect(try problems([(one, 0), (one, 1), (twin, 1)]).first == "an entry's run isn't there, or occurs twice")
        #expect(try problems([(one, 0), (one, 1), (twin, 3)]).first == "an entry's run isn't there, or occurs twice")
        #expect(try problems([(one, 0), (twin, 2)]).first == "not all runs are in it")
        #expect(try problems([(one, 0), (one, 2), (twin, 1)]) == ["it joins two configurations at run 2"])
        #expect(try problems([(one, 0), (one, 1), (one, 2)]) == ["it joins two configurations at run 2"])
        #expect(try problems([(one, 0), (twin, 1), (one, 2)]) == ["it divides configuration \(try hash(one))"])
        #expect(
            try problems([(one, 1), (one, 0), (twin, 2)]) == ["its entries are not in order of task, seed and place"])
    }
}
