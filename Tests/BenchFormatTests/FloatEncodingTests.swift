import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

/// Which encoding a writer takes for which doubles, and that all come back, bit for bit.
@Suite struct FloatEncodingTests {
    private enum ID {
        static let bits: UInt8 = 2
        static let float32: UInt8 = 5
        static let quotients: UInt8 = 6
        static let binary: UInt8 = 7
        static let fractions: UInt8 = 8
    }

    /// The encoding of values, which must come back from it.
    private func encoded(_ values: [Double], _ lengths: [Int]? = nil) throws -> (id: UInt8, count: Int) {
        let lengths = lengths ?? [values.count]
        var bytes: [UInt8] = []
        try FloatStream.encode(values, lengths: lengths, ZstdCompressor(level: 3), to: &bytes)
        var cursor = ByteCursor(bytes)
        let decoded = try FloatStream.decode(lengths: lengths, from: &cursor)
        #expect(decoded.map(\.bitPattern) == values.map(\.bitPattern))
        try cursor.end()
        return (bytes[0], bytes.count)
    }

    /// A few values that are of no kind among the others.
    private func strewn(_ values: [Double], _ random: inout SeededGenerator) -> [Double] {
        values.map { value in
            guard Int.random(in: 0..<50, using: &random) == 0 else { return value }
            return [.nan, -0.0, .infinity, 1e300, .pi].randomElement(using: &random) ?? 0
        }
    }

    @Test(arguments: 0..<40) func sharesOfASample(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // No number of which every share is a decimal.
        let sizes = (0..<Int.random(in: 1...3, using: &random)).map { _ in 7 * Int.random(in: 1...5000, using: &random)
        }
        let shares = (0..<300).map { _ -> Double in
            let size = sizes.randomElement(using: &random) ?? 7
            return Double(Int.random(in: 0...size, using: &random)) / Double(size)
        }
        let found = try encoded(strewn(shares, &random), [100, 0, 200])
        #expect(found.id == ID.quotients)
        #expect(found.count < 300 * 5)
    }

    @Test(arguments: 0..<40) func sharesInPercent(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let size = 7 * Int.random(in: 1...5000, using: &random)
        let shares = (0..<300).map { _ in Double(Int.random(in: 0...size, using: &random)) / Double(size) * 100 }
        let found = try encoded(strewn(shares, &random))
        #expect(found.id == ID.quotients)
        #expect(found.count < 300 * 4)
    }

    @Test(arguments: [3, 6, 7, 9, 11, 13, 49, 96, 1000], 0...3) func meansOfDecimals(count: Int, digits: Int) throws {
        var random = SeededGenerator(seed: UInt64(count * 10 + digits))
        let power = FloatDomain.powersOfTen[digits]
        let means = (0..<200).map { _ in Double(Int.random(in: 1...9_999_999, using: &random)) / power / Double(count) }
        let found = try encoded(strewn(means, &random))
        if count < 1000 { #expect(found.id == ID.quotients) }
        #expect(found.count < 200 * 5)
    }

    /// Means over the classes of a sample, or over folds of unequal size: each a sum of shares, in any order of rounding.
    @Test(arguments: 0..<40) func meansOfShares(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sizes = [[127, 301, 88], [29, 31], [133, 134, 134], [7, 11, 13, 17, 19]][Int(seed) % 4]
        let sign: Double = seed % 3 == 0 ? -1 : 1
        let means = (0..<400).map { _ in
            sign * sizes.reduce(0) { $0 + Double(Int.random(in: 0...$1, using: &random)) / Double($1) }
                / Double(sizes.count)
        }
        let found = try encoded(strewn(means, &random), [150, 0, 250])
        #expect(found.id == ID.fractions || sizes.count == 2)
        #expect(found.count < 400 * 5)
    }

    @Test func stepsOfTheLastPlace() throws {
        let third = 1.0 / 3
        let domain = FloatDomain.fractions(denominator: 3, spread: 2)
        for (integer, value) in [(5, third), (6, third.nextUp), (3, third.nextDown.nextDown), (-5, -third), (0, 0)] {
            #expect(domain.integer(of: value) == Int64(integer))
            #expect(domain.value(of: Int64(integer)) == value)
        }
        for value in [third.nextUp.nextUp.nextUp, -0.0, 0.5, .nan, .infinity, 1e300] {
            #expect(domain.integer(of: value) == nil)
        }
        // What no writer writes still has a value, and no trap.
        for integer in [Int64.min, .max, .min + 1, .max - 1] {
            for spread in 0...FloatDomain.maximumSpread {
                _ = FloatDomain.fractions(denominator: 1 << 26, spread: spread).value(of: integer)
            }
        }
    }

    @Test func fractionsOfHostileParameters() throws {
        for (hex, message) in [
            ([8, 0, 0, 0], "fractions of 0, 0 steps away"), ([8, 3, 9, 0], "fractions of 3, 9 steps away"),
            ([8, 0x81, 0x80, 0x80, 0x20, 0, 0], "67108865 is more than 67108864"),
        ] as [([UInt8], String)] {
            var cursor = ByteCursor(hex)
            let error = #expect(throws: BenchError.self) { try FloatStream.decode(lengths: [1], from: &cursor) }
            #expect(error?.message == message)
        }
    }

    @Test(arguments: 0..<40) func noiseIsNoQuotient(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scale = Double(sign: .plus, exponent: Int.random(in: -30...30, using: &random), significand: 1)
        let values = (0..<200).map { _ in Double.random(in: -1...1, using: &random) * scale }
        #expect(Quotients(values) == nil)
        #expect(try encoded(values).id == ID.bits)
        #expect(Quotients((0..<200).map { _ in Double(bitPattern: random.next()) }) == nil)
    }

    @Test func sharesOfSeveralSamples() throws {
        var random = SeededGenerator(seed: 5)
        let values = [768, 1372, 5000, 45_211].flatMap { total in
            (0..<300).map { _ in Double(Int.random(in: 0...total, using: &random)) / Double(total) }
        }
        #expect(try encoded(values).id == ID.quotients)
    }

    /// Means as a metric has them: the correctly rounded sum of printed numbers, divided once.
    @Test func meansOverEpochs() throws {
        var random = SeededGenerator(seed: 9)
        let values = (0..<200).map { _ in
            Double(Int.random(in: 1_000_000...90_000_000, using: &random)) / 10_000
                / Double([49, 99, 199].randomElement(using: &random) ?? 1)
        }
        #expect(try encoded(values).id == ID.quotients)
    }

    @Test func whatIsNotFiniteIsAnException() throws {
        let shares = (1...200).map { Double($0) / 7 }
        _ = try encoded(shares + [.nan, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude])
        _ = try encoded(Array(repeating: .nan, count: 100))
        _ = try encoded(Array(repeating: .infinity, count: 100))
        _ = try encoded(Array(repeating: -1.0 / 3, count: 100) + [5e-324])
    }

    /// Differences of seconds since 1970.
    @Test func clocks() throws {
        var random = SeededGenerator(seed: 2)
        let values = (0..<300).map { _ in (1.6e9 + Double.random(in: 0...20, using: &random)) - 1.6e9 }
        #expect(try encoded(values).id == ID.binary)
    }

    @Test func fewValuesAreNotWorthIt() {
        #expect(Quotients((1...15).map { Double($0) / 7 }) == nil)
        #expect(Quotients([]) == nil)
        #expect(Quotients(Array(repeating: .nan, count: 100)) == nil)
        #expect(Quotients(Array(repeating: .infinity, count: 100)) == nil)
    }

    @Test(arguments: 0..<40) func binaryFractions(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // With fewer digits they are decimals.
        let shift = Int.random(in: 14...FloatDomain.maximumShift, using: &random)
        let unit = Double(sign: .plus, exponent: -shift, significand: 1)
        let values = (0..<300).map { _ in Double(Int.random(in: -400_000...400_000, using: &random)) * unit }
        let special = values.map { Int.random(in: 0..<50, using: &random) == 0 ? Double.nan : $0 }
        let found = try encoded(special, [150, 150])
        #expect(found.id == ID.binary)
        #expect(found.count < 300 * 4)
        // Of half of the values there is no saying.
        let mixed = values.map { Bool.random(using: &random) ? $0 : $0 + .pi }
        #expect(try encoded(mixed).id != ID.binary)
    }

    @Test func singlePrecisionIsTakenBeforeLongFractions() throws {
        var random = SeededGenerator(seed: 1)
        let values = (0..<300).map { _ in Double(Float.random(in: 0.001...1000, using: &random)) }
        #expect(try encoded(values).id == ID.float32)
    }
}

/// Parameters of float encodings that mean nothing, in streams of three values.
@Suite struct DamagedFloatTests {
    private func code(_ hex: String) -> BenchError.Code? {
        var cursor = ByteCursor(bytes(hex))
        do throws(BenchError) {
            #expect(try FloatStream.decode(lengths: [2, 1], from: &cursor).count == 3)
            return nil
        } catch { return error.code }
    }

    @Test func quotients() {
        #expect(code("06 00 01 00 01 06 01 02") == nil)
        // Ten digits, eleven; the factors 100, 0, 2 and 10.
        #expect(code("06 0a 01 00 01 06 01 02") == nil)
        #expect(code("06 0b 01 00 01 06 01 02") == .damaged)
        #expect(code("06 00 64 00 01 06 01 02") == nil)
        for factor in ["00", "02", "0a"] { #expect(code("06 00 \(factor) 00 01 06 01 02") == .damaged) }
        // Divisors of -1, of 0, and one of 0 among others, where an exception stands too.
        #expect(code("06 00 01 00 01 01 01 02") == nil)
        #expect(code("06 00 01 00 01 00 01 02") == .damaged)
        #expect(code("06 00 01 00 02 01 00 03 02 00 02 01 02") == .damaged)
        #expect(code("06 00 01 01 01 02 01 00 02 01 00 03 02 00 02 01 02") == .damaged)
        // An exception at the last place, and behind it; four of three.
        #expect(code("06 00 01 01 01 04 01 00 01 06 01 02") == nil)
        #expect(code("06 00 01 01 01 06 01 00 01 06 01 02") == .damaged)
        #expect(code("06 00 01 04 01 00 01 00 01 06 01 02") == .damaged)
        // Cut off.
        for hex in [
            "06", "06 00", "06 00 01", "06 00 01 00", "06 00 01 00 01 06", "06 00 01 00 01 06 02 01 00 02 00 00",
        ] {
            #expect(code(hex) == .damaged, "\(hex)")
        }
    }

    @Test func binary() {
        #expect(code("07 00 00 01 02") == nil)
        #expect(code("07 3c 00 01 02") == nil)
        #expect(code("07 3d 00 01 02") == .damaged)
        #expect(code("07 0c 01 01 06 01 00 01 02") == .damaged)
        for hex in ["07", "07 0c", "07 0c 00", "07 0c 01 01 00"] { #expect(code(hex) == .damaged, "\(hex)") }
        // None before 1, none after 8.
        #expect(code("00 00 00 01 02") == .unsupported)
        #expect(code("09 00 00 01 02") == .unsupported)
    }
}
