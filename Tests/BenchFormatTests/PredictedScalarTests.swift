import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

/// Scalars that are predicted from other scalars.
@Suite struct PredictedScalarTests {
    private static let names = ["loss", "mse", "double", "count", "time", "wild", "rare"]

    private static func schema() throws -> Schema {
        let value = MetricDefinition(.value, of: ["none", "mse"], .minimize)
        return try Schema(
            names.map { Column($0, role: .scalar, type: $0 == "count" ? .int64 : .float64) }
                + [Column("error", role: .metric, type: .float64, definition: value)])
    }

    /// Losses over many orders of magnitude in single and double precision, a count, seconds that follow from it, and bits.
    private static func run(_ random: inout SeededGenerator) -> Run {
        let exponent = Double.random(in: -9...20, using: &random)
        let loss = Float(
            Double(sign: .plus, exponent: Int(exponent), significand: 1 + exponent - exponent.rounded(.down)))
        func noisy() -> Double { Double(loss) * Double.random(in: 0.79...0.81, using: &random) }
        let count = Int64.random(in: -40_000...40_000, using: &random)
        let time = Double(count * 7 / 3 + Int64.random(in: -9...9, using: &random)) / 1000
        var cells = [Double(loss), Double(Float(noisy())), noisy()].map { Cell.float64(Float64Bits($0)) }
        cells += [.int64(count), .float64(Float64Bits(time)), .float64(Float64Bits(Double(bitPattern: random.next())))]
        cells.append(Int.random(in: 0..<3, using: &random) == 0 ? .float64(Float64Bits(time / 2)) : .absent)
        return Run(cells: cells + [cells[1]])
    }

    private static func runs(_ count: Int, seed: UInt64) -> [Run] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in run(&random) }
    }

    /// What a column is predicted from, as `info` would say; and that all values come back.
    private func sources(_ schema: Schema, _ runs: [Run]) throws -> [String: String] {
        let blocks = try ColumnBlock.encode(schema, runs, PredictionPlan(), ZstdCompressor(level: 3), skip: [])
        func source(_ name: String) throws(BenchError) -> ColumnBlock {
            guard let place = schema.place(name, .scalar), let bytes = blocks[place] else {
                throw BenchError(.damaged, "no \(name)")
            }
            return try ColumnBlock(schema.columns[place], runs: runs.count, .init(source: source), bytes: bytes[...])
        }
        var found: [String: String] = [:]
        for (place, column) in schema.columns.enumerated() {
            guard let bytes = blocks[place] else { continue }
            let context = ColumnBlock.Context(source: source)
            let block = try ColumnBlock(column, runs: runs.count, context, bytes: bytes[...])
            for (row, run) in runs.enumerated() {
                #expect(block[row] == run.cells[place], "\(column.name), run \(row)")
            }
            #expect(block.predictionDepth <= ScalarPredictions.maximumDepth)
            let names = try ColumnBlock.encodings(column, runs: runs.count, context, bytes: bytes[...])
            let prediction = names.first { $0.hasPrefix("affine of ") }
            #expect((block.predictionDepth > 0) == (prediction != nil))
            found[column.name] = prediction
        }
        let (metric, twin) = (try #require(schema.place("error", .metric)), try #require(schema.place("mse", .scalar)))
        let (isTwin, isShared) = (
            runs.allSatisfy { $0.cells[metric] == $0.cells[twin] }, blocks[metric] == blocks[twin]
        )
        #expect(isTwin == isShared)
        return found
    }

    @Test(arguments: 0..<6) func whatFollowsIsFound(seed: UInt64) throws {
        let found = try sources(Self.schema(), Self.runs(1500 + Int(seed) * 333, seed: seed))
        // Each of the three losses follows from each; one is the source of the others.
        #expect(["loss", "mse", "double"].count { found[$0] != nil } == 2)
        #expect(["count", "time"].count { found[$0] != nil } == 1)
        #expect(found["error"] == found["mse"])
        #expect(found["wild"] == nil)
        #expect(found["rare"] == nil)
    }

    @Test func fewValuesAreNotPredicted() throws {
        let runs = Self.runs(ScalarPredictions.minimumValues, seed: 1)
        #expect(!(try sources(Self.schema(), runs)).isEmpty)
        #expect(try sources(Self.schema(), runs.dropLast()) == [:])
    }

    /// Values that are missing in both, in one, and those that no line leads to.
    @Test(arguments: 0..<12) func anythingComesBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let schema = try Self.schema()
        var runs = Self.runs(1100, seed: seed)
        let extremes = [
            .nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -1e300, 1e39,
            -1e-40,
        ]
        let columns = Array(schema.columns.indices)
        for row in runs.indices {
            if seed % 3 == 1, Int.random(in: 0..<9, using: &random) == 0 {
                for place in columns { runs[row].cells[place] = .null }
            }
            guard Int.random(in: 0..<20, using: &random) == 0 else { continue }
            let place = columns.randomElement(using: &random) ?? 0
            let number = extremes.randomElement(using: &random) ?? 0
            runs[row].cells[place] =
                schema.columns[place].type == .int64
                ? .int64([.min, .max, 0].randomElement(using: &random) ?? 0) : .float64(Float64Bits(number))
            if seed % 4 == 2 { runs[row].cells[place] = .absent }
        }
        _ = try sources(schema, runs)
    }

    @Test func sourcesInSinglePrecision() {
        let values = [1, -1, 0, -0.0, 1.5, .nan, .infinity, -.infinity, 1e39, -1e39, 1e-60, 0x1p-149, 1 + 0x1p-24]
        let expected = [0x3f80_0000, -0x3f80_0000, 0, 0, 0x3fc0_0000, 0, 0, 0, 0, 0, 0, 1, 0x3f80_0000] as [Int64]
        #expect(SourceReading.singlePrecision.integers(values) == expected)
    }
}

/// The examples of Specs/registry.md and Specs/bench-file.md in which a scalar is predicted from `err`, and what is wrong
/// in a file that has others.
@Suite struct GoldenPredictedScalarTests {
    private func err(_ cells: [Double?]) throws -> ColumnBlock {
        let runs = cells.map { Run(cells: [$0.map { .float64(Float64Bits($0)) } ?? .absent]) }
        let column = Column("err", role: .scalar, type: .float64)
        let blocks = try ColumnBlock.encode(try Schema([column]), runs, .init(), ZstdCompressor(level: 3), skip: [])
        return try ColumnBlock(column, runs: runs.count, bytes: try #require(blocks[0])[...])
    }

    private func read(
        _ hex: String, _ type: ValueType, role: Role = .scalar, runs: Int, from err: ColumnBlock
    ) throws(BenchError) -> ColumnBlock {
        let context = ColumnBlock.Context(source: { _ throws(BenchError) in err })
        return try ColumnBlock(Column("a", role: role, type: type), runs: runs, context, bytes: bytes(hex)[...])
    }

    @Test func inSinglePrecision() throws {
        let hex = "00 05 00 06 03 65 72 72 20 02 00 02 80 80 80 04 01 00"
        let block = try read(hex, .float64, runs: 3, from: try err([1, 2, 0.5]))
        #expect((0..<3).map { block[$0] } == [1.5, 3, 0.75].map { .float64(Float64Bits($0)) })
        #expect(block.predictionDepth == 1)
    }

    @Test func runsThatOnlyOneOfThemHas() throws {
        let hex = "01 00 04 02 00 02 02 06 03 65 72 72 00 02 00 04 00 02 01 00 03 00 20 00"
        let block = try read(hex, .int64, runs: 4, from: try err([9, 7, nil, 5]))
        #expect((0..<4).map { block[$0] } == [.int64(18), .absent, .int64(16), .int64(10)])
    }

    /// The function of another scalar, as a table.
    @Test func aMap() throws {
        let hex =
            "00 04 03 65 72 72 01 02 03 01 00 01 f4 03 04 00 00 01 05 00 01 1a 02 01 00 01 0e"
            + " 03 01 00 01 80 80 80 80 80 80 80 d0 7f 04 00 00 01 32 00 07 00 00 00 00 00 00 00 02 01 00 01 08"
        let block = try read(hex, .float64, runs: 4, from: try err([50, 25, 50, 25]))
        #expect((0..<4).map { block[$0] } == [0.5, 0.25, 0.5, 0.25].map { .float64(Float64Bits($0)) })
        #expect(block.predictionDepth == 1)
    }

    @Test func whatIsDamage() throws {
        let err = try err([9, 7, 8, 5])
        func code(
            _ hex: String, _ type: ValueType = .int64, role: Role = .scalar, runs: Int = 4,
            from source: ColumnBlock? = nil
        ) -> BenchError.Code? {
            do throws(BenchError) {
                _ = try read(hex, type, role: role, runs: runs, from: source ?? err)
                return nil
            } catch { return error.code }
        }
        let prediction = "00 06 03 65 72 72 00 02 00 04 00 01 00"
        #expect(code(prediction) == nil)
        #expect(code("00 01 00 00 06 03 65 72 72 20 02 00 04 00 01 00", .float64) == nil)
        // Any other way to read a source than by 0 to 12 digits and in single precision.
        for reading in ["0d", "1f", "21", "ff"] { #expect(code("00 06 03 65 72 72 \(reading) 01 01 00") == .damaged) }
        // What names and orders runs; strings; a scalar of fewer runs; a series; what is predicted already.
        for role in [Role.key, .setting, .seed] { #expect(code(prediction, role: role) == .damaged) }
        #expect(code("00 01 01 00 00 00 06 03 65 72 72 00 01 01 00", .string) == .damaged)
        #expect(code(prediction, runs: 5) == .damaged)
        #expect(code(prediction, from: series(.int64([9, 7, 8, 5]), [1, 1, 1, 1])) == .damaged)
        #expect(code(prediction, from: try read(prediction, .int64, runs: 4, from: err)) == .damaged)
        #expect(code(prediction, from: ColumnBlock(constant: .string("a"), type: .string, runs: 4)) == .damaged)
        // Cut off anywhere.
        let all = bytes(prediction)
        for count in 0..<all.count {
            let hex = all[..<count].map { String($0, radix: 16) }.joined(separator: " ")
            #expect(code(hex) == .damaged)
        }
    }
}
