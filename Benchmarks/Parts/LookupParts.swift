import BenchFormat
import BenchSchema

/// What a lookup is made of: canonical JSON, config hash, index; and the checksum and the decompression of what is read.
enum LookupParts {
    static var all: [PartMaker] {
        [canonicalJSON, configHash, indexProbe, indexBucket, xxh3, zstdDecode, zstdEncode]
    }

    private static let operations = 1000

    private static var canonicalJSON: PartMaker {
        PartMaker("canonical-json", count: operations, per: "number") {
            var data = SampleData(seed: 30)
            let numbers = (0..<operations).map { _ in (data.uniform() * 1e4).rounded() / 1e3 }
            return (
                "numbers such as 3.142",
                {
                    var text: [UInt8] = []
                    for number in numbers { try CanonicalJSON.append(number, to: &text) }
                    return text.count
                }
            )
        }
    }

    private static var configHash: PartMaker {
        PartMaker("config-hash", count: operations, per: "configuration") {
            let floats = ["REGNET.WA", "REGNET.WM", "OPTIM.BASE_LR"]
            let strings = ["OPTIM.OPTIMIZER", "OPTIM.LR_POLICY"]
            let integers = [
                "REGNET.DEPTH", "REGNET.W0", "REGNET.GROUP_W", "OPTIM.MAX_EPOCH", "TRAIN.CUTOUT_LENGTH",
            ]
            let schema = try Schema(
                floats.map { Column($0, role: .key, type: .float64) }
                    + strings.map { Column($0, role: .key, type: .string) }
                    + integers.map { Column($0, role: .key, type: .int64) })
            var data = SampleData(seed: 31)
            let runs = (0..<operations).map { _ in
                Run(
                    cells: floats.map { _ in .float64((data.uniform() * 1e3).rounded() / 1e3) }
                        + [.string("adam"), .string("cos")]
                        + integers.map { _ in .int64(Int64(data.next() % 256)) })
            }
            return (
                "ten keys: three float64, two strings, five int64",
                {
                    var sum = 0
                    for run in runs { sum &+= Int(truncatingIfNeeded: try schema.configHash(of: run).low) }
                    return sum
                }
            )
        }
    }

    /// The index of 16,000 runs.
    private struct Index {
        let layout: IndexLayout
        let hashes: [ConfigHash]
        let page: FanOutPage
        let bodies: [UInt8]

        init() throws {
            var data = SampleData(seed: 32)
            let entries = (0..<16000).map { run in
                IndexEntry(
                    hash: ConfigHash(high: data.next(), low: data.next()),
                    location: RunLocation(segment: UInt32(run / 128), row: UInt16(run % 128)))
            }
            hashes = (0..<operations).map { entries[$0 * 7_919 % entries.count].hash }
            let index = IndexLayout.encode(
                entries.sorted { $0.hash < $1.hash }, segments: 125, largestSegment: 128, at: 0)
            (layout, bodies) = (index.layout, index.buckets)
            page = try FanOutPage(Array(index.fanOut.prefix(layout.pageSize)), at: 0, layout: layout)
        }

        func bucket(_ number: Int) throws -> IndexBucket {
            let (extent, checksum) = page.bucket(number)
            return try IndexBucket(
                Array(bodies[Int(extent.lowerBound)..<Int(extent.upperBound)]), checksum: checksum,
                at: layout.bucketsOffset + extent.lowerBound, layout: layout)
        }
    }

    private static var indexProbe: PartMaker {
        PartMaker("index-probe", count: operations, per: "lookup") {
            let index = try Index()
            let buckets = try (0..<index.layout.buckets).map { try index.bucket($0) }
            return (
                "16,000 runs, buckets in memory",
                {
                    var found = 0
                    for hash in index.hashes {
                        let bucket = buckets[index.layout.bucket(of: hash)]
                        let candidate = bucket.firstCandidate(index.layout.fingerprint(of: hash))
                        found += candidate.map { 1 + bucket.repeats($0).count } ?? 0
                    }
                    try expect(found >= index.hashes.count)
                    return found
                }
            )
        }
    }

    private static var indexBucket: PartMaker {
        PartMaker("index-bucket", count: 100, per: "bucket") {
            let index = try Index()
            return (
                "16,000 runs in \(index.layout.buckets) buckets; checked and read",
                {
                    var sum = 0
                    for number in 0..<100 { sum += try index.bucket(number % index.layout.buckets).count }
                    return sum
                }
            )
        }
    }

    private static var xxh3: PartMaker {
        PartMaker("xxh3", count: 16384, per: "byte") {
            var data = SampleData(seed: 33)
            let bytes = (0..<16384).map { _ in UInt8(truncatingIfNeeded: data.next()) }
            let right = checksum(bytes, at: 7)
            return (
                "16 KiB",
                {
                    try check(bytes, right, at: 7, "part")
                    return bytes.count
                }
            )
        }
    }

    /// A plane of bytes such as prediction leaves: small numbers, zigzag.
    private static func plane() -> [UInt8] {
        var data = SampleData(seed: 34)
        return (0..<SampleData.count).map { _ in
            let value = Int(data.normal() * 6)
            return UInt8(truncatingIfNeeded: value << 1 ^ value >> 63)
        }
    }

    private static var zstdDecode: PartMaker {
        PartMaker("zstd-decode", count: SampleData.count, per: "byte") {
            let plane = plane()
            let frame = try ZstdCompressor(level: 12).compress(plane, .entropyOnly)
            let zstd = ZstdDecompressor()
            return (
                "a plane of residuals, \(rounded(Double(8 * frame.count) / Double(plane.count))) bits a byte",
                {
                    let content = try zstd.decompress(frame[...], size: plane.count)
                    try expect(content.last == plane.last)
                    return content.count
                }
            )
        }
    }

    private static var zstdEncode: PartMaker {
        PartMaker("zstd-encode", count: SampleData.count, per: "byte") {
            let plane = plane()
            let zstd = ZstdCompressor(level: 12)
            return ("the same, entropy only", { try zstd.compress(plane, .entropyOnly).count })
        }
    }
}
