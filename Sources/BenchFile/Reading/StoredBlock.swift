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
    /// How the steps of each run's axis go on; empty for other columns.
    let evenSteps: [ColumnBlock.EvenSteps?]
    let byteCount: Int
    /// Whether it was found since the flag was last taken down.
    private let isUsed = Atomic<Bool>(false)

    init(_ block: ColumnBlock, _ role: Role) {
        self.block = block
        isSeries = role.isSeries
        numbers = role.isSeries ? [] : block.scalars
        evenSteps = role == .axis ? block.evenSteps : []
        byteCount = 64 + block.byteCount + numbers.count * 16 + evenSteps.count * 24
    }

    /// Notes that the block was found; threads that do so at once don't wait for each other.
    func use() {
        if !isUsed.load(ordering: .relaxed) { isUsed.store(true, ordering: .relaxed) }
    }

    /// Whether the block was found since this was last asked.
    func takeUse() -> Bool { isUsed.exchange(false, ordering: .relaxed) }

    /// The steps of a run's axis.
    func steps(of run: Int) -> Steps { block.steps(of: run, run < evenSteps.count ? evenSteps[run] : nil) }
}
