import BenchSchema
import Foundation
import Synchronization
import Testing

@testable import BenchFile
@testable import BenchFormat

@Suite struct BlockCacheTests {
    private let segments = 100
    private let budget = 30_000

    private func store(budget: Int = 1 << 20) -> BlockStore {
        BlockStore(buckets: 1, segments: segments, columns: 1, budget: budget)
    }

    /// A series of two runs, all of whose values are the segment's number.
    private func block(_ segment: Int) -> StoredBlock {
        StoredBlock(
            ColumnBlock(
                runs: 2, states: nil, starts: [0, 100, 200], elementStates: nil,
                content: .decoded(.float64(Array(repeating: Double(segment), count: 200)))), .series)
    }

    private func insert(_ segment: Int, into cache: BlockCache) {
        cache.insert(.block(block(segment)), for: .block(segment: segment, column: 0))
    }

    /// Calls with what the store shows of a segment, if it shows it.
    private func shown<R>(_ segment: Int, in store: BlockStore, _ body: (StoredBlock) -> R) -> R? {
        store.withSeries(0, 0, at: RunLocation(segment: UInt32(segment), row: 1)) { block, _, _ in body(block) }
    }

    @Test func whatGoesIsFreed() {
        let store = store()
        let cache = BlockCache(budget: budget, store: store)
        insert(0, into: cache)
        weak var first = shown(0, in: store) { $0 }
        #expect(first != nil)
        for segment in 1..<segments { insert(segment, into: cache) }
        #expect(first == nil)
        #expect(shown(0, in: store) { _ in true } == nil)
        #expect(cache[.block(segment: 0, column: 0)] == nil)
        #expect(shown(segments - 1, in: store) { _ in true } == true)
    }

    @Test func whatIsFoundInTheStoreStays() {
        let store = store()
        let cache = BlockCache(budget: budget, store: store)
        for segment in 0..<segments {
            insert(segment, into: cache)
            #expect(shown(0, in: store) { _ in true } == true)
        }
    }

    @Test func withoutRoomForTablesNothingIsShown() {
        let store = store(budget: 0)
        let cache = BlockCache(budget: 0, store: store)
        for segment in 0..<3 {
            insert(segment, into: cache)
            #expect(shown(segment, in: store) { _ in true } == nil)
            #expect(cache[.block(segment: segment, column: 0)] != nil)
        }
    }

    @Test func whatIsInUseIsKeptWhileItGoes() {
        let store = store()
        let cache = BlockCache(budget: budget, store: store)
        insert(0, into: cache)
        let (isInUse, isEvicted) = (Flag(), Flag())
        Thread.detachNewThread { [self] in
            isInUse.wait()
            for segment in 1..<segments { insert(segment, into: cache) }
            isEvicted.set()
        }
        weak var block: StoredBlock?
        let isGoneTooSoon = shown(0, in: store) { found in
            block = found
            // As if it had been found long ago, so that it is the first to go.
            _ = found.takeUse()
            isInUse.set()
            let place = RunLocation(segment: 0, row: 1)
            while store.withScalars(0, at: place, { _, _ in true }) != nil { Thread.sleep(forTimeInterval: 0.001) }
            // It was withdrawn. Who did it must not go on, and drop it, before this returns.
            Thread.sleep(forTimeInterval: 0.02)
            return isEvicted.isSet || block == nil
        }
        #expect(isGoneTooSoon == false)
        isEvicted.wait()
        #expect(block == nil)
    }

    /// What one thread tells another.
    private final class Flag: Sendable {
        private let value = Atomic<Bool>(false)

        var isSet: Bool { value.load(ordering: .acquiring) }

        func set() { value.store(true, ordering: .releasing) }

        func wait() {
            while !isSet { Thread.sleep(forTimeInterval: 0.001) }
        }
    }

    @Test func manyThreadsFindWhatTheyLookForOrNothing() async {
        let store = store()
        let cache = BlockCache(budget: budget, store: store)
        await withTaskGroup(of: (found: Int, wrong: Int).self) { group in
            for worker in 0..<8 {
                group.addTask { [self] in
                    var (found, wrong) = (0, 0)
                    for step in 0..<2_000 {
                        let segment = (step / 3 * (worker + 1) + worker) % segments
                        let values = shown(segment, in: store) { $0.block.series(of: 1) }
                        if let values {
                            found += 1
                            let expected = Series(.float64(Array(repeating: Double(segment), count: 100)))
                            if values != expected { wrong += 1 }
                        } else {
                            insert(segment, into: cache)
                        }
                    }
                    return (found, wrong)
                }
            }
            for await result in group { #expect(result.found > 0 && result.wrong == 0) }
        }
        let bytes = (0..<segments).reduce(0) { $0 + (shown($1, in: store) { $0.byteCount } ?? 0) }
        #expect(bytes > 0 && bytes <= budget)
    }
}
