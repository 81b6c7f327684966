@testable import BenchFile
@testable import BenchFormat
@testable import BenchSchema

/// A small table with every type, whose blocks are what inputs start from and what series are predicted from.
struct FuzzedTable {
    /// How many runs a segment has.
    static let segmentRuns = 6
    /// The number of runs.
    static let runs = 11

    let schema: Schema

    init() throws(BenchError) {
        schema = try Schema([
            Column("K", role: .key, type: .int64), Column("K.NAME", role: .key, type: .string),
            Column("set", role: .setting, type: .json), Column("seed", role: .seed, type: .int64),
            Column("task", role: .task, type: .string), Column("state", role: .state, type: .string),
            Column("count", role: .scalar, type: .int64), Column("flag", role: .scalar, type: .bool),
            Column("number", role: .scalar, type: .float64, unit: "s"),
            Column("g.epoch", role: .axis, type: .int64),
            Column("g.err", role: .series, type: .int64), Column("g.best", role: .series, type: .int64),
            Column("g.twice", role: .series, type: .float64), Column("g.loss", role: .series, type: .float64),
            Column("g.noise", role: .series, type: .float64), Column("g.ok", role: .series, type: .bool),
            Column("g.note", role: .series, type: .string), Column("g.json", role: .series, type: .json),
            Column(
                "last", role: .metric, type: .float64, definition: MetricDefinition(.last, of: ["g.loss"], .minimize)),
        ])
    }

    /// A run; the same for the same number.
    func run(_ number: Int) throws(BenchError) -> Run {
        var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        func next() -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(state >> 33)
        }
        let length = 3 + number * 5 % 7
        let err = (0..<length).map { _ in next() % 90 }
        var best = err
        for step in best.indices.dropFirst() { best[step] = min(best[step], best[step - 1]) }
        var run = Run(schema: schema)
        for (place, column) in schema.columns.enumerated() {
            run.cells[place] =
                switch column.name {
                case "K": .int64(Int64(number / 2))
                case "K.NAME": .string(number % 3 == 0 ? "sgd" : "adam")
                case "set": .json("[1,2]")
                case "seed": .int64(Int64(number))
                case "task": number % 4 == 0 ? .null : .string("digits")
                case "state": .string("complete")
                case "count": number % 5 == 0 ? .absent : .int64(next())
                case "flag": .bool(number % 3 == 1)
                case "number": .float64(number == 7 ? .nan : Double(next() % 100_000) / 1000)
                case "g.epoch": .series(Series(.int64((0..<length).map { Int64($0 + 1) })))
                case "g.err": .series(Series(.int64(err)))
                case "g.best": .series(Series(.int64(best)))
                case "g.twice": .series(Series(.float64(err.map { Double(2 * $0) })))
                case "g.loss": .series(Series(.float64(err.map { Double($0) / 16 + Double(next() % 1000) / 10_000 })))
                case "g.noise":
                    .series(Series(.float64((0..<length).map { _ in Double(bitPattern: UInt64(next()) << 20) })))
                case "g.ok":
                    .series(Series(.bool(err.map { $0 > 40 }), states: err.map { $0 % 7 == 0 ? .null : .value }))
                case "g.note": .series(Series(.string((0..<length).map { ByteString([UInt8(97 + $0 % 4)]) })))
                case "g.json": .series(Series(.json((0..<length).map { _ in "{}" })))
                default: .absent
                }
        }
        for place in schema.places(.metric) {
            run.cells[place] = try schema.metric(place) { run.cells[$0] }
        }
        return run
    }

    /// Writes the file.
    func write(to path: String) throws(BenchError) {
        var writer = try BenchWriter(
            path: path, schema: schema, provenance: "{}",
            options: WriterOptions(level: 3, segmentRuns: Self.segmentRuns), replacing: true)
        for number in 0..<Self.runs { try writer.append(try run(number)) }
        _ = try writer.finish()
    }
}
