import BenchFormat
import Synchronization

/// Decoded pieces of a file, kept within a budget of bytes; many threads may use one cache.
///
/// A hit costs a lock and a dictionary lookup; series are shown in a store besides, where they are found without. When
/// the budget is exceeded, the pieces used least recently go until a quarter is free, so that eviction is O(1) a piece
/// in the long run. The blocks of the segment at hand stay even so: whoever goes through its runs needs them all again
/// for each.
final class BlockCache: Sendable {
    enum Key: Hashable {
        case fanOut(Int)
        case bucket(Int)
        case page(Int)
        case constants(DirectoryPage.Extent, Constants.Part)
        case block(segment: Int, column: Int)

        /// The segment that a block belongs to; nil for other pieces.
        var segment: Int? { if case .block(let segment, _) = self { segment } else { nil } }
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
            case .bucket(let bucket): bucket.byteCount
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
    /// Series that take more bytes than this when they are decoded stay as they are.
    let largestDecoded: Int
    private let store: BlockStore
    private let contents = Mutex(Contents())

    /// Keeps so many bytes, and shows its series in `store`.
    init(budget: Int, store: BlockStore) {
        (self.budget, self.store) = (budget, store)
        largestDecoded = budget / 64
    }

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
    func insert(_ piece: Piece, for key: Key) { keep(piece, for: key, insteadOfOld: false) }

    /// Keeps a piece, also where there is one already.
    func replace(_ piece: Piece, for key: Key) { keep(piece, for: key, insteadOfOld: true) }

    private func keep(_ piece: Piece, for key: Key, insteadOfOld: Bool) {
        let bytes = piece.byteCount
        let withdrawn = contents.withLock { contents -> [StoredBlock] in
            let old = contents.slots[key]
            guard old == nil || insteadOfOld else { return [] }
            contents.clock += 1
            contents.slots[key] = Slot(piece: piece, bytes: bytes, lastUse: contents.clock)
            contents.bytes += bytes - (old?.bytes ?? 0)
            // What was shown before is in use, perhaps, until all readers have passed.
            var withdrawn = old.flatMap { self.withdraw(key, $0.piece) }.map { [$0] } ?? []
            if let (block, column, segment) = Self.shown(key, piece) {
                store.publish(block, column: column, segment: segment)
            }
            if contents.bytes > budget { withdrawn += evict(from: &contents, sparing: key.segment) }
            return withdrawn
        }
        guard !withdrawn.isEmpty else { return }
        store.waitForReaders()
        withExtendedLifetime(withdrawn) {}
    }

    /// Takes a piece from the store, if it is shown there.
    private func withdraw(_ key: Key, _ piece: Piece) -> StoredBlock? {
        Self.shown(key, piece).flatMap { store.withdraw($0.column, segment: $0.segment) }
    }

    /// Takes out the pieces used least recently; gives those that the store showed, to be held while they are in use.
    private func evict(from contents: inout Contents, sparing segment: Int?) -> [StoredBlock] {
        for (key, slot) in contents.slots where Self.shown(key, slot.piece)?.block.takeUse() == true {
            contents.slots[key]?.lastUse = contents.clock
        }
        var withdrawn: [StoredBlock] = []
        for (key, slot) in contents.slots.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            guard contents.bytes > budget / 4 * 3 else { break }
            if key.segment != nil, key.segment == segment { continue }
            contents.slots[key] = nil
            contents.bytes -= slot.bytes
            if let block = withdraw(key, slot.piece) { withdrawn.append(block) }
        }
        return withdrawn
    }

    /// What the store shows of a piece: a series whose values are decoded, and where it stands.
    private static func shown(_ key: Key, _ piece: Piece) -> (block: StoredBlock, column: Int, segment: Int)? {
        guard case .block(let segment, let column) = key, case .block(let block) = piece, block.isSeries,
            block.block.isDecoded
        else { return nil }
        return (block, column, segment)
    }
}
