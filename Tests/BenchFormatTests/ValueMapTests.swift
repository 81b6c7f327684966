import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

@Suite struct ValueMapTests {
    /// The example of registry.md.
    private static let example = """
        00 04 03 65 72 72 01 02 03 01 00 01 f4 03 04 00 00 01 05 00 01 1a 02 01 00 01 0e \
        03 01 00 01 80 80 80 80 80 80 80 d0 7f 04 00 00 01 32 00 07 00 00 00 00 00 00 00 02 01 00 01 08
        """

    private let err = series(.float64([50, 25, 50, 25]), [3, 1])

    @Test func aTableGivesBackWhatItHolds() throws {
        let map = try #require(ValueMap([0.5, 0.25, 0.5, 0.25, 0.5, 0.25], source: [500, 250, 500, 250, 500, 250]))
        #expect(map.keys == [250, 500])
        var bytes: [UInt8] = [0]
        let source = PredictionSource(name: "err", reading: .decimal(digits: 1))
        try FloatStream.encode(map, of: source, ZstdCompressor(level: 3), to: &bytes)
        #expect(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ") == Self.example)
        let block = try decode(.float64, bytes, [3, 1], err)
        #expect(block.numbers == [0.5, 0.25, 0.5, 0.25])
        #expect(block.predictionDepth == 1)
    }

    @Test func whatIsNoFunction() {
        #expect(ValueMap([1, 2], source: [5, 5]) == nil)
        #expect(ValueMap([0, -0.0, 0, 0, 0, 0], source: [1, 1, 1, 1, 1, 1]) == nil)
        #expect(ValueMap([.nan, .nan, .nan], source: [1, 1, 1]) != nil)
        #expect(ValueMap([1, 2, 3], source: [1, 2, 3]) == nil)
        #expect(ValueMap([1], source: []) == nil)
    }

    @Test func damagedMaps() throws {
        let whole = bytes(Self.example)
        #expect(try decode(.float64, whole, [3, 1], err).numbers?.count == 4)
        for place in whole.indices {
            for bit in 0..<8 {
                var damaged = whole
                damaged[place] ^= 1 << UInt8(bit)
                // Any answer has the right form; most are errors.
                if let block = try? decode(.float64, damaged, [3, 1], err) { #expect(block.numbers?.count == 4) }
            }
            #expect(throws: BenchError.self) { try decode(.float64, Array(whole[..<place]), [3, 1], err) }
        }
        // A value that the table doesn't have.
        #expect(throws: BenchError.self) { try decode(.float64, whole, [1], series(.float64([7]), [1])) }
    }

    @Test(arguments: 0..<20) func anyFunctionThroughAFile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let schema = try Schema([
            Column("t.epoch", role: .axis, type: .int64), Column("t.err", role: .series, type: .float64),
            Column("t.raw", role: .series, type: .float64),
        ])
        let exact = (0..<40).map { _ in Double(bitPattern: random.next()) }
        let runs = (0..<20).map { _ in
            let counts = (0..<30).map { _ in Int.random(in: 0..<40, using: &random) }
            return Run(cells: [
                .series(Series(.int64((1...30).map { Int64($0) }))),
                .series(Series(.float64(counts.map { Double($0) / 10 }))),
                .series(Series(.float64(counts.map { exact[$0] }))),
            ])
        }
        let plan = try PredictionPlan(schema, sample: runs)
        let blocks = try ColumnBlock.encode(schema, runs, plan, ZstdCompressor(level: 3), skip: [])
        let raw = try #require(blocks[2])
        #expect(raw.count < 600, "a table of 40 numbers, not 600 of them")
        let axis = try ColumnBlock(schema.columns[0], runs: 20, bytes: try #require(blocks[0])[...])
        let source = try ColumnBlock(
            schema.columns[1], runs: 20, .init(axis: axis), bytes: try #require(blocks[1])[...])
        let decoded = try ColumnBlock(
            schema.columns[2], runs: 20, .init(axis: axis, source: { _ throws(BenchError) in source }), bytes: raw[...])
        for run in 0..<20 { #expect(decoded[run] == runs[run].cells[2]) }
    }
}

extension ColumnBlock {
    /// All elements of a series of float64.
    var numbers: [Double]? {
        var numbers: [Double] = []
        return read(into: &numbers) ? numbers : nil
    }
}
