import BenchSchema
import Testing

@testable import BenchFormat

/// The examples of Specs/registry.md whose encodings a writer chooses as they stand there.
@Suite struct WrittenBytesTests {
    private let zstd = ZstdCompressor(level: 3)

    @Test func split() throws {
        var out: [UInt8] = []
        try Split.encode([905, -713, 822, -990, 641, 2, -1, 1], lengths: [5, 3], zstd, .entropyOnly, to: &out)
        #expect(out == bytes("04 08 00 02 07 00 00 05 89 9b 4d 14 00 02 01 00 08 0e 0b 0c 0f 0a 04 01 02"))
    }

    /// 8 values of 7 noisy bits, 4 of none, and a run of none.
    @Test func splitInPieces() throws {
        var out: [UInt8] = []
        let values: [Int64] = [900, -713, 822, -990, 641, 700, -700, 512, 3, -2, 1, 1]
        try Split.encode(values, lengths: [12, 0], zstd, .entropyOnly, to: &out)
        let expected = """
            04 08 00 02 07 00 00 07 84 9b 4d 14 e0 11 01 02 01 00 0c 0e 0b 0c 0f 0a 0a 0b 08 06 03 02 02
            """
        #expect(out == bytes(expected))
        var cursor = ByteCursor(out)
        #expect(try IntegerStream.decode(lengths: [12, 0], from: &cursor) == values)
    }

    @Test func centred() throws {
        var out: [UInt8] = []
        try Linear.encode(
            [5, 6, 3, 7], lengths: [3, 1], Linear.Model(order: 0, centre: 5), zstd, .entropyOnly, to: &out)
        #expect(out == bytes("03 00 01 0a 02 01 00 04 00 02 03 04"))
        // Chosen where differences to the value before are no smaller.
        out = []
        try IntegerStream.encode([1005, 1006, 1003, 1007, 1004], lengths: [3, 2], zstd, to: &out)
        #expect(out == bytes("03 00 01 da 0f 02 01 00 05 00 02 03 04 01"))
    }

    @Test func quotients() throws {
        var out: [UInt8] = []
        try FloatStream.encode((1...16).map { Double($0) / 7 }, lengths: [16], zstd, to: &out)
        let expected = "06 00 01 00 01 0e 03 02 00 01 02 02 01 00 0f 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
        #expect(out == bytes(expected))
    }

    @Test func binary() throws {
        var out: [UInt8] = []
        let fractions = FloatIntegers([0x1p-12, 0x3p-12, -0x5p-12], .binary(shift: 12))
        try FloatStream.encodeDomain(fractions, zstd, to: &out)
        try IntegerStream.encode(fractions.integers, lengths: [3], zstd, to: &out)
        #expect(out == bytes("07 0c 00 03 01 00 01 02 02 01 00 02 04 0f"))
    }

    @Test func proportional() throws {
        var out: [UInt8] = []
        try Predictor.proportional(slopes: [1, 2], shift: 1).append(zstd, to: &out)
        try IntegerStream.encode([1, 0, 1, 0, 0], lengths: [3, 2], zstd, to: &out)
        #expect(out == bytes("05 01 03 01 00 01 02 02 01 00 01 02 02 01 00 05 02 00 02 00 00"))
    }
}
