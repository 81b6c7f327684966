import BenchFormat
import BenchSchema
import Synchronization

/// Scalars and parts of the index that were read once, for lookups that take no lock.
///
/// When the budget is used up, nothing more is kept here, and the cache with its
/// lock serves the rest.
final class ScalarStore: Sendable {
    private let buckets: PublishedObjects<Bucket>
    private let segments: PublishedObjects<Segment>
    private let columns: Int
    private let bytesLeft: Atomic<Int>

    /// More slots than this are not made, whatever a file claims.
    private static let maximumSlots = 1 << 20

    final class Bucket: Sendable {
        let bucket: IndexBucket

        init(_ bucket: IndexBucket) { self.bucket = bucket }
    }

    /// The scalar columns of one segment.
    final class Segment: Sendable {
        let blocks: PublishedObjects<Block>

        init(columns: Int) { blocks = PublishedObjects(count: columns) }
    }

    /// One scalar column of one segment.
    final class Block: Sendable {
        let block: ColumnBlock
        let numbers: [Double?]

        init(_ block: ColumnBlock) {
            self.block = block
            numbers = block.scalars
        }
    }

    init(buckets: Int, segments: Int, columns: Int, budget: Int) {
        self.buckets = PublishedObjects(count: buckets <= Self.maximumSlots ? buckets : 0)
        self.segments = PublishedObjects(count: segments <= Self.maximumSlots ? segments : 0)
        self.columns = columns
        bytesLeft = Atomic(budget)
    }

    /// Calls with a bucket of the index, if it is here.
    func withBucket<R>(_ number: Int, _ body: (IndexBucket) -> R) -> R? {
        buckets.withObject(number) { body($0.bucket) }
    }

    func insert(_ bucket: IndexBucket, at number: Int) {
        guard take(bucket.count * 32 + 64) else { return }
        buckets.publish(Bucket(bucket), in: number)
    }

    /// Calls with a column of a segment, if it is here.
    func withBlock<R>(_ column: Int, segment: Int, _ body: (Block) -> R) -> R? {
        segments.withObject(segment) { $0.blocks.withObject(column, body) } ?? nil
    }

    func insert(_ block: ColumnBlock, column: Int, segment: Int) {
        guard take(block.byteCount + block.runs * 16 + 64) else { return }
        if segments.withObject(segment, { _ in true }) == nil, take(columns * 8 + 64) {
            segments.publish(Segment(columns: columns), in: segment)
        }
        segments.withObject(segment) { $0.blocks.publish(Block(block), in: column) }
    }

    /// Whether so many bytes are left of the budget; if so, they are taken.
    private func take(_ bytes: Int) -> Bool {
        let left = bytesLeft.subtract(bytes, ordering: .relaxed).newValue
        if left < 0 { bytesLeft.add(bytes, ordering: .relaxed) }
        return left >= 0
    }
}
