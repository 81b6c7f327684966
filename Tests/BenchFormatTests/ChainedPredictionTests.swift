import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

/// Predictions whose source is predicted itself.
@Suite struct ChainedPredictionTests {
    private static let names = ["loss", "err", "best", "gap"]

    private static func schema() throws -> Schema {
        try Schema(
            [Column("t.epoch", role: .axis, type: .int64)]
                + names.map { Column("t.\($0)", role: .series, type: .int64) })
    }

    /// A noisy loss, an error that follows from it, its minimum so far, and twice that.
    private static func run(_ random: inout SeededGenerator, count: Int) -> Run {
        let loss = (0..<count).map { _ in Int64.random(in: 1000...900_000, using: &random) }
        let err = loss.map { 3 * $0 / 2 + Int64.random(in: -99...99, using: &random) }
        var least = Int64.max
        let best = err.map { value in
            least = min(least, value)
            return least
        }
        let gap = zip(best, err).map { 2 * $0 + $1 % 7 }
        return Run(
            cells: [(0..<count).map { Int64($0) }, loss, err, best, gap].map { .series(Series(.int64($0))) })
    }

    private func depths(_ schema: Schema, _ runs: [Run], _ plan: PredictionPlan) throws -> [Int] {
        let blocks = try ColumnBlock.encode(schema, runs, plan, ZstdCompressor(level: 3), skip: [])
        let axis = try ColumnBlock(schema.columns[0], runs: runs.count, bytes: try #require(blocks[0])[...])
        func block(_ name: String) throws(BenchError) -> ColumnBlock {
            guard let place = schema.place(name, .series), let bytes = blocks[place] else {
                throw BenchError(.damaged, "no \(name)")
            }
            return try ColumnBlock(
                schema.columns[place], runs: runs.count, .init(axis: axis, source: block), bytes: bytes[...])
        }
        return try schema.places(.series).map { place in
            let block = try block(schema.columns[place].name)
            let whole = block.decoded()
            for (row, run) in runs.enumerated() {
                #expect(block[row] == run.cells[place])
                #expect(whole[row] == run.cells[place])
            }
            #expect(whole.predictionDepth == block.predictionDepth)
            return block.predictionDepth
        }
    }

    @Test(arguments: 0..<20) func noneIsDeeperThanTwo(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let schema = try Self.schema()
        let runs = (0..<20).map { _ in Self.run(&random, count: Int.random(in: 20...60, using: &random)) }
        let found = try depths(schema, runs, PredictionPlan(schema, sample: runs))
        #expect(found.max() == PredictionPlan.maximumDepth)
        #expect(try depths(schema, runs, PredictionPlan()) == [0, 0, 0, 0])
    }

    /// The example of bench-file.md, and a step more.
    @Test func goldenBytes() throws {
        let axis = series(.int64([1, 2, 3, 4]), [4])
        var known = ["err": series(.int64([9, 7, 8, 5]), [4])]
        func add(_ name: String, _ hex: String) throws(BenchError) {
            let found = known
            let context = ColumnBlock.Context(
                axis: axis,
                source: { name throws(BenchError) in
                    guard let block = found[name] else { throw BenchError(.damaged, "no \(name)") }
                    return block
                })
            known[name] = try ColumnBlock(
                Column(name, role: .series, type: .int64), runs: 1, context, bytes: bytes(hex)[...])
        }
        try add("best", "00 06 03 65 72 72 00 01 01 00")
        try add("twice", "00 06 04 62 65 73 74 00 02 00 04 00 01 00")
        #expect(known["best"]?[0] == .series(Series(.int64([9, 7, 7, 5]))))
        #expect(known["twice"]?[0] == .series(Series(.int64([18, 14, 14, 10]))))
        #expect(known["twice"]?.predictionDepth == 2)
        // Each holds its source.
        let sizes = ["err", "best", "twice"].map { known[$0]?.byteCount ?? 0 }
        #expect(sizes[0] < sizes[1] && sizes[1] < sizes[2])
        // From twice.
        let error = #expect(throws: BenchError.self) { try add("more", "00 06 05 74 77 69 63 65 00 01 01 00") }
        #expect(error?.code == .damaged)
    }
}
