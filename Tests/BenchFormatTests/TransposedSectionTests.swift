import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

/// Sections of rows that are stored column by column.
@Suite struct TransposedSectionTests {
    /// The example of Specs/registry.md.
    private static let example = "02 08 02 11 28 b5 2f fd 20 08 41 00 00 61 61 61 62 31 32 33 34"

    private func read(_ bytes: [UInt8], limit: Int = 8) throws(BenchError) -> [UInt8] {
        var cursor = ByteCursor(bytes)
        let content = try Section.read(limit: limit, from: &cursor)
        try cursor.end()
        return Array(content)
    }

    private func code(_ hex: String, limit: Int = 8) -> BenchError.Code? {
        do throws(BenchError) {
            _ = try read(bytes(hex), limit: limit)
            return nil
        } catch { return error.code }
    }

    @Test func theExample() throws {
        #expect(try read(bytes(Self.example)) == Array("a1a2a3b4".utf8))
    }

    @Test func whatIsDamage() {
        let frame = "11 28 b5 2f fd 20 08 41 00 00 61 61 61 62 31 32 33 34"
        for width in ["01", "02", "04", "08"] { #expect(code("02 08 \(width) \(frame)") == nil) }
        // Rows of no bytes, of 3 of 8, of more than all, another size than the frame's; a size beyond the limit.
        for width in ["00", "03", "10", "ff ff 7f"] { #expect(code("02 08 \(width) \(frame)") == .damaged) }
        #expect(code("02 06 02 \(frame)") == .damaged)
        #expect(code("02 08 02 \(frame)", limit: 7) == .damaged)
        #expect(code("02 00 01 00") == .damaged)
        #expect(code("03 08 02 \(frame)") == .unsupported)
        let whole = bytes(Self.example)
        for count in 0..<whole.count {
            #expect(throws: BenchError.self) { try read(Array(whole[..<count])) }
        }
    }

    @Test(arguments: 0..<40) func rowsComeBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (width, height) = (Int.random(in: 1...40, using: &random), Int.random(in: 0...400, using: &random))
        let isRegular = (0..<width).map { _ in Bool.random(using: &random) }
        let content = (0..<width * height).map { place -> UInt8 in
            isRegular[place % width] ? UInt8(place % width) : .random(in: 0...255, using: &random)
        }
        var out: [UInt8] = []
        try Section.append(content, width: width, ZstdCompressor(level: 3), to: &out)
        #expect(try read(out, limit: content.count) == content)
    }

    /// Names that a program made take as much as their digits of noise.
    @Test(arguments: [1023, 1024, 3000]) func namesOfOneLength(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let names = (0..<count).map { number in
            ByteString(
                "logs/run-\(100_000 + number)-\(UInt64.random(in: 1_000_000_000...9_999_999_999, using: &random)).pth")
        }
        func encoded(_ names: [ByteString]) throws -> (size: Int, encodings: [String]) {
            var out: [UInt8] = []
            try ByteStringStream.encode(names, ZstdCompressor(level: 12), to: &out)
            var cursor = ByteCursor(out)
            cursor.traceEncodings()
            #expect(try ByteStringStream.decode(count: names.count, from: &cursor) == names)
            try cursor.end()
            return (out.count, cursor.encodings ?? [])
        }
        let (size, encodings) = try encoded(names)
        #expect(encodings.contains("columns of 30") == (count >= 1024))
        // Ten digits are 33 bits; a match in each row makes it twice as much.
        #expect((size < 6 * count) == (count >= 1024))
        // Rows of several lengths have no columns.
        #expect(!(try encoded(names + ["another"]).encodings.contains { $0.hasPrefix("columns") }))
    }
}
