import BenchSchema
import TestSupport
import Testing

@testable import BenchFormat

@Suite struct PredictorTests {
    private static let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]

    private func number(_ random: inout SeededGenerator) -> Int64 {
        if Int.random(in: 0..<4, using: &random) == 0 { return Self.extremes.randomElement(using: &random) ?? 0 }
        return Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random)
    }

    private func pairs(_ random: inout SeededGenerator) -> PairedRuns {
        let lengths = (0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: 0...9, using: &random) }
        // The source may have fewer values of a run, or more, or none.
        let known = lengths.map { max($0 + Int.random(in: -9...3, using: &random), 0) }
        return PairedRuns(
            values: (0..<lengths.reduce(0, +)).map { _ in number(&random) },
            source: (0..<known.reduce(0, +)).map { _ in number(&random) },
            runs: Predicted.ranges(lengths, Predicted.starts(known)))
    }

    /// Adds to the residuals what is expected.
    private func restored(_ residuals: [Int64], by predictor: Predictor, _ pairs: PairedRuns) -> [Int64] {
        var values = residuals
        var all = values.mutableSpan
        for (number, run) in pairs.runs.enumerated() {
            var part = all.extracting(run.values)
            predictor.apply(to: &part, source: pairs.source.span.extracting(run.source), run: number, sign: 1)
        }
        return values
    }

    private func predictor(_ kind: Predictor.Kind, _ random: inout SeededGenerator) -> Predictor {
        let shift = Int64.random(in: 0...62, using: &random)
        return switch kind {
        case .runningMinimum: .runningMinimum
        case .affine: .affine(slope: number(&random), offset: number(&random), shift: shift)
        case .remaining: .remaining(slope: number(&random), shift: shift)
        case .proportional:
            .proportional(slopes: (0..<6).map { _ in number(&random) }, shift: shift)
        case .knots:
            .knots(
                first: number(&random), shift: shift,
                heights: (0..<Int.random(in: 2...Predictor.maximumKnots, using: &random)).map { _ in number(&random) })
        }
    }

    @Test(arguments: 0..<100, Predictor.Kind.allCases) func whatIsTakenAwayComesBack(
        seed: UInt64, kind: Predictor.Kind
    ) throws {
        var random = SeededGenerator(seed: seed)
        let pairs = pairs(&random)
        var predictor = predictor(kind, &random)
        // The parameters pass through bytes too.
        var parameters: [UInt8] = []
        try predictor.append(ZstdCompressor(level: 3), to: &parameters)
        var cursor = ByteCursor(parameters)
        predictor = try Predictor(runs: 6, of: "err", from: &cursor)
        try cursor.end()
        #expect(restored(predictor.residuals(pairs), by: predictor, pairs) == pairs.values)
    }

    @Test(arguments: 0..<100, Predictor.Kind.allCases) func fitsAnything(seed: UInt64, kind: Predictor.Kind) {
        var random = SeededGenerator(seed: seed)
        let pairs = pairs(&random)
        guard let predictor = Predictor(kind, fitting: pairs) else { return }
        #expect(restored(predictor.residuals(pairs), by: predictor, pairs) == pairs.values)
    }

    @Test(
        arguments: [
            ([], []), ([5], [7]), ([0], [0]), ([0, 0, 0, 0], [1, 2, 3, 4]), ([0, 0, 0, 0], [0, 0, 0, 0]),
            ([1, 2, 3, 4], [0, 0, 0, 0]), ([7, 7, 7, 7], [7, 7, 7, 7]), ([5, 5, 5], []),
            ([.min, .min, .min], [1, 1, 1]), ([.min, .min, 0], [1, 2, 3]), ([.max, .max, 0], [1, 2, 3]),
            ([.max, .min, .max], [.min, .max, .min]), ([.max, .min, .max], [0, 1, 0]),
            ([1, 0, 1], [.max, .min, .max]),
            ([.max, .max, .max], [.max, .max, .max]), ([0, 0, 0], [.min, .max, 0]),
            ([1, 2, 3], [1 << 52, -1 << 52, 0]), ([1, 2, 3], [(1 << 52) - 1, 1 - 1 << 52, 0]),
            ([1, 2, 3], [1 << 51, -1 << 51, 0]), ([1, 2, 3], [9, 9, 10]),
        ] as [([Int64], [Int64])])
    func fitsTheExtreme(values: [Int64], source: [Int64]) {
        let pairs = PairedRuns(values: values, source: source, runs: [(values.indices, source.indices)])
        for kind in Predictor.Kind.allCases {
            guard let predictor = Predictor(kind, fitting: pairs) else { continue }
            #expect(restored(predictor.residuals(pairs), by: predictor, pairs) == values)
        }
    }
}

@Suite struct PredictedSeriesTests {
    private static let names = ["err", "best", "time", "energy", "left", "curve", "raw", "wild", "holes"]

    private static func schema() throws -> Schema {
        try Schema(
            [Column("t.epoch", role: .axis, type: .int64)]
                + names.map { name in
                    let type: ValueType = ["left", "wild"].contains(name) ? .int64 : .float64
                    return Column("t.\(name)", role: .series, type: type)
                })
    }

    /// A run whose series follow from each other, more or less.
    private static func run(_ random: inout SeededGenerator) -> Run {
        let count = Int.random(in: 0...60, using: &random)
        func numbers(_ value: (Int) -> Double) -> Cell { .series(Series(.float64((0..<count).map(value)))) }
        let err = (0..<count).map { 9000 / ($0 + 1) + Int.random(in: 0...2000, using: &random) }
        let time = (0..<count).map { _ in 20_000 + Int.random(in: 0...9000, using: &random) }
        var least = Int.max
        let best = err.map { value in
            least = min(least, value)
            return least
        }
        var cells: [Cell] = [.series(Series(.int64((0..<count).map { Int64($0) + 1 })))]
        cells.append(numbers { Double(err[$0]) / 100 })
        cells.append(numbers { Double(best[$0]) / 100 })
        cells.append(numbers { Double(time[$0]) / 1000 })
        cells.append(numbers { Double(7 * time[$0] / 3 + Int.random(in: 0...9, using: &random)) / 10_000 })
        cells.append(.series(Series(.int64((0..<count).map { Int64(time[$0] * (count - 1 - $0) / 1000) }))))
        cells.append(numbers { Double(time[$0] * time[$0] / 100_000 + Int.random(in: 0...9, using: &random)) })
        cells.append(numbers { _ in Double(bitPattern: random.next()) })
        cells.append(
            .series(
                Series(
                    .int64(
                        (0..<count).map { _ in
                            [.min, .max, 0, Int64(bitPattern: random.next())].randomElement(using: &random) ?? 0
                        }))))
        let states = (0..<count).map { _ in [ElementState.value, .null, .hole].randomElement(using: &random) ?? .value }
        cells.append(.series(Series(.float64(err.map { Double($0) / 100 }), states: states)))
        for place in cells.indices.dropFirst() where Int.random(in: 0..<40, using: &random) == 0 {
            cells[place] = Bool.random(using: &random) ? .absent : .null
        }
        return Run(cells: cells)
    }

    /// Encodes and decodes runs; gives the names of the series that were predicted.
    private func roundTrip(_ schema: Schema, _ runs: [Run], _ plan: PredictionPlan) throws -> Set<String> {
        let blocks = try ColumnBlock.encode(schema, runs, plan, ZstdCompressor(level: 3), skip: [])
        func bytes(_ place: Int) throws(BenchError) -> [UInt8] {
            guard let bytes = blocks[place] else { throw BenchError(.damaged, "no block \(place)") }
            return bytes
        }
        let axis = try ColumnBlock(schema.columns[0], runs: runs.count, bytes: try bytes(0)[...])
        func source(_ name: String) throws(BenchError) -> ColumnBlock {
            guard let place = schema.place(name, .series) else { throw BenchError(.damaged, "no \(name)") }
            return try ColumnBlock(
                schema.columns[place], runs: runs.count, .init(axis: axis, source: source),
                bytes: try bytes(place)[...])
        }
        var predicted: Set<String> = []
        for (place, column) in schema.columns.enumerated() where column.role == .series {
            guard let bytes = blocks[place] else {
                #expect(runs.allSatisfy { $0.cells[place] == .absent })
                continue
            }
            let block = try ColumnBlock(
                column, runs: runs.count, .init(axis: axis, source: source), bytes: bytes[...])
            for (row, run) in runs.enumerated() {
                #expect(block[row] == run.cells[place], "\(column.name), run \(row)")
            }
            if block.predictionDepth > 0 { predicted.insert(column.name) }
        }
        return predicted
    }

    @Test(arguments: 0..<20) func seriesThatFollowFromEachOther(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let schema = try Self.schema()
        let runs = (0..<Int.random(in: 1...30, using: &random)).map { _ in Self.run(&random) }
        let plan = try PredictionPlan(schema, sample: runs)
        _ = try roundTrip(schema, runs, plan)
        #expect(try roundTrip(schema, runs, PredictionPlan()).isEmpty)
        // A plan that was made for other runs is as good as any.
        _ = try roundTrip(schema, (0..<5).map { _ in Self.run(&random) }, plan)
    }

    @Test func aMinimumIsPredicted() throws {
        var random = SeededGenerator(seed: 1)
        let schema = try Self.schema()
        // All runs have all series, so that nothing bars a prediction.
        let runs = (0..<200).map { _ in Self.run(&random) }.filter { run in
            run.cells.allSatisfy { if case .series = $0 { true } else { false } }
        }
        let predicted = try roundTrip(schema, runs, PredictionPlan(schema, sample: runs))
        #expect(predicted.contains("t.best"))
        #expect(!predicted.isDisjoint(with: ["t.time", "t.energy", "t.curve", "t.left"]))
        #expect(predicted.isDisjoint(with: ["t.raw", "t.wild", "t.holes"]))
    }

    /// Zeros beside rising numbers, in a run that has no other to repeat, once stopped the search for predictions.
    @Test(arguments: [[1], [40], [3, 3], [0], []]) func zeros(lengths: [Int]) throws {
        let schema = try Self.schema()
        let runs = lengths.map { count in
            Run(
                cells: schema.columns.indices.map { place in
                    let steps = (0..<count).map { Int64($0) * Int64(place % 3) }
                    let isInteger = schema.columns[place].type == .int64
                    return .series(Series(isInteger ? .int64(steps) : .float64(steps.map { Double($0) })))
                })
        }
        let plan = try PredictionPlan(schema, sample: runs)
        guard !runs.isEmpty else { return }
        _ = try roundTrip(schema, runs, plan)
    }
}

/// Series in proportion to another, in each run by a factor of its own.
@Suite struct ProportionalTests {
    @Test(arguments: 0..<20) func eachRunHasASlope(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lengths = (0..<12).map { _ in Int.random(in: 1...60, using: &random) }
        let source = (0..<lengths.reduce(0, +)).map { _ in Int64.random(in: 10_000...90_000, using: &random) }
        let watts = lengths.map { _ in Double.random(in: 0.01...30, using: &random) }
        let ranges = Predicted.starts(lengths)
        let values = zip(ranges, watts).flatMap { range, watts in
            range.map { Int64(Double(source[$0]) * watts) + Int64.random(in: -20...20, using: &random) }
        }
        let pairs = PairedRuns(values: values, source: source, runs: Predicted.ranges(lengths, ranges))
        let predictor = try #require(Predictor(.proportional, fitting: pairs))
        // What is missed is the noise, and what the slopes lost by rounding: an eighth of it.
        #expect(predictor.residuals(pairs).allSatisfy { $0.magnitude < 50 })
        let affine = try #require(Predictor(.affine, fitting: pairs))
        #expect(affine.residuals(pairs).contains { $0.magnitude > 1000 })
    }

    @Test func aPlanFindsThem() throws {
        var random = SeededGenerator(seed: 1)
        let schema = try Schema(
            [Column("t.step", role: .axis, type: .int64)]
                + ["time", "energy"].map { Column("t.\($0)", role: .series, type: .int64) })
        let runs = (0..<24).map { _ in
            let watts = Double.random(in: 3...30, using: &random)
            let time = (0..<40).map { _ in Int64.random(in: 10_000...90_000, using: &random) }
            let energy = time.map { Int64(Double($0) * watts) }
            return Run(cells: [(0..<40).map { Int64($0) }, time, energy].map { .series(Series(.int64($0))) })
        }
        let plan = try PredictionPlan(schema, sample: runs)
        let blocks = try ColumnBlock.encode(schema, runs, plan, ZstdCompressor(level: 3), skip: [])
        let axis = try ColumnBlock(schema.columns[0], runs: runs.count, bytes: try #require(blocks[0])[...])
        let time = try ColumnBlock(
            schema.columns[1], runs: runs.count, .init(axis: axis), bytes: try #require(blocks[1])[...])
        let context = ColumnBlock.Context(axis: axis, source: { _ throws(BenchError) in time })
        let bytes = try #require(blocks[2])
        let encodings = try ColumnBlock.encodings(schema.columns[2], runs: runs.count, context, bytes: bytes[...])
        #expect(encodings.first == "proportional of t.time")
        let energy = try ColumnBlock(schema.columns[2], runs: runs.count, context, bytes: bytes[...])
        for (row, run) in runs.enumerated() { #expect(energy[row] == run.cells[2]) }
    }
}

@Suite struct DamagedPredictionTests {
    private let err = series(.int64([9, 7, 8, 5]), [4])

    private func code(_ hex: String, _ type: ValueType = .int64, from err: ColumnBlock? = nil) -> BenchError.Code? {
        do throws(BenchError) {
            _ = try decode(type, bytes(hex), [4], err ?? self.err)
            return nil
        } catch { return error.code }
    }

    @Test func parameters() {
        #expect(code("00 06 03 65 72 72 00 01 01 00") == nil)
        // 13 digits; 62, then 63 bits of shift; no predictor 0, none 6.
        #expect(code("00 06 03 65 72 72 0d 01 01 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 02 3e 06 02 01 00") == nil)
        #expect(code("00 06 03 65 72 72 00 02 3f 06 02 01 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 03 ff 00 02 00 00 01 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 04 3f 06 01 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 00 01 00") == .unsupported)
        #expect(code("00 06 03 65 72 72 00 06 01 00") == .unsupported)
        // A slope for the one run; a shift of 63; no slopes.
        #expect(code("00 06 03 65 72 72 00 05 01 01 06 01 00") == nil)
        #expect(code("00 06 03 65 72 72 00 05 3f 01 06 01 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 05 01") == .damaged)
        // One knot, none, 258, two.
        #expect(code("00 06 03 65 72 72 00 03 00 00 01 00 01 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 03 00 00 00 01 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 03 00 00 82 02 00 00 01 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 03 3e 00 02 00 00 01 00") == nil)
        // Cut off.
        #expect(code("00 06 03 65 72") == .damaged)
        #expect(code("00 06 03 65 72 72 00") == .damaged)
        #expect(code("00 06 03 65 72 72 00 02 01 06") == .damaged)
        #expect(code("00 06 03 65 72 72 00 01") == .damaged)
    }

    @Test func sources() throws {
        // A name that isn't there, one that isn't UTF-8.
        #expect(code("00 06 03 65 72 73 00 01 01 00") == .damaged)
        #expect(code("00 06 03 65 72 ff 00 01 01 00") == .damaged)
        let prediction = "00 06 03 65 72 72 00 01 01 00"
        let predicted = try decode(.int64, bytes(prediction), [4], err)
        #expect(predicted.predictionDepth == 1)
        // A source may be predicted itself, but not from one that is.
        let twice = try decode(.int64, bytes(prediction), [4], predicted)
        #expect(twice.predictionDepth == 2)
        #expect(code(prediction, from: twice) == .damaged)
        #expect(code(prediction, from: series(.bool([true, false, true, true]), [4])) == .damaged)
        #expect(code(prediction, from: series(.string(["a", "b", "c", "d"]), [4])) == .damaged)
        // A scalar, and a block of fewer runs.
        #expect(code(prediction, from: ColumnBlock(constant: .int64(3), type: .int64, runs: 1)) == .damaged)
        #expect(code(prediction, from: series(.int64([]), [])) == .damaged)
    }

    /// Only the outermost stream of a series' values is predicted.
    @Test func places() {
        let prediction = "06 03 65 72 72 00 01 01 00"
        #expect(code("00 01 00 00 \(prediction)", .float64) == nil)
        #expect(code("00 06 03 65 72 72 00 01 \(prediction)") == .damaged)
        #expect(code("00 03 01 00 01 00 \(prediction)") == .damaged)
        #expect(code("00 04 00 00 01 00 00 00 \(prediction)") == .damaged)
        #expect(code("00 05 01 00 \(prediction)") == .damaged)
        // The place of an exception, its pattern, the lengths and the ids of strings.
        #expect(code("00 01 00 01 \(prediction) 01 00 01 00", .float64) == .damaged)
        #expect(code("00 01 00 01 01 00 \(prediction) 01 00", .float64) == .damaged)
        #expect(code("00 01 \(prediction) 00 00 01 00", .string) == .damaged)
        #expect(code("00 01 01 00 00 00 \(prediction)", .string) == .damaged)
        // A scalar, and an axis.
        for role in [Role.scalar, .axis] {
            #expect(throws: BenchError.self) {
                let context = ColumnBlock.Context(source: { _ throws(BenchError) in err })
                let lengths: [UInt8] = role == .axis ? [1, 8] : []
                let block = [0] + lengths + bytes(prediction)
                _ = try ColumnBlock(Column("a", role: role, type: .int64), runs: 1, context, bytes: block[...])
            }
        }
    }
}

@Suite struct FloatDomainTests {
    @Test(arguments: 0..<50) func everyDomainIsReversible(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let total = Int64.random(in: 1...FloatDomain.maximumTotal, using: &random)
        let digits = Int.random(in: 0...10, using: &random)
        let domains: [FloatDomain] = [
            .decimal(digits: digits), .counts(total: total, digits: digits), .bits, .float32,
            .binary(shift: Int.random(in: 0...FloatDomain.maximumShift, using: &random)),
        ]
        let values =
            domains.map { $0.value(of: Int64.random(in: 0...total, using: &random)) }
            + [0, -0.0, 100, .nan, .infinity, -.infinity, 0x1p53, 0x1p54, .greatestFiniteMagnitude, -1e300]
            + [.leastNonzeroMagnitude, Double(bitPattern: random.next())]
        for domain in domains {
            let integers = FloatIntegers(values, domain)
            var restored = domain.doubles(of: integers.integers)
            for (place, pattern) in zip(integers.places, integers.patterns) {
                restored[Int(place)] = Double(bitPattern: UInt64(bitPattern: pattern))
            }
            #expect(restored.map(\.bitPattern) == values.map(\.bitPattern), "\(domain)")
        }
    }

    /// Rounded half to even, as whole numbers would have it.
    @Test(arguments: [1, 3, 300, 700, 1024, 10_000, 99_328], [0, 2, 4]) func counts(total: Int64, digits: Int) {
        let domain = FloatDomain.counts(total: total, digits: digits)
        let whole: Int64 = [100, 0, 10_000, 0, 1_000_000][digits]
        for count in 0...total {
            let (quotient, rest) = (count * whole).quotientAndRemainder(dividingBy: total)
            let isUp = 2 * rest > total || 2 * rest == total && quotient % 2 == 1
            let expected = Double(quotient + (isUp ? 1 : 0)) / FloatDomain.powersOfTen[digits]
            let value = domain.value(of: count)
            guard value == expected, let integer = domain.integer(of: value), domain.value(of: integer) == value else {
                Issue.record("\(count) of \(total) is \(expected), not \(value)")
                return
            }
        }
    }

    @Test func ties() {
        let domain = FloatDomain.counts(total: 1024, digits: 2)
        // 3.125 and 9.375 percent.
        #expect(domain.value(of: 32) == 3.12)
        #expect(domain.value(of: 96) == 9.38)
        #expect(domain.integer(of: 3.12) == 32)
        #expect(domain.integer(of: 9.38) == 96)
        #expect(domain.integer(of: 3.13) == nil)
        #expect(domain.integer(of: 9.37) == nil)
    }

    @Test(arguments: [700, 300, 99_328]) func totalsAreFound(total: Int64) {
        var random = SeededGenerator(seed: UInt64(total))
        let counts = (0..<3000).map { _ in Int64.random(in: 0...total, using: &random) }
        let domain = FloatDomain.counts(total: total, digits: 4)
        #expect(FloatIntegers(domain.doubles(of: counts)).domain == domain)
    }

    /// Hundredths are counts of 10,000 already.
    @Test func aTotalThatIsAPowerOfTen() {
        let counts = (0...10_000).map { Int64($0) }
        let values = FloatDomain.counts(total: 10_000, digits: 4).doubles(of: counts)
        #expect(FloatIntegers(values).domain == .decimal(digits: 2))
        #expect(FloatIntegers(values).integers == counts)
    }

    /// The smallest gap between values once promised more counts than there may be, and stopped the search.
    @Test(arguments: [(4, 1e6), (16, 1e6), (4, 1e8), (20, 1e8), (5, 1e10)])
    func gapsThatAreTooSmall(gap: Int, power: Double) {
        let values = (0..<64).map { Double($0 * gap) / power }
        let integers = FloatIntegers(values)
        #expect(integers.domain.doubles(of: integers.integers) == values)
    }
}

extension FloatDomain {
    /// The values that integers stand for, as a decoder converts them.
    fileprivate func doubles(of integers: [Int64]) -> [Double] {
        var slots = integers.map { Double(bitPattern: UInt64(bitPattern: $0)) }
        unsafe slots.withUnsafeMutableBufferPointer { unsafe convert($0) }
        return slots
    }
}
