package import BenchSchema
import Synchronization

/// Hashes that become known one by one; many threads may ask and tell at once.
///
/// Whoever tells a hash tells the same as everybody else, so its two halves need not change together. A half of 0 counts
/// as unknown: of a hash that has one, nobody ever knows more than how to compute it.
@safe package struct KnownHashes: ~Copyable, @unchecked Sendable {
    /// The memory that a hash takes.
    static let bytesPerHash = 16
    private let halves: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int

    /// Makes room for so many hashes, none of which is known.
    init(count: Int) {
        self.count = count
        unsafe halves = .allocate(capacity: max(2 * count, 1))
        for half in 0..<2 * count { unsafe (halves + half).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe halves.deinitialize(count: 2 * count)
        unsafe halves.deallocate()
    }

    /// A hash; nil as long as it isn't known.
    package subscript(place: Int) -> ConfigHash? {
        precondition(0..<count ~= place)
        let high = unsafe halves[2 * place].load(ordering: .relaxed)
        let low = unsafe halves[2 * place + 1].load(ordering: .relaxed)
        return high == 0 || low == 0 ? nil : ConfigHash(high: high, low: low)
    }

    /// Notes what a hash is.
    package func tell(_ hash: ConfigHash, at place: Int) {
        precondition(0..<count ~= place)
        unsafe halves[2 * place].store(hash.high, ordering: .relaxed)
        unsafe halves[2 * place + 1].store(hash.low, ordering: .relaxed)
    }
}
