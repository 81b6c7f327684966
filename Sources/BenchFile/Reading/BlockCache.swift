import BenchFormat
import Synchronization

/// Decoded pieces of a file, kept within a budget of bytes; many threads may use one cache.
///
/// A hit costs a lock and a dictionary lookup; series are shown in a store besides, where they are found without. When
/// the budget is exceeded, the pieces used least recently go until a quarter is free, so that eviction is O(1) a piece
/// in the long run.
final class BlockCache: Sendable {
    enum Key: Hashable {
        case fanOut(Int)
        case bucket(Int)
        case page(Int)
        case constants(DirectoryPage.Extent, Constants.Part)
        case block(segment: Int, column: Int)
    }

    enum Piece: Sendable {
        case fanOut(FanOutPage)
        case bucket(IndexBucket)
        case page(DirectoryPage)
        case constants(Constants)
        case block(StoredBlock)

        var byteCount: Int {
            switch self {
            case .fanOut: 4200
            case .bucket(let bucket): 64 + bucket.count * 24
            case .page(let page): 128 + page.blocks.count * 32
            case .constants(let constants): 64 + constants.cells.count * 160 + constants.byteCount
            case .block(let block): block.byteCount
            }
        }
    }

    private struct Slot {
        var piece: Piece
        var bytes: Int
        var lastUse: UInt64
    }

    private struct Contents {
        var slots: [Key: Slot] = [:]
        var bytes = 0
        var clock: UInt64 = 0
    }

    private let budget: Int
    private let store: BlockStore
    private let contents = Mutex(Contents())

    /// Keeps so many bytes, and shows its series in `store`.
    init(budget: Int, store: BlockStore) { (self.budget, self.store) = (budget, store) }

    subscript(key: Key) -> Piece? {
        contents.withLock { contents in
            contents.clock += 1
            let now = contents.clock
            guard let index = contents.slots.index(forKey: key) else { return nil }
            contents.slots.values[index].lastUse = now
            return contents.slots.values[index].piece
        }
    }

    /// Keeps a piece, unless another thread came first.
    func insert(_ piece: Piece, for key: Key) {
        let bytes = piece.byteCount
        let withdrawn = contents.withLock { contents -> [StoredBlock] in
            guard contents.slots[key] == nil else { return [] }
            contents.clock += 1
            contents.slots[key] = Slot(piece: piece, bytes: bytes, lastUse: contents.clock)
            contents.bytes += bytes
            if let (block, column, segment) = Self.series(key, piece) {
                store.publish(block, column: column, segment: segment)
            }
            return contents.bytes > budget ? evict(from: &contents) : []
        }
        guard !withdrawn.isEmpty else { return }
        store.waitForReaders()
        withExtendedLifetime(withdrawn) {}
    }

    /// Takes out the pieces used least recently; gives those that the store showed, to be held while they are in use.
    private func evict(from contents: inout Contents) -> [StoredBlock] {
        for (key, slot) in contents.slots where Self.series(key, slot.piece)?.block.takeUse() == true {
            contents.slots[key]?.lastUse = contents.clock
        }
        var withdrawn: [StoredBlock] = []
        for (key, slot) in contents.slots.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            guard contents.bytes > budget / 4 * 3, contents.slots.count > 1 else { break }
            contents.slots[key] = nil
            contents.bytes -= slot.bytes
            if let (_, column, segment) = Self.series(key, slot.piece),
                let block = store.withdraw(column, segment: segment)
            {
                withdrawn.append(block)
            }
        }
        return withdrawn
    }

    /// What the store shows of a piece: a series, and where it stands.
    private static func series(_ key: Key, _ piece: Piece) -> (block: StoredBlock, column: Int, segment: Int)? {
        guard case .block(let segment, let column) = key, case .block(let block) = piece, block.isSeries else {
            return nil
        }
        return (block, column, segment)
    }
}
