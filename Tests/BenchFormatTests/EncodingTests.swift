import BenchFormat
import BenchSchema
import TestSupport
import Testing

@Suite struct EncodingTests {
    private func lengths(_ random: inout SeededGenerator) -> [Int] {
        (0..<Int.random(in: 0...9, using: &random)).map { _ in
            Bool.random(using: &random) ? Int.random(in: 0...40, using: &random) : 12
        }
    }

    @Test(arguments: 0..<200) func integers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lengths = lengths(&random)
        let shift = UInt64.random(in: 0..<64, using: &random)
        var level: Int64 = 0
        let kind = seed % 4
        let values = (0..<lengths.reduce(0, +)).map { place -> Int64 in
            let noise = Int64(bitPattern: random.next()) >> Int64(shift)
            level = level &+ noise >> 8
            return switch kind {
            case 0: noise
            case 1: level &+ noise >> 12
            case 2: Int64(place % 12)
            default: Int.random(in: 0..<9, using: &random) == 0 ? .min : 7
            }
        }
        var bytes: [UInt8] = []
        try IntegerStream.encode(values, lengths: lengths, ZstdCompressor(level: 3), to: &bytes)
        var cursor = ByteCursor(bytes)
        #expect(try IntegerStream.decode(lengths: lengths, from: &cursor) == values)
        try cursor.end()
    }

    @Test(arguments: 0..<200) func floats(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lengths = lengths(&random)
        let digits = Int.random(in: 0...6, using: &random)
        let power = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let values = (0..<lengths.reduce(0, +)).map { _ -> Double in
            switch (seed % 3, Int.random(in: 0..<30, using: &random)) {
            case (0, _): Double(bitPattern: random.next())
            case (_, 0):
                [.nan, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, 1e300].randomElement(using: &random) ?? 0
            default: Double(Int.random(in: -9_999_999...9_999_999, using: &random)) / power
            }
        }
        var bytes: [UInt8] = []
        try FloatStream.encode(values, lengths: lengths, ZstdCompressor(level: 3), to: &bytes)
        var cursor = ByteCursor(bytes)
        let decoded = try FloatStream.decode(lengths: lengths, from: &cursor)
        #expect(decoded.map(\.bitPattern) == values.map(\.bitPattern))
        try cursor.end()
    }

    @Test(arguments: 0..<50) func strings(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = (0..<Int.random(in: 0...50, using: &random)).map { _ in
            ByteString(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in UInt8.random(in: 250...255, using: &random) })
        }
        var bytes: [UInt8] = []
        try ByteStringStream.encode(values, ZstdCompressor(level: 3), to: &bytes)
        var cursor = ByteCursor(bytes)
        #expect(try ByteStringStream.decode(count: values.count, from: &cursor) == values)
        try cursor.end()
    }

    /// Whatever bytes a decoder meets, it gives as many values as it should, or a typed error.
    @Test(arguments: 0..<2000) func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // The first bytes choose an encoding, so ids are likelier than chance would have them.
        let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
            Bool.random(using: &random)
                ? UInt8.random(in: 0...8, using: &random) : UInt8.random(in: 0...255, using: &random)
        }
        let lengths = lengths(&random)
        var cursor = ByteCursor(bytes)
        if let values = try? IntegerStream.decode(lengths: lengths, from: &cursor) {
            #expect(values.count == lengths.reduce(0, +))
        }
        cursor = ByteCursor(bytes)
        if let values = try? FloatStream.decode(lengths: lengths, from: &cursor) {
            #expect(values.count == lengths.reduce(0, +))
        }
        cursor = ByteCursor(bytes)
        if let values = try? ByteStringStream.decode(count: lengths.count, from: &cursor) {
            #expect(values.count == lengths.count)
        }
    }
}

@Suite struct CursorTests {
    @Test func everyReadIsBounded() {
        var cursor = ByteCursor([1, 2, 3])
        #expect(throws: BenchError.self) { try cursor.load(UInt32.self) }
        #expect(throws: BenchError.self) { try cursor.slice(-1) }
        #expect(throws: BenchError.self) { try cursor.slice(.max) }
        #expect(throws: BenchError.self) { try cursor.end() }
    }

    @Test(arguments: [0, 1, 127, 128, 300, 1 << 32, UInt64.max]) func numbers(value: UInt64) throws {
        var bytes: [UInt8] = []
        bytes.append(varint: value)
        var cursor = ByteCursor(bytes)
        #expect(try cursor.varint() == value)
        try cursor.end()
    }

    @Test func numbersOfMoreThan64Bits() {
        var cursor = ByteCursor([UInt8](repeating: 0xFF, count: 11))
        #expect(throws: BenchError.self) { try cursor.varint() }
        cursor = ByteCursor([UInt8](repeating: 0xFF, count: 9) + [2])
        #expect(throws: BenchError.self) { try cursor.varint() }
    }

    @Test func aFrameThatClaimsMoreThanItMay() throws {
        let frame = try ZstdCompressor(level: 3).compress([UInt8](repeating: 7, count: 100_000))
        #expect(throws: BenchError.self) { try ZstdDecompressor().decompress(frame[...], size: 10) }
        #expect(try ZstdDecompressor().decompress(frame[...], size: 100_000).count == 100_000)
    }
}
