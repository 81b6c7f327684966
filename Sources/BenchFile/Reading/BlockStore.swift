import BenchFormat
import BenchSchema
import Synchronization

/// Blocks and parts of the index that were read once, for lookups that share no lock with other threads.
///
/// Scalars and the index stay; when the budget for them is used up, the cache with its lock serves the rest. Series are
/// the cache's, which shows them here and withdraws them when it wants room.
final class BlockStore: Sendable {
    private let buckets: PublishedObjects<IndexBucket>
    private let segments: PublishedObjects<Segment>
    private let columns: Int
    private let bytesLeft: Atomic<Int>
    /// A thread holds its lock while it uses a series that may be withdrawn.
    private let locks = PerThread { ThreadLock() }

    /// More slots than this are not made, whatever a file claims.
    private static let maximumSlots = 1 << 20

    /// The blocks of one segment, by column.
    private final class Segment: Sendable {
        let blocks: PublishedObjects<StoredBlock>

        init(columns: Int) { blocks = PublishedObjects(count: columns) }
    }

    init(buckets: Int, segments: Int, columns: Int, budget: Int) {
        self.buckets = PublishedObjects(count: buckets <= Self.maximumSlots ? buckets : 0)
        self.segments = PublishedObjects(count: segments <= Self.maximumSlots ? segments : 0)
        self.columns = columns
        bytesLeft = Atomic(budget)
    }

    /// Calls with a bucket of the index, if it is here.
    func withBucket<R>(_ number: Int, _ body: (IndexBucket) -> R) -> R? {
        buckets.withObject(number, body)
    }

    func insert(_ bucket: IndexBucket, at number: Int) {
        guard take(bucket.byteCount) else { return }
        buckets.publish(bucket, in: number)
    }

    /// Calls with the block of a scalar and a row in it, if it is here.
    func withScalars<R>(_ column: Int, at location: RunLocation, _ body: (StoredBlock, Int) -> R) -> R? {
        let found: R??? = segments.withObject(Int(location.segment)) { segment in
            segment.blocks.withObject(column) { block in
                location.row < block.block.runs ? body(block, Int(location.row)) : nil
            }
        }
        return (found ?? nil) ?? nil
    }

    func insert(scalars block: StoredBlock, column: Int, segment: Int) {
        guard take(block.byteCount) else { return }
        publish(block, column: column, segment: segment)
    }

    /// Calls with the blocks of two series and a row in them, if both are here.
    ///
    /// The blocks must not leave `body`, which must be short and must not come here again.
    func withSeries<R>(
        _ first: Int, _ second: Int, at location: RunLocation, _ body: (StoredBlock, StoredBlock, Int) -> R
    ) -> R? {
        let row = Int(location.row)
        return locks.withOwn { lock in
            lock.withLock {
                let found: R???? = segments.withObject(Int(location.segment)) { segment in
                    segment.blocks.withObject(first) { first in
                        segment.blocks.withObject(second) { second in
                            guard row < first.block.runs, row < second.block.runs else { return nil }
                            first.use()
                            second.use()
                            return body(first, second, row)
                        }
                    }
                }
                return ((found ?? nil) ?? nil) ?? nil
            }
        }
    }

    /// Shows a block, if there is room for the table it stands in.
    func publish(_ block: StoredBlock, column: Int, segment: Int) {
        if segments.withObject(segment, { _ in true }) == nil, take(columns * 8 + 64) {
            segments.publish(Segment(columns: columns), in: segment)
        }
        segments.withObject(segment) { $0.blocks.publish(block, in: column) }
    }

    /// Shows a series no more. Who withdraws it must hold it until `waitForReaders` has returned.
    func withdraw(_ column: Int, segment: Int) -> StoredBlock? {
        segments.withObject(segment) { $0.blocks.remove(from: column) } ?? nil
    }

    /// Returns when no thread uses what was withdrawn before.
    func waitForReaders() {
        // Who found it held a lock all the while, and who takes one from now on doesn't find it.
        locks.forEach { $0.withLock {} }
    }

    /// Whether so many bytes are left of the budget; if so, they are taken.
    private func take(_ bytes: Int) -> Bool {
        let left = bytesLeft.subtract(bytes, ordering: .relaxed).newValue
        if left < 0 { bytesLeft.add(bytes, ordering: .relaxed) }
        return left >= 0
    }
}
