import BenchFormat
import Synchronization

/// Decoded pieces of a file, kept within a budget of bytes; many threads may use one cache.
///
/// A hit costs a lock and a dictionary lookup. When the budget is exceeded, the pieces used least recently go until a
/// quarter is free, so that eviction is O(1) a piece in the long run.
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
        case block(ColumnBlock)

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
    private let contents = Mutex(Contents())

    init(budget: Int) { self.budget = budget }

    subscript(key: Key) -> Piece? {
        contents.withLock { contents in
            contents.clock += 1
            let now = contents.clock
            guard let index = contents.slots.index(forKey: key) else { return nil }
            contents.slots.values[index].lastUse = now
            return contents.slots.values[index].piece
        }
    }

    func insert(_ piece: Piece, for key: Key) {
        let bytes = piece.byteCount
        contents.withLock { contents in
            if let old = contents.slots[key] { contents.bytes -= old.bytes }
            contents.slots[key] = Slot(piece: piece, bytes: bytes, lastUse: contents.clock)
            contents.bytes += bytes
            guard contents.bytes > budget else { return }
            for (key, slot) in contents.slots.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
                guard contents.bytes > budget / 4 * 3, contents.slots.count > 1 else { break }
                contents.slots[key] = nil
                contents.bytes -= slot.bytes
            }
        }
    }
}
