import BenchFile
import BenchFormat
import BenchSchema
import TestSupport

/// What is wrong with the index, or with what the file says of its content.
extension InvalidVector {
    private typealias Place = BrokenTable.Place

    static func indexes() throws -> [InvalidVector] {
        func bucket(_ name: String, _ about: String, _ edit: @escaping (inout [UInt8]) -> Void) throws -> InvalidVector
        {
            try forged("index-\(name)", about) { $0.editBucket = edit }
        }
        func fanOut(_ name: String, _ about: String, _ edit: @escaping (inout [UInt8]) -> Void) throws -> InvalidVector
        {
            try forged("index-\(name)", about) { $0.editFanOut = edit }
        }
        let footer = try BrokenTable.good().open().footer
        let hash = ConfigHash(high: 0x0123_4567_89AB_CDEF, low: 0)
        return try [
            raw("index-bucket-checksum", "a bucket of which a bit is flipped") {
                $0[Int(footer.index.bucketsOffset) + 1] ^= 2
            },
            raw("index-page-checksum", "a fan-out page of which a bit is flipped") {
                $0[Int(footer.index.fanOutOffset)] ^= 2
            },
            bucket("count-0", "a bucket of no configuration that has bytes") { $0[0] = 0 },
            bucket("count-overflow", "2^63 configurations") {
                $0 = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01] + $0.dropFirst()
            },
            bucket("count-too-many", "three configurations of two runs") { $0[0] = 3 },
            bucket("cut", "a bucket without its last byte") { $0.removeLast() },
            bucket("bytes-left-over", "a byte after the last configuration") { $0.append(0) },
            bucket("bits-left-over", "bits that mean nothing and are not 0") { $0[$0.count - 1] |= 0x80 },
            bucket("unary-without-end", "a gap that has no end") { $0 = [1] + Array(repeating: 0xFF, count: 20) },
            bucket("place-beyond", "a run that no row can be") { $0 = [1] + [UInt8](bits: "10 1 00000000 0") },
            bucket("repeats-2-to-the-32", "four thousand million repeats in nine bytes") {
                $0 =
                    [1]
                    + [UInt8](
                        bits: "0 0 00000000 1" + String(repeating: "1", count: 32) + "0"
                            + String(repeating: "0", count: 32))
            },
            bucket("repeats-of-65-bits", "a count of more bits than there are") {
                $0 =
                    [1]
                    + [UInt8](
                        bits: "0 0 00000000 1" + String(repeating: "1", count: 64) + "0"
                            + String(repeating: "0", count: 64))
            },
            bucket("repeats-listed-as-usual", "repeats at length that a bit could say") {
                $0 = [2] + [UInt8](bits: "0 00000000 1 0 0 00000000 0")
            },
            fanOut("first-start", "a first bucket that doesn't start at 0") { $0.put(1 as UInt64, at: 0) },
            fanOut("start-beyond", "a bucket that ends beyond all buckets") { $0.put(1 << 63 as UInt64, at: 8) },
            forged("index-run-missing", "a run that isn't in it") { $0.entries.removeLast() },
            forged("index-run-twice", "a run that is in it twice, and one that isn't") { file in
                guard let first = file.entries.first(where: { $0.location.row == 0 }) else { return }
                file.entries = [first, first]
            },
            forged("index-hash-of-another", "a configuration that isn't the run's") { file in
                file.entries = [IndexEntry(hash: hash, location: file.entries[0].location), file.entries[1]]
            },
            forged("index-configurations-joined", "two configurations as repeats of one") { file in
                let joined = file.entries.sorted { $0.location < $1.location }
                file.entries = joined.map { IndexEntry(hash: joined[0].hash, location: $0.location) }
            },
            raw("index-configuration-divided", "repeats as two configurations") { bytes in
                var file = try BrokenTable.good(depths: [1, 1])
                file.entries.sort { $0.location < $1.location }
                let (one, two) = (file.entries[0], file.entries[1])
                file.entries[1] = IndexEntry(
                    hash: ConfigHash(high: one.hash.high, low: one.hash.low ^ 1), location: two.location)
                bytes = try file.bytes()
            },
            raw("index-repeats-out-of-order", "repeats that are not in order of their seeds") { bytes in
                var file = try BrokenTable.good(depths: [1, 1])
                file.entries.reverse()
                bytes = try file.bytes()
            },
        ]
    }

    static func contents() throws -> [InvalidVector] {
        try [
            forged("content-digest", "a content digest that isn't that of the runs") { $0.digest[0] ^= 1 },
            forged("content-value", "another value than the content digest covers") {
                $0.blocks[Place.x] = Make.bytes("00 02 01 00 05 00 02 04 06 0a")
            },
            forged("content-null", "null where the content digest covers a value") {
                $0.blocks[Place.ok] = Make.bytes("01 00 02 01 02 01 02")
            },
            forged("content-unit", "another unit than the content digest covers") {
                $0.editColumns([1, 1, 0x25], [1, 1, 0x73])
            },
            raw("content-metric", "a metric that isn't what its curve gives") {
                $0 = try BrokenTable.good(last: [7, 5]).bytes()
            },
            raw("content-metric-nan", "a metric whose NaN has another payload than arithmetic's rule") {
                $0 = try BrokenTable.good(last: [7, Double(bitPattern: 0x7FF8_0000_0000_0001)]).bytes()
            },
        ]
    }
}
