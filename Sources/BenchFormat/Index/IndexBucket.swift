package import BenchSchema

/// The entries of one bucket, checked and unpacked.
///
/// A fingerprint only names candidates: whoever looks a hash up compares it with those of the candidates, which stand
/// in `hashes` once they were computed.
package final class IndexBucket: Sendable {
    /// Runs of one hash: neighbours among the entries.
    private struct Configuration {
        var fingerprint: UInt64
        var first: Int
    }

    private let fingerprintBits: UInt8
    /// In order of hash; one more at the end, of no entries.
    private let configurations: [Configuration]
    private let locations: [RunLocation]
    /// The whole hash of each configuration, as far as they are known.
    package let hashes: KnownHashes

    /// Takes the bytes of a bucket, and checks and unpacks them. O(entries).
    package init(_ bytes: [UInt8], checksum: UInt64, at offset: UInt64, layout: IndexLayout) throws(BenchError) {
        try check(bytes, checksum, at: offset, "index")
        fingerprintBits = layout.fingerprintBits
        do throws(BenchError) {
            (configurations, locations) = try Self.unpack(bytes, layout)
        } catch { throw error.within("index") }
        hashes = KnownHashes(count: configurations.count - 1)
    }

    private static func unpack(
        _ bytes: [UInt8], _ layout: IndexLayout
    ) throws(BenchError) -> (configurations: [Configuration], locations: [RunLocation]) {
        guard !bytes.isEmpty else { return ([Configuration(fingerprint: 0, first: 0)], []) }
        var head = ByteCursor(bytes)
        let count = try head.count(bytes.count * IndexLayout.entriesPerByte)
        guard count > 0, UInt64(count) <= layout.entries else {
            throw BenchError(.damaged, "a bucket of \(count) entries, of \(layout.entries) in all")
        }
        var cursor = BitCursor(bytes[head.offset...])
        let (segmentBits, rowBits) = (layout.segmentBits, layout.rowBits)
        var configurations: [Configuration] = []
        configurations.reserveCapacity(
            min(count, bytes.count * 8 / Int(1 + layout.fingerprintBits + segmentBits + rowBits)) + 1)
        var locations: [RunLocation] = []
        locations.reserveCapacity(count)
        for place in 0..<count {
            if try cursor.bit() {
                guard let last = locations.last else {
                    throw BenchError(.damaged, "the first entry repeats one before it")
                }
                if try cursor.bit() {
                    guard let next = last.next, UInt64(next.row) >> UInt64(rowBits) == 0 else {
                        throw BenchError(.damaged, "an entry's row is beyond those of any segment")
                    }
                    locations.append(next)
                    continue
                }
            } else {
                let fingerprint = try cursor.field(layout.fingerprintBits)
                guard configurations.last.map({ $0.fingerprint <= fingerprint }) ?? true else {
                    throw BenchError(.damaged, "its fingerprints are out of order")
                }
                configurations.append(Configuration(fingerprint: fingerprint, first: place))
            }
            let segment = try cursor.field(segmentBits)
            guard segment < layout.segments else {
                throw BenchError(.damaged, "an entry's segment \(segment) of \(layout.segments)")
            }
            locations.append(
                RunLocation(
                    segment: UInt32(truncatingIfNeeded: segment),
                    row: UInt16(truncatingIfNeeded: try cursor.field(rowBits))))
        }
        try cursor.end()
        configurations.append(Configuration(fingerprint: 0, first: count))
        return (configurations, locations)
    }

    /// The number of entries.
    package var count: Int { locations.count }
    /// The number of configurations.
    package var configurationCount: Int { configurations.count - 1 }
    /// The memory that it takes.
    package var byteCount: Int { 128 + configurations.count * (16 + KnownHashes.bytesPerHash) + count * 8 }

    /// Where an entry's run is.
    package func location(_ place: Int) -> RunLocation { locations[place] }
    /// The fingerprint of a configuration.
    package func fingerprint(_ configuration: Int) -> UInt64 { configurations[configuration].fingerprint }

    /// The entries of a configuration's runs, in order of task, seed and place.
    package func places(_ configuration: Int) -> Range<Int> {
        configurations[configuration].first..<configurations[configuration + 1].first
    }

    /// The first configuration whose fingerprint is this, if there is any; others of the same follow it. O(log n).
    package func firstCandidate(_ fingerprint: UInt64) -> Int? {
        let place = nearby(fingerprint) ?? search(fingerprint)
        return isCandidate(place, fingerprint) ? place : nil
    }

    /// Whether there is a configuration at this place, and of this fingerprint.
    package func isCandidate(_ place: Int, _ fingerprint: UInt64) -> Bool {
        place < configurationCount && configurations[place].fingerprint == fingerprint
    }

    /// The first configuration not below a fingerprint, if it is near where it should be: hashes are spread evenly.
    private func nearby(_ fingerprint: UInt64) -> Int? {
        let count = configurationCount
        let share = fingerprintBits == 0 ? 0 : fingerprint &<< (64 &- UInt64(fingerprintBits))
        var place = Int(share.multipliedFullWidth(by: UInt64(count)).high)
        for _ in 0..<32 {
            if place < count, configurations[place].fingerprint < fingerprint {
                place += 1
                if place == count || configurations[place].fingerprint >= fingerprint { return place }
            } else {
                if place == 0 || configurations[place - 1].fingerprint < fingerprint { return place }
                place -= 1
            }
        }
        return nil
    }

    private func search(_ fingerprint: UInt64) -> Int {
        var (low, high) = (0, configurationCount)
        while low < high {
            let middle = (low + high) / 2
            if configurations[middle].fingerprint < fingerprint { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
