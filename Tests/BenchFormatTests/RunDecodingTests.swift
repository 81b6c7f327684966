import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

/// A decoder that could be made can give every run, alone and with others, and always the same: whatever is wrong with
/// bytes was found before.
@Suite struct RunDecodingTests {
    private func lengths(_ random: inout SeededGenerator) -> [Int] {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
            Bool.random(using: &random) ? Int.random(in: 0...40, using: &random) : 12
        }
    }

    /// Each run, and all ranges of runs, are the parts of the whole.
    private func check<T: Equatable>(_ layout: RunLayout, _ values: (Range<Int>) -> [T]) {
        let whole = values(0..<layout.runs)
        #expect(whole.count == layout.count)
        for first in 0...layout.runs {
            for end in first...layout.runs {
                #expect(values(first..<end) == Array(whole[layout.starts[first]..<layout.starts[end]]))
            }
        }
    }

    private func check(_ decoder: IntegerDecoder, _ layout: RunLayout) {
        check(layout) { decoder.values(of: $0, layout) }
        #expect(decoder.byteCount > 0 || layout.count == 0)
    }

    private func check(_ decoder: FloatDecoder, _ layout: RunLayout) {
        check(layout) { decoder.values(of: $0, layout).map(\.bitPattern) }
    }

    /// A cursor that may ask for the series `err`, whose runs are somewhat longer or shorter than these.
    private func cursor(_ bytes: [UInt8], _ lengths: [Int], _ random: inout SeededGenerator) -> ByteCursor {
        let known = lengths.map { max($0 + Int.random(in: -9...3, using: &random), 0) }
        let values = (0..<known.reduce(0, +)).map { _ in Int64(bitPattern: random.next()) >> 40 }
        let isFloat = Bool.random(using: &random)
        let err = series(isFloat ? .float64(values.map { Double($0) / 100 }) : .int64(values), known)
        var cursor = ByteCursor(bytes)
        cursor.source = { name throws(BenchError) in
            guard name == "err" else { throw BenchError(.damaged, "no \(name)") }
            return (err, Array(lengths.indices), false)
        }
        return cursor
    }

    @Test(arguments: 0..<1000) func streamsOfEveryForm(seed: UInt64) throws {
        var stream = RandomStream(random: SeededGenerator(seed: seed), isPredictable: true)
        let lengths = lengths(&stream.random)
        let layout = RunLayout(lengths: lengths)
        let bytes = stream.bytes(lengths)
        var integers = cursor(bytes, lengths, &stream.random)
        check(try IntegerStream.decoder(layout, from: &integers), layout)
        try integers.end()
        // As bit patterns, decimals, counts, single precision and binary fractions too, with an exception.
        let header: [UInt8] = [[2], [1, 2], [3, 2, 7], [5], [7, 20]].randomElement(using: &stream.random) ?? [2]
        let exception: [UInt8] = header[0] == 2 ? [] : layout.count == 0 ? [0] : [1, 1, 0, 1, 9]
        var floats = cursor(header + exception + bytes, lengths, &stream.random)
        check(try FloatStream.decoder(layout, from: &floats), layout)
        try floats.end()
    }

    /// The same streams with a byte changed, cut off or left out.
    @Test(arguments: 0..<2000) func damagedStreams(seed: UInt64) {
        var stream = RandomStream(random: SeededGenerator(seed: seed), isPredictable: true)
        let lengths = lengths(&stream.random)
        let layout = RunLayout(lengths: lengths)
        var bytes = stream.bytes(lengths)
        let place = Int.random(in: bytes.indices, using: &stream.random)
        switch seed % 4 {
        case 0: bytes.remove(at: place)
        case 1: bytes.removeSubrange(place...)
        case 2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &stream.random)
        default: bytes[place] = UInt8(stream.random.next() >> 56)
        }
        var integers = cursor(bytes, lengths, &stream.random)
        if let decoder = try? IntegerStream.decoder(layout, from: &integers) { check(decoder, layout) }
        var floats = cursor([UInt8.random(in: 0...8, using: &stream.random)] + bytes, lengths, &stream.random)
        if let decoder = try? FloatStream.decoder(layout, from: &floats) { check(decoder, layout) }
    }

    /// Values as a writer encodes them, of a segment in which some runs don't hold the series.
    @Test(arguments: 0..<100) func seriesOfABlock(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lengths = lengths(&random)
        var level: Int64 = 0
        let values = (0..<lengths.reduce(0, +)).map { _ -> Int64 in
            level += Int64.random(in: -99...99, using: &random)
            return level
        }
        var bytes: [UInt8] = []
        try FloatStream.encode(
            values.map { seed % 2 == 0 ? Double($0) / 100 : Double($0) / 3 }, lengths: lengths,
            ZstdCompressor(level: 3),
            to: &bytes)
        var states: [ColumnBlock.PresenceState] = []
        for _ in lengths {
            while Int.random(in: 0..<3, using: &random) == 0 { states.append(.absent) }
            states.append(.present)
        }
        var cursor = ByteCursor(bytes)
        let found = try EncodedSeries(.float64, lengths: lengths, states: states, from: &cursor)
        let series = try #require(found)
        var whole: [Double] = []
        #expect(series.read(into: &whole))
        var (run, start) = (0, 0)
        for (row, state) in states.enumerated() {
            guard case .float64(let elements) = series.elements(of: row) else {
                Issue.record("no float64")
                return
            }
            let count = state == .present ? lengths[run] : 0
            #expect(elements == Array(whole[start..<start + count]))
            (run, start) = (run + (state == .present ? 1 : 0), start + count)
        }
        #expect(series.elements == .float64(Array(whole.prefix(start))))
    }
}
