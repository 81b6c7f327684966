import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

@Suite struct QuotientTests {
    /// Encodes values and reads them back; gives the encodings' names.
    private func roundTrip(_ values: [Double]) throws -> [String] {
        var bytes: [UInt8] = []
        try FloatStream.encode(values, lengths: [values.count], ZstdCompressor(level: 3), to: &bytes)
        var cursor = ByteCursor(bytes)
        cursor.traceEncodings()
        let decoded = try FloatStream.decode(lengths: [values.count], from: &cursor)
        #expect(decoded.map(\.bitPattern) == values.map(\.bitPattern))
        try cursor.end()
        return cursor.encodings ?? []
    }

    @Test(arguments: [3, 7, 1000, 25_000, 50_021]) func shares(total: Int) throws {
        var random = SeededGenerator(seed: UInt64(total))
        let counts = (0..<500).map { _ in Double(Int.random(in: 0...total, using: &random)) }
        #expect(try roundTrip(counts.map { $0 / Double(total) }).first != "bits")
        #expect(try roundTrip(counts.map { $0 / Double(total) * 100 }).first != "bits")
    }

    @Test func sharesOfSeveralSamples() throws {
        var random = SeededGenerator(seed: 5)
        let values = [768, 1372, 5000, 45_211].flatMap { total in
            (0..<300).map { _ in Double(Int.random(in: 0...total, using: &random)) / Double(total) }
        }
        #expect(try roundTrip(values).first == "quotients")
    }

    /// Means as a metric has them: the correctly rounded sum of printed numbers, divided once.
    @Test func meansOfDecimals() throws {
        var random = SeededGenerator(seed: 9)
        let values = (0..<200).map { _ in
            Double(Int.random(in: 1_000_000...90_000_000, using: &random)) / 10_000
                / Double([49, 99, 199].randomElement(using: &random) ?? 1)
        }
        #expect(try roundTrip(values).first == "quotients")
    }

    @Test(arguments: 0..<20) func noiseIsNoQuotient(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        #expect(try roundTrip((0..<200).map { _ in Double.random(in: 0...1, using: &random) }).first == "bits")
    }

    /// Differences of seconds since 1970.
    @Test func clocks() throws {
        var random = SeededGenerator(seed: 2)
        let values = (0..<300).map { _ in (1.6e9 + Double.random(in: 0...20, using: &random)) - 1.6e9 }
        #expect(try roundTrip(values).first == "binary 22")
    }

    @Test func whatIsNotFiniteIsAnException() throws {
        let shares = (1...200).map { Double($0) / 7 }
        _ = try roundTrip(shares + [.nan, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude])
        _ = try roundTrip(Array(repeating: .nan, count: 100))
        _ = try roundTrip(Array(repeating: .infinity, count: 100))
        _ = try roundTrip(Array(repeating: -1.0 / 3, count: 100) + [5e-324])
    }

    @Test(
        arguments: [
            "06 0b 01 00 01 02 01 02",  // 11 digits
            "06 00 02 00 01 02 01 02",  // a factor of 2
            "06 00 01 00 01 00 01 02",  // a divisor of 0
            "06 00 01 00 01 02",  // no integers
            "07 3d 00 01 02",  // a shift of 61
        ]) func damage(hex: String)
    {
        var cursor = ByteCursor(bytes(hex))
        #expect(throws: BenchError.self) { try FloatStream.decode(lengths: [2], from: &cursor) }
    }
}

/// A decoder gives any run alone as it gives it among all others.
@Suite struct RunByRunTests {
    @Test(arguments: 0..<200) func runsAreDecodedAlone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lengths = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            Int.random(in: 0...3, using: &random) == 0 ? 0 : Int.random(in: 1...70, using: &random)
        }
        let shared = (0..<70).map { Int64($0 * $0) }
        let values = lengths.flatMap { length -> [Int64] in
            var level: Int64 = 500
            return (0..<length).map { step in
                level += Int64.random(in: -400...400, using: &random) / Int64(step + 1)
                return seed % 3 == 0 ? shared[step] : level << Int64(seed % 40)
            }
        }
        var bytes: [UInt8] = []
        try IntegerStream.encode(values, lengths: lengths, ZstdCompressor(level: 3), to: &bytes)
        let layout = RunLayout(lengths: lengths)
        var cursor = ByteCursor(bytes)
        let decoder = try IntegerStream.decoder(layout, from: &cursor)
        #expect(decoder.values(of: 0..<lengths.count, layout) == values)
        for run in lengths.indices {
            #expect(decoder.values(of: run..<run + 1, layout) == Array(values[layout.range(of: run)]))
        }
    }

    /// Whatever bytes a decoder was made of, all of its runs can be read.
    @Test(arguments: 0..<2000) func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
            Bool.random(using: &random)
                ? UInt8.random(in: 0...8, using: &random) : UInt8.random(in: 0...255, using: &random)
        }
        let layout = RunLayout(lengths: (0..<5).map { _ in Int.random(in: 0...20, using: &random) })
        var cursor = ByteCursor(bytes)
        guard let decoder = try? FloatStream.decoder(layout, from: &cursor) else { return }
        let whole = decoder.values(of: 0..<5, layout).map(\.bitPattern)
        let apart = (0..<5).flatMap { decoder.values(of: $0..<$0 + 1, layout).map(\.bitPattern) }
        #expect(whole == apart)
    }

    /// Pieces of 2, 2, 4, 8, ...; the last is what is left.
    @Test func pieces() {
        #expect(Array(Pieces(20, 2)) == [2, 2, 4, 8, 4])
        #expect(Array(Pieces(1, 8)) == [1])
        #expect(Array(Pieces(0, 8)) == [])
        #expect(Array(Pieces(7, 0)) == [7])
        #expect(Array(Pieces(0, 0)) == [])
        #expect(Pieces(200, 8).count == 6)
    }
}
