import BenchFormat
import BenchSchema
import Synchronization

/// A decoded column of a segment, with what makes reading one run's part of it quick.
final class StoredBlock: Sendable {
    let block: ColumnBlock
    /// Whether the column holds an array a run.
    let isSeries: Bool
    /// The numbers of a scalar, one a run; nil where the run has none.
    let numbers: [Double?]
    /// The first step and the stride of an axis that is the same in all runs, but for its length.
    let evenSteps: (first: Int64, stride: Int64)?
    let byteCount: Int
    /// Whether it was found since the flag was last taken down.
    private let isUsed = Atomic<Bool>(false)

    convenience init(_ block: ColumnBlock, _ role: Role) {
        self.init(
            block, isSeries: role.isSeries, numbers: role.isSeries ? [] : block.scalars,
            evenSteps: role == .axis ? block.evenSteps : nil)
    }

    /// The same block with all its values decoded.
    func decoded() -> StoredBlock {
        StoredBlock(block.decoded(), isSeries: isSeries, numbers: numbers, evenSteps: evenSteps)
    }

    private init(_ block: ColumnBlock, isSeries: Bool, numbers: [Double?], evenSteps: (Int64, Int64)?) {
        (self.block, self.isSeries, self.numbers, self.evenSteps) = (block, isSeries, numbers, evenSteps)
        byteCount = 96 + block.byteCount + numbers.count * 16
    }

    /// Notes that the block was found; threads that do so at once don't wait for each other.
    func use() {
        if !isUsed.load(ordering: .relaxed) { isUsed.store(true, ordering: .relaxed) }
    }

    /// Whether the block was found since this was last asked.
    func takeUse() -> Bool { isUsed.exchange(false, ordering: .relaxed) }

    /// The steps of a run whose axis this is, and which has so many.
    func steps(of run: Int, count: Int) -> Steps {
        guard let (first, stride) = evenSteps else { return .listed(block.series(of: run)) }
        return .even(first: first, stride: stride, count: count)
    }
}
