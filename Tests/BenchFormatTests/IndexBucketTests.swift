import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

@Suite struct IndexBucketTests {
    private func bucket(_ hashes: [ConfigHash]) throws -> IndexBucket {
        var bytes: [UInt8] = []
        for (place, hash) in hashes.enumerated() {
            bytes.append(littleEndian: hash.high.byteSwapped)
            bytes.append(littleEndian: hash.low.byteSwapped)
            bytes.append(littleEndian: UInt32(place))
            bytes.append(littleEndian: UInt16(0))
        }
        return try IndexBucket(bytes, checksum: checksum(bytes, at: 0), at: 0)
    }

    /// Hashes that are spread evenly, and such as nobody would expect: all of one end, or the same.
    @Test(arguments: [0, 1, 2, 100, 300], ["even", "low", "high", "same", "twice"])
    func everyHashIsFound(count: Int, spread: String) throws {
        var random = SeededGenerator(seed: 5)
        for bits in [0, 3, 32] as [UInt8] {
            let prefix = bits == 0 ? 0 : (5 as UInt64) << (64 - UInt64(bits))
            let free = UInt64.max >> UInt64(bits)
            var hashes: [ConfigHash] = (0..<count).map { place in
                let any = random.next() & free
                let rest: UInt64 =
                    switch spread {
                    case "low": any >> 20
                    case "high": free - any >> 20
                    case "same": 77
                    default: any
                    }
                return ConfigHash(high: prefix | rest, low: random.next() >> (spread == "same" ? 60 : 0))
            }
            if spread == "twice" { hashes += hashes }
            hashes.sort()
            let bucket = try bucket(hashes)
            let others = (0..<200).map { _ in ConfigHash(high: prefix | random.next() & free, low: random.next()) }
            for hash in hashes + others {
                let expected = hashes.indices.filter { hashes[$0] == hash }
                #expect(Array(bucket.places(of: hash, bits: bits)) == expected)
            }
        }
    }
}
