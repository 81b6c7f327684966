import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

@Suite struct DictionaryTests {
    private func encoded(_ values: [Int64], _ lengths: [Int]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try IntegerStream.encode(values, lengths: lengths, ZstdCompressor(level: 3), to: &bytes)
        return bytes
    }

    @Test(arguments: 0..<60) func fewValuesFarApart(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let distinct = (0..<Int.random(in: 2...40, using: &random)).map { _ in Int64(bitPattern: random.next()) }
        let lengths = (0..<Int.random(in: 1...9, using: &random)).map { _ in Int.random(in: 0...120, using: &random) }
        let values = (0..<lengths.reduce(0, +)).map { _ in distinct.randomElement(using: &random) ?? 0 }
        let bytes = try encoded(values, lengths)
        if values.count >= 400 {
            #expect(bytes[0] == IntegerStream.ID.dictionary)
            #expect(bytes.count < 8 * distinct.count + values.count + 100)
        }
        var cursor = ByteCursor(bytes)
        #expect(try IntegerStream.decode(lengths: lengths, from: &cursor) == values)
        try cursor.end()
    }

    @Test func aDictionaryMustBeInOrderAndHaveWhatIsAsked() {
        for hex in ["07 02 02 01 00 02 04 02 01 00", "07 02 02 01 00 02 02 04 02 01 00 02 00 04", "07 03 01 00 01 00"] {
            var cursor = ByteCursor(bytes(hex))
            #expect(throws: BenchError.self) { try IntegerStream.decode(lengths: [2], from: &cursor) }
        }
    }

    /// The examples of registry.md.
    @Test func goldenBytes() throws {
        var cursor = ByteCursor(bytes("07 02 02 01 00 02 0a d0 02 01 00 05 00 02 02 00 02"))
        #expect(try IntegerStream.decode(lengths: [5], from: &cursor) == [5, 104, 104, 5, 104])
        try cursor.end()
        cursor = ByteCursor(bytes("05 01 01 04 01 aa d5 aa d5 aa d5 aa d5 7f 01 9a b3 e6 dc 07"))
        let values = [Double(Float(0.1)), Double(Float(0.1)), 1.0 / 3]
        #expect(try FloatStream.decode(lengths: [3], from: &cursor) == values)
        try cursor.end()
    }

    @Test(arguments: 0..<30) func widenedSinglePrecision(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = (0..<300).map { place -> Double in
            place % 40 == 7
                ? Double(bitPattern: random.next()) : Double(Float(bitPattern: UInt32(random.next() & 0x7F7F_FFFF)))
        }
        var bytes: [UInt8] = []
        try FloatStream.encode(values, lengths: [100, 200], ZstdCompressor(level: 3), to: &bytes)
        #expect(bytes[0] == 5)
        #expect(bytes.count < 300 * 5 + 200)
        var cursor = ByteCursor(bytes)
        #expect(
            try FloatStream.decode(lengths: [100, 200], from: &cursor).map(\.bitPattern) == values.map(\.bitPattern))
        try cursor.end()
    }
}
