import BenchSchema
import Testing

@testable import BenchFormat

/// Bytes, and the values that they stand for.
struct Example<Value: Sendable>: Sendable, CustomTestStringConvertible {
    var name: String
    var hex: String
    var lengths: [Int]
    var values: [Value]

    init(_ name: String, _ hex: String, _ lengths: [Int], _ values: [Value]) {
        (self.name, self.hex, self.lengths, self.values) = (name, hex, lengths, values)
    }

    var testDescription: String { name }
}

/// The examples of Specs/registry.md and one more: what these bytes mean never changes, whichever bytes a writer
/// chooses.
@Suite struct GoldenBytesTests {
    static let ofIntegers: [Example<Int64>] = [
        Example("constant", "01 05", [3], [-3, -3, -3]),
        Example("planes", "02 02 00 05 00 01 02 03 58 00 05 00 00 00 00 02", [5], [0, -1, 1, -2, 300]),
        Example(
            "linear, order 2", "03 02 00 01 02 02 01 00 09 02 00 00 00 02 00 00 00 00", [5, 6],
            [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6]),
        Example(
            "linear, an empty run", "03 01 00 03 01 00 01 06 02 01 00 01 0e 02 01 00 03 04 01 02", [3, 0, 2],
            [3, 5, 4, 10, 11]),
        Example(
            "linear, weights",
            """
            03 01 04 0c 80 20 00 00 ff 07 03 01 00 01 14 04 00 00 01 04 00 01 0a 02 01 00 01 0a
            02 01 00 09 10 00 02 02 02 05 00 00 01
            """, [6, 5], [10, 18, 22, 25, 27, 28, 100, 97, 95, 94, 92]),
        Example(
            "linear, order 2 and weights",
            """
            03 02 04 0c 80 20 00 00 ff 07 03 01 00 01 14 04 00 00 01 04 00 01 0a 02 01 00 01 0a
            02 01 00 08 10 0f 02 00 05 06 02 01
            """, [5, 5], [10, 18, 22, 25, 27, 100, 97, 95, 94, 92]),
        Example("linear, order 0", "03 00 01 0a 02 01 00 04 00 02 03 04", [3, 1], [5, 6, 3, 7]),
        Example(
            "split in pieces", "04 02 00 03 04 01 00 00 02 35 01 02 01 00 05 02 02 04 04 06", [5], [21, 19, 5, 4, 3]),
        Example(
            "split in pieces, runs of none", "04 02 00 03 04 01 00 00 02 35 01 02 01 00 05 02 02 04 04 06", [0, 5, 0],
            [21, 19, 5, 4, 3]),
        Example(
            "split", "04 08 00 02 07 00 00 05 89 9b 4d 14 00 02 01 00 08 0e 0b 0c 0f 0a 04 01 02", [5, 3],
            [905, -713, 822, -990, 641, 2, -1, 1]),
        Example(
            "repeated",
            """
            05 03 02 00 01 00 02 01 00 02 02 03 03 02 00 03 01 00 01 02 02 01 00 01 04
            02 01 00 06 02 02 04 04 04 08
            """, [4, 4, 4], [1, 2, 4, 8, 3, 5, 9, 17, 1, 2, 4, 8]),
    ]

    static let ofFloats: [Example<Double>] = [
        Example(
            "decimal", "01 02 00 03 01 00 01 b4 8d 01 04 00 00 01 09 00 03 2f f6 00 02 01 00 02 0b 07", [3],
            [90.5, 60.25, 41]),
        Example(
            "decimal, an exception", "01 01 01 01 1e 01 80 80 80 80 80 80 80 f8 ff 01 01 1e", [16],
            Array(repeating: 1.5, count: 15) + [.nan]),
        Example(
            "bits",
            "02 03 01 00 01 aa d5 aa d5 aa d5 aa d5 7f 04 00 00 01 38 00 07 00 00 00 00 00 00 00 02 01 00 01 ff", [2],
            [1.0 / 3, -1.0 / 3]),
        Example(
            "counts", "03 02 80 08 00 03 01 00 01 40 04 00 00 01 06 00 03 00 18 fc 02 01 00 04 02 0c 0f 02", [5],
            [3.12, 9.38, 50, 0.1, 12.5]),
        Example(
            "quotients", "06 00 01 00 01 0e 03 02 00 01 02 02 01 00 0f 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
            [16], (1...16).map { Double($0) / 7 }),
        Example(
            "quotients in percent", "06 00 64 00 02 01 00 03 06 06 04 02 01 00 03 02 04 02", [2, 1],
            [1.0 / 3 * 100, 2.0 / 3 * 100, 50]),
        Example("quotients of decimals", "06 01 01 00 01 06 01 82 06", [1], [12.833333333333334]),
        Example(
            "quotients, an exception", "06 00 01 01 01 02 01 80 80 80 80 80 80 80 f8 ff 01 01 06 01 02", [3],
            [1.0 / 3, .nan, 1.0 / 3]),
        Example("binary", "07 0c 00 03 01 00 01 02 02 01 00 02 04 0f", [3], [0x1p-12, 0x3p-12, -0x5p-12]),
        Example(
            "quotients of several divisors",
            "06 00 01 00 03 01 00 01 06 02 01 00 02 00 08 03 01 00 01 02 02 01 00 02 02 00", [3],
            [1.0 / 3, 2.0 / 3, 2.0 / 7]),
        Example(
            "quotients in percent, an exception", "06 01 64 01 01 02 01 00 01 06 01 fa 01", [2], [12.5 / 3 * 100, 0]),
        Example(
            "fractions", "08 b5 05 01 00 03 01 00 01 f8 02 02 02 00 02 f8 c6 00 02 02 00", [3],
            [(3.0 / 11) / 3, (9.0 / 11) / 3, (1.0 / 7 + 9.0 / 11) / 3]),
        Example("binary, centred", "07 02 00 03 00 01 06 02 01 00 03 00 01 04", [2, 1], [0.75, 0.5, 1.25]),
    ]

    @Test(arguments: ofIntegers) func integers(example: Example<Int64>) throws {
        var cursor = ByteCursor(bytes(example.hex))
        #expect(try IntegerStream.decode(lengths: example.lengths, from: &cursor) == example.values)
        try cursor.end()
    }

    @Test(arguments: ofFloats) func floats(example: Example<Double>) throws {
        var cursor = ByteCursor(bytes(example.hex))
        let values = try FloatStream.decode(lengths: example.lengths, from: &cursor)
        #expect(values.map(\.bitPattern) == example.values.map(\.bitPattern))
        try cursor.end()
    }

    @Test func strings() throws {
        var cursor = ByteCursor(
            bytes("02 03 01 00 01 06 02 01 00 01 02 00 07 73 67 64 61 64 61 6d 03 02 00 01 00 02 01 00 03 02 03 02"))
        #expect(try ByteStringStream.decode(count: 4, from: &cursor) == ["sgd", "adam", "sgd", "sgd"])
        try cursor.end()
    }

    @Test func sections() throws {
        var cursor = ByteCursor(
            bytes("00 03 01 02 03 01 28 10 28 b5 2f fd 20 28 3d 00 00 08 07 01 00 4a 20 04"))
        #expect(Array(try Section.read(3, from: &cursor)) == [1, 2, 3])
        #expect(Array(try Section.read(40, from: &cursor)) == Array(repeating: 7, count: 40))
        try cursor.end()
    }
}

/// The examples of Specs/registry.md and Specs/bench-file.md in which a series is predicted from `err`.
@Suite struct GoldenPredictionTests {
    struct Prediction: Sendable, CustomTestStringConvertible {
        var example: Example<Int64>
        var source: [Int64]
        var testDescription: String { example.name }

        init(_ name: String, _ hex: String, _ lengths: [Int], _ values: [Int64], from source: [Int64]) {
            (example, self.source) = (Example(name, hex, lengths, values), source)
        }
    }

    static let predictions = [
        Prediction(
            "running minimum", "06 03 65 72 72 00 01 01 00", [4, 3], [9, 7, 7, 5, 4, 4, 3],
            from: [9, 7, 8, 5, 4, 6, 3]),
        Prediction(
            "affine", "06 03 65 72 72 00 02 01 06 02 03 01 00 03 01 00 01 00 02 01 00 01 02 02 00", [4, 2],
            [14, 11, 12, 8, -5, 4], from: [9, 7, 8, 5, -4, 2]),
        Prediction(
            "knots", "06 03 65 72 72 00 03 02 00 03 00 14 04 01 00", [5], [0, 5, 10, 12, 11], from: [-1, 2, 5, 9, 6]),
        Prediction(
            "remaining", "06 03 65 72 72 00 04 01 06 03 01 00 01 00 02 01 00 03 00 00 02", [4], [22, 15, 7, 1],
            from: [5, 5, 5, 5]),
        Prediction(
            "proportional", "06 03 65 72 72 00 05 01 03 01 00 01 02 02 01 00 01 02 02 01 00 05 02 00 02 00 00", [3, 2],
            [11, 20, 31, 7, 14], from: [20, 40, 61, 7, 14]),
        Prediction(
            "proportional, nothing left", "06 03 65 72 72 00 05 01 03 01 00 01 06 02 01 00 01 02 01 00", [4, 3],
            [13, 10, 12, 7, 8, 12, 6], from: [9, 7, 8, 5, 4, 6, 3]),
    ]

    @Test(arguments: predictions) func integers(prediction: Prediction) throws {
        let example = prediction.example
        let source = series(.int64(prediction.source), example.lengths.map { $0 })
        let block = try decode(.int64, [0] + bytes(example.hex), example.lengths.map { $0 }, source)
        #expect(integers(of: block) == example.values)
        #expect(block.predictionDepth == 1)
    }

    /// 0.05, -0.25, a NaN, 1e300 and 1.5 are read as 1, -3, 0, 0 and 15 tenths.
    @Test func aSourceOfDoubles() throws {
        let source = series(.float64([0.05, -0.25, .nan, 1e300, 1.5]), [5])
        let hex = "00 06 03 65 72 72 01 02 00 04 00 03 01 00 01 00 02 01 00 04 02 00 00 01"
        #expect(integers(of: try decode(.int64, bytes(hex), [5], source)) == [2, -5, 1, 1, 30])
    }

    @Test func doubles() throws {
        let source = series(.float64([9, 7.5, 8, 5.5]), [4])
        let block = try decode(.float64, bytes("00 01 01 00 06 03 65 72 72 01 01 01 00"), [4], source)
        guard case .series(let found) = block[0], case .float64(let values) = found.elements else {
            Issue.record("no series of float64")
            return
        }
        #expect(values == [9, 7.5, 7.5, 5.5])
    }

    /// Runs are matched by their place in the segment, values by their place in the run; where the source has none,
    /// it is taken to be 0.
    @Test func runsThatOnlyOneOfThemHas() throws {
        let source = series(.int64([8, 6, 7, 1, 1, 5, 9]), [3, 2, nil, 2])
        let hex = "01 00 04 02 00 02 02 06 03 65 72 72 00 01 02 01 00 07 00 00 00 08 0a 00 00"
        let block = try decode(.int64, bytes(hex), [3, 2, 2, 2], source)
        #expect(integers(of: block) == [8, 6, 6, 4, 5, 5, 5])
        #expect(block[1] == .absent)
    }

    /// A hole of the source is 0; those of the series itself aren't counted.
    @Test func holes() throws {
        let source = try decode(.int64, bytes("02 00 03 00 02 00 02 01 00 02 10 04"), [3], series(.int64([]), []))
        let prediction = "06 03 65 72 72 00 02 00 02 00 01 00"
        #expect(integers(of: try decode(.int64, bytes("00 \(prediction)"), [3], source)) == [8, 0, 2])
        let block = try decode(.int64, bytes("02 00 03 02 00 00 \(prediction)"), [3], source)
        guard case .series(let found) = block[0] else {
            Issue.record("no series")
            return
        }
        #expect(found.numbers() == [nil, 8, 0])
    }

    private func integers(of block: ColumnBlock) -> [Int64]? {
        let runs = (0..<block.runs).map(block.elements(of:))
        return runs.reduce([] as [Int64]?) { all, run in
            guard case .int64(let values) = run else { return nil }
            return all.map { $0 + values }
        }
    }
}

/// The bytes that hexadecimal digits stand for.
func bytes(_ hex: String) -> [UInt8] {
    hex.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
}

/// A block of series of these lengths, nil for a run that has none.
func series(_ elements: Elements, _ lengths: [Int?]) -> ColumnBlock {
    ColumnBlock(
        runs: lengths.count, states: lengths.contains(nil) ? lengths.map { $0 == nil ? .absent : .present } : nil,
        starts: lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1 ?? 0)) }, elementStates: nil,
        content: .decoded(elements))
}

/// The block of a series whose axis has these lengths, and which may be predicted from `err`.
func decode(
    _ type: ValueType, _ bytes: [UInt8], _ lengths: [Int?], _ err: ColumnBlock
) throws(BenchError) -> ColumnBlock {
    let steps = lengths.reduce(0) { $0 + ($1 ?? 0) }
    let axis = series(.int64(Array(repeating: 1, count: steps)), lengths)
    let context = ColumnBlock.Context(
        axis: axis,
        source: { name throws(BenchError) in
            guard name == "err" else { throw BenchError(.damaged, "no \(name)") }
            return err
        })
    return try ColumnBlock(
        Column("best", role: .series, type: type), runs: lengths.count, context, bytes: bytes[...])
}
