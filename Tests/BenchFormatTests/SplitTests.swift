import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

@Suite struct PieceTests {
    @Test(
        arguments: [
            (0, 0, []), (7, 0, [7]), (1 << 24, 0, [1 << 24]), (0, 8, []), (7, 8, [7]), (8, 8, [8]), (9, 8, [8, 1]),
            (40, 8, [8, 8, 16, 8]), (100, 8, [8, 8, 16, 32, 36]), (5, 1, [1, 1, 2, 1]), (130, 64, [64, 64, 2]),
        ] as [(Int, Int, [Int])]) func lengths(count: Int, span: Int, expected: [Int])
    {
        #expect(Array(Pieces(count, span)) == expected)
        #expect(Pieces(count, span).count == expected.count)
    }

    @Test func theyAddUp() {
        for span in 0...64 {
            for count in 0...300 { #expect(Pieces(count, span).reduce(0, +) == count) }
        }
    }
}

@Suite struct SplitTests {
    private func encoded(_ values: [Int64], _ lengths: [Int]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Split.encode(values, lengths: lengths, ZstdCompressor(level: 3), .entropyOnly, to: &bytes)
        var cursor = ByteCursor(bytes)
        #expect(try IntegerStream.decode(lengths: lengths, from: &cursor) == values)
        try cursor.end()
        return bytes
    }

    /// Noise of any width, which calms down along a run.
    @Test(arguments: 0..<60) func noise(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lengths = (0..<Int.random(in: 1...5, using: &random)).map { _ in Int.random(in: 0...200, using: &random) }
        let shift = Int64.random(in: 0...50, using: &random)
        let values = lengths.flatMap { length in
            (0..<length).map { Int64(bitPattern: random.next()) >> min(shift + Int64($0 / 8), 63) }
        }
        _ = try encoded(values, lengths)
    }

    @Test func onlyListsOfSeveralRunsAreCut() throws {
        var random = SeededGenerator(seed: 1)
        let values = (0..<100).map { _ in Int64.random(in: -9999...9999, using: &random) }
        #expect(try encoded(values, [100]).prefix(2) == [IntegerStream.ID.split, 0])
        #expect(try encoded(values, [60, 40]).prefix(2) == [IntegerStream.ID.split, 8])
    }

    /// Few bits where a curve has calmed down, though it began with many.
    @Test func piecesSaveBits() throws {
        var random = SeededGenerator(seed: 2)
        let run = 64
        let values = (0..<20 * run).map { place in
            Int64.random(in: -1...1, using: &random) * (1 << (20 - Int64(place % run / 4)))
                + Int64.random(in: 0..<(1 << (20 - Int64(place % run / 4))), using: &random)
        }
        let whole = try encoded(values, [values.count])
        let pieces = try encoded(values, Array(repeating: run, count: 20))
        #expect(pieces.count < whole.count * 19 / 20)
    }
}

/// Parameters of integer encodings that mean nothing, in streams of three values in two runs.
@Suite struct DamagedIntegerTests {
    private func code(_ hex: String, _ lengths: [Int] = [2, 1]) -> BenchError.Code? {
        var cursor = ByteCursor(bytes(hex))
        do throws(BenchError) {
            #expect(try IntegerStream.decode(lengths: lengths, from: &cursor).count == lengths.reduce(0, +))
            return nil
        } catch { return error.code }
    }

    @Test func spans() {
        #expect(code("04 40 00 02 01 01 00 01 05 01 00") == nil)
        #expect(code("04 41 00 02 01 01 00 01 05 01 00") == .damaged)
        #expect(code("04 ff 00 02 01 01 00 01 05 01 00") == .damaged)
        // A span of 1 makes two pieces of the first run.
        #expect(code("04 01 00 02 01 01 00 01 05 01 00") == .damaged)
        #expect(code("04 01 00 03 01 01 01 00 01 05 01 00") == nil)
        // Widths of 56 and 57; too few bits, too many.
        #expect(code("04 00 00 02 00 38 00 07 00 00 00 00 00 00 00 01 00") == nil)
        #expect(code("04 00 00 02 00 39 00 08 00 00 00 00 00 00 00 00 01 00") == .damaged)
        #expect(code("04 08 00 02 01 01 00 00 01 00") == .damaged)
        #expect(code("04 08 00 02 01 01 00 02 05 00 01 00") == .damaged)
        // No values: no pieces, whatever the span.
        #expect(code("04 08 00 00 00 00 01 00", [0, 0]) == nil)
        #expect(code("04 00 00 00 00 00 01 00", [0, 0]) == nil)
        #expect(code("04 00 00 02 00 00 00 00 01 00", [0, 0]) == .damaged)
    }

    @Test func ordersAndWeights() {
        #expect(code("03 00 01 04 01 02") == nil)
        #expect(code("03 01 00 01 04 01 02") == nil)
        #expect(code("03 02 00 01 04 01 02") == nil)
        #expect(code("03 03 00 01 04 01 02") == .damaged)
        // Four weights, no other number.
        #expect(code("03 01 04 1e 00 00 00 00 01 04 01 02") == nil)
        #expect(code("03 01 04 1f 00 00 00 00 01 04 01 02") == .damaged)
        for count in ["01", "03", "05", "08", "ff"] {
            #expect(code("03 01 \(count) 0c 00 00 00 00 00 00 00 00 01 04 01 02") == .unsupported)
        }
        // The centre is one value, and there even where no others are.
        #expect(code("03 00 02 01 00 01 04 01 02") == nil)
        #expect(code("03 00 02 01 00 02 04 04 01 02") == .damaged)
        #expect(code("03 00 01 04 01 02", []) == nil)
        #expect(code("03 00") == .damaged)
        #expect(code("03 00 01 04") == .damaged)
    }

    /// Eight streams within each other, and nine.
    @Test func depth() {
        for outer in ["03 00 01 00", "04 00 00 02 00 00 00 00"] {
            func nested(_ times: Int) -> String {
                (Array(repeating: outer, count: times) + ["01 00"]).joined(separator: " ")
            }
            #expect(code(nested(7)) == nil)
            #expect(code(nested(8)) == .damaged)
        }
    }
}
