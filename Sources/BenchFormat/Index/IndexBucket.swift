package import BenchSchema

/// The configurations of one bucket, checked and unpacked.
///
/// A fingerprint only names candidates: whoever looks a hash up compares it with those of the candidates, which stand
/// in `hashes` once they were computed.
package final class IndexBucket: Sendable {
    /// In order of fingerprint, then of first run.
    private let configurations: [IndexedConfiguration]
    /// Repeats that don't follow their first run row by row.
    private let scattered: ScatteredRuns
    private let fingerprintBits: UInt8
    /// The whole hash of each configuration, as far as they are known.
    package let hashes: KnownHashes

    /// Takes the bytes of a bucket, and checks and unpacks them. O(bytes).
    package init(_ bytes: [UInt8], checksum: UInt64, at offset: UInt64, layout: IndexLayout) throws(BenchError) {
        try check(bytes, checksum, at: offset)
        fingerprintBits = layout.fingerprintBits
        var unpacker = try IndexUnpacker(bytes, layout)
        try unpacker.unpack()
        configurations = Self.sort(unpacker.configurations, fingerprintBits)
        scattered = unpacker.scattered
        hashes = KnownHashes(count: configurations.count)
    }

    /// How many configurations the bytes of a bucket have, which are checked and not unpacked. O(bytes).
    package static func count(
        in bytes: ArraySlice<UInt8>, checksum: UInt64, at offset: UInt64
    ) throws(BenchError) -> Int {
        try check(bytes, checksum, at: offset)
        guard !bytes.isEmpty else { return 0 }
        var head = ByteCursor(bytes)
        return try head.count(min(bytes.count, Int(UInt32.max)))
    }

    /// Sorts by fingerprint, byte by byte from the lowest, and leaves those of the same in their order.
    private static func sort(
        _ configurations: [IndexedConfiguration], _ fingerprintBits: UInt8
    ) -> [IndexedConfiguration] {
        var (sorted, next) = (configurations, configurations)
        for shift in stride(from: 0, to: UInt32(fingerprintBits), by: 8) {
            var starts = [Int](repeating: 0, count: 257)
            for configuration in sorted { starts[Int(configuration.fingerprint >> shift & 0xFF) + 1] += 1 }
            for byte in 1...256 { starts[byte] += starts[byte - 1] }
            for configuration in sorted {
                let byte = Int(configuration.fingerprint >> shift & 0xFF)
                next[starts[byte]] = configuration
                starts[byte] += 1
            }
            swap(&sorted, &next)
        }
        return sorted
    }

    /// The number of configurations.
    package var count: Int { configurations.count }
    /// The memory that it takes.
    package var byteCount: Int { 160 + count * (16 + KnownHashes.bytesPerHash) + scattered.byteCount }

    /// The fingerprint of a configuration.
    package func fingerprint(_ configuration: Int) -> UInt32 { configurations[configuration].fingerprint }

    /// The first of a configuration's runs.
    package func first(_ configuration: Int) -> RunLocation { configurations[configuration].first }

    /// The repeats of a configuration's first run, in order of task, seed and place.
    package func repeats(_ configuration: Int) -> [RunLocation] {
        let configuration = configurations[configuration]
        if configuration.isScattered { return Array(scattered.runs(Int(configuration.more))) }
        guard configuration.more > 0 else { return [] }
        let (segment, row) = (configuration.first.segment, configuration.first.row)
        return (1...UInt16(configuration.more)).map { RunLocation(segment: segment, row: row + $0) }
    }

    /// All runs of a configuration, in order of task, seed and place.
    package func locations(_ configuration: Int) -> [RunLocation] { [first(configuration)] + repeats(configuration) }

    /// The first configuration whose fingerprint is this, if there is any; others of the same follow it. O(log n).
    package func firstCandidate(_ fingerprint: UInt32) -> Int? {
        let configurations = configurations
        let place = Self.first(fingerprint, in: configurations, near: share(fingerprint, of: configurations.count))
        guard place < configurations.count, configurations[place].fingerprint == fingerprint else { return nil }
        return place
    }

    /// Whether there is a configuration at this place, and of this fingerprint.
    package func isCandidate(_ place: Int, _ fingerprint: UInt32) -> Bool {
        place < count && configurations[place].fingerprint == fingerprint
    }

    /// Where a fingerprint should be: hashes are spread evenly.
    private func share(_ fingerprint: UInt32, of count: Int) -> Int {
        Int(truncatingIfNeeded: (UInt64(fingerprint) &* UInt64(count)) &>> UInt64(fingerprintBits))
    }

    /// The first configuration not below a fingerprint: usually few steps from where it should be.
    private static func first(
        _ fingerprint: UInt32, in configurations: [IndexedConfiguration], near guess: Int
    ) -> Int {
        var (place, steps) = (min(guess, configurations.count), 32)
        while steps > 0, place > 0, configurations[place - 1].fingerprint >= fingerprint {
            (place, steps) = (place - 1, steps - 1)
        }
        while steps > 0, place < configurations.count, configurations[place].fingerprint < fingerprint {
            (place, steps) = (place + 1, steps - 1)
        }
        if steps > 0 { return place }
        var (low, high) = (0, configurations.count)
        while low < high {
            let middle = (low + high) / 2
            if configurations[middle].fingerprint < fingerprint { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
