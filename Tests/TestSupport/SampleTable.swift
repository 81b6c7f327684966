public import BenchSchema

/// Small tables with every role, type and kind of presence, made from a seed.
public enum SampleTable {
    /// Columns of every role and type.
    public static func schema() throws -> Schema {
        try Schema([
            Column("NET.DEPTH", role: .key, type: .int64),
            Column("OPTIM.LR", role: .key, type: .float64),
            Column("OPTIM.NAME", role: .key, type: .string),
            Column("TRAIN.AUG", role: .key, type: .bool),
            Column("OPTIM.MOMENTUM", role: .setting, type: .float64),
            Column("NET.WIDTHS", role: .setting, type: .json),
            Column("NOTES", role: .setting, type: .string),
            Column("seed", role: .seed, type: .int64),
            Column("task", role: .task, type: .string),
            Column("state", role: .state, type: .string),
            Column("complexity.params", role: .scalar, type: .int64),
            Column("times.forward", role: .scalar, type: .float64, unit: "s"),
            Column("times.fast", role: .scalar, type: .bool),
            Column("test.epoch", role: .axis, type: .int64),
            Column("test.error", role: .series, type: .float64, unit: "%"),
            Column("test.raw", role: .series, type: .float64),
            Column("test.memory", role: .series, type: .int64, unit: "MiBy"),
            Column("test.ok", role: .series, type: .bool),
            Column("test.note", role: .series, type: .string),
            Column("test.extra", role: .series, type: .json),
            Column("energy.step", role: .axis, type: .float64),
            Column("energy.used", role: .series, type: .float64, unit: "W.h"),
            Column(
                "test_error", role: .metric, type: .float64, unit: "%",
                definition: MetricDefinition(.last, of: ["test.error"], .minimize)),
            Column(
                "train_energy", role: .metric, type: .float64, unit: "kW.h",
                definition: MetricDefinition(.sum, of: ["energy.used"], dividedBy: 1000, .minimize)),
        ])
    }

    /// So many runs; the first ones leave nothing out, so that small tables have everything.
    public static func runs(_ count: Int, seed: UInt64) throws -> [Run] {
        let schema = try schema()
        var random = SeededGenerator(seed: seed)
        return try (0..<count).map { try run(schema, sparse: $0 > 1, &random) }
    }

    private static func run(_ schema: Schema, sparse: Bool, _ random: inout SeededGenerator) throws -> Run {
        var run = Run(schema: schema)
        var lengths: [Int: Int?] = [:]
        for (place, column) in schema.columns.enumerated() where column.role != .metric {
            if sparse, column.role != .key, column.role != .axis, Int.random(in: 0..<6, using: &random) == 0 {
                run.cells[place] = Bool.random(using: &random) ? .absent : .null
                continue
            }
            guard column.role.isSeries, let axis = schema.axis(of: place) else {
                run.cells[place] = scalar(column, &random)
                continue
            }
            if column.role == .axis {
                let length =
                    sparse && Int.random(in: 0..<8, using: &random) == 0 ? nil : Int.random(in: 0...12, using: &random)
                lengths[place] = .some(length)
                guard let length else { continue }
                let steps = (0..<length).map { Double($0 + 1 + ($0 > 4 ? 3 : 0)) }
                run.cells[place] = .series(
                    Series(column.type == .int64 ? .int64(steps.map { Int64($0) }) : .float64(steps.map { $0 / 2 })))
            } else if let length = lengths[axis] ?? nil {
                run.cells[place] = .series(series(column, length, sparse: sparse, &random))
            }
        }
        for place in schema.places(.metric) { run.cells[place] = try schema.metric(place) { run.cells[$0] } }
        return run
    }

    /// Where two tables differ: the run's number and the column's name.
    public static func differences(_ a: [Run], _ b: [Run], _ schema: Schema) -> [String] {
        guard a.count == b.count else { return ["\(a.count) runs instead of \(b.count)"] }
        return a.indices.flatMap { run in
            schema.columns.indices.filter { a[run].cells[$0] != b[run].cells[$0] }
                .map { "run \(run), \(schema.columns[$0].name): \(a[run].cells[$0]), \(b[run].cells[$0])" }
        }
    }

    private static func scalar(_ column: Column, _ random: inout SeededGenerator) -> Cell {
        switch (column.role, column.type) {
        case (.key, .float64): .float64([0.1, 0.01, 1e-6].randomElement(using: &random) ?? 0)
        case (.key, .int64): .int64(Int64.random(in: 1...9, using: &random))
        case (_, .float64): .float64(number(&random))
        case (_, .int64): .int64(Int64.random(in: -3...1_000_000, using: &random))
        case (_, .bool): .bool(Bool.random(using: &random))
        case (.state, _): .string(ByteString(RunState.allCases.randomElement(using: &random)?.rawValue ?? ""))
        case (_, .string): .string(["sgd", "adam", "", "Größe"].randomElement(using: &random) ?? "")
        case (_, .json): .json(["[1,2]", "[]"].randomElement(using: &random) ?? "[]")
        }
    }

    private static func series(
        _ column: Column, _ length: Int, sparse: Bool, _ random: inout SeededGenerator
    ) -> Series {
        let elements: Elements =
            switch column.type {
            case .float64 where column.name == "test.raw":
                .float64((0..<length).map { _ in Double(bitPattern: random.next()) })
            case .float64: .float64((0..<length).map { _ in number(&random) })
            case .int64: .int64((0..<length).map { _ in Int64(bitPattern: random.next() >> 50) - 3 })
            case .bool: .bool((0..<length).map { _ in Bool.random(using: &random) })
            case .string: .string((0..<length).map { ByteString([UInt8(random.next() & 0xFF), UInt8($0)]) })
            case .json: .json((0..<length).map { ByteString("{\"a\":\($0)}") })
            }
        guard sparse, Bool.random(using: &random) else { return Series(elements) }
        let states: [ElementState] = [.value, .value, .value, .null, .hole]
        return Series(elements, states: (0..<length).map { _ in states.randomElement(using: &random) ?? .value })
    }

    /// Mostly decimals of four digits, some special values.
    private static func number(_ random: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: .nan
        case 1: -0.0
        case 2: .infinity
        case 3: .leastNonzeroMagnitude
        case 4: Double(sign: .plus, exponent: 70, significand: 1.1)
        default: Double(Int.random(in: -5...999_999, using: &random)) / 10_000
        }
    }
}
