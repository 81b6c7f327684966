public import BenchSchema

/// Tables of any columns and any values, made from a seed: each series follows a course that some encoding is meant for.
public struct RandomTable {
    /// The columns.
    public let schema: Schema
    /// The runs.
    public let runs: [Run]

    /// How the values of a column go on from run to run, or within a series.
    private enum Course: CaseIterable {
        case constant, counting, decimals, quotients, falling, scaled, few, flags, noise
    }

    /// Makes a table.
    public init(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let schema = try Self.schema(&random)
        let courses = schema.columns.map { _ in Course.allCases.randomElement(using: &random) ?? .noise }
        let holes = schema.columns.map { _ in Bool.random(using: &random) }
        // Few configurations, so that there are repeats.
        var configurations: [[Int: Cell]] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            var keys: [Int: Cell] = [:]
            for place in schema.keys { keys[place] = Self.scalar(schema.columns[place], .few, &random) }
            configurations.append(keys)
        }
        let longest = [0, 1, 5, 40].randomElement(using: &random) ?? 5
        var runs: [Run] = []
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            var run = Run(schema: schema)
            var lengths: [Int: Int] = [:]
            for place in schema.places(.axis) where Int.random(in: 0..<9, using: &random) > 0 {
                let length = Bool.random(using: &random) ? longest : Int.random(in: 0...longest, using: &random)
                lengths[place] = length
                run.cells[place] = Self.axis(schema.columns[place].type, length)
            }
            let keys = configurations.randomElement(using: &random) ?? [:]
            for (place, column) in schema.columns.enumerated() where column.role != .axis && column.role != .metric {
                if column.role == .key {
                    run.cells[place] = keys[place] ?? .absent
                } else if holes[place], Int.random(in: 0..<5, using: &random) == 0 {
                    run.cells[place] = Bool.random(using: &random) ? .absent : .null
                } else if column.role == .series {
                    guard let length = schema.axis(of: place).flatMap({ lengths[$0] }) else { continue }
                    run.cells[place] = .series(
                        Self.series(column.type, courses[place], length, hasHoles: holes[place], &random))
                } else {
                    run.cells[place] = Self.scalar(column, courses[place], &random)
                }
            }
            Self.derive(schema, &run, lengths)
            for place in schema.places(.metric) { run.cells[place] = try schema.metric(place) { run.cells[$0] } }
            runs.append(run)
        }
        (self.schema, self.runs) = (schema, runs)
    }

    private static func schema(_ random: inout SeededGenerator) throws -> Schema {
        var columns = [Column("K", role: .key, type: .int64)]
        let types: [ValueType] = [.float64, .int64, .bool, .string]
        for number in 0..<Int.random(in: 0...3, using: &random) {
            columns.append(Column("K.\(number)", role: .key, type: types.randomElement(using: &random) ?? .bool))
        }
        for role in [Role.setting, .scalar] {
            for number in 0..<Int.random(in: 0...4, using: &random) {
                let type = (types + [.json]).randomElement(using: &random) ?? .json
                columns.append(Column("\(role.name).\(number)", role: role, type: type))
            }
        }
        if Bool.random(using: &random) { columns.append(Column("seed", role: .seed, type: .int64)) }
        if Bool.random(using: &random) { columns.append(Column("task", role: .task, type: .string)) }
        for group in ["a", "b"].prefix(Int.random(in: 0...2, using: &random)) {
            let isWhole = Bool.random(using: &random)
            columns.append(Column("\(group).epoch", role: .axis, type: isWhole ? .int64 : .float64))
            for number in 0..<Int.random(in: 1...5, using: &random) {
                let type = (types + [.json, .float64, .int64]).randomElement(using: &random) ?? .json
                columns.append(Column("\(group).\(number)", role: .series, type: type))
            }
            columns.append(Column("\(group).err", role: .series, type: .float64))
            // What derive() makes of the one before.
            columns.append(Column("\(group).best", role: .series, type: .float64))
            columns.append(
                Column(
                    "\(group)_err", role: .metric, type: .float64,
                    definition: MetricDefinition(.last, of: ["\(group).err"], .minimize)))
        }
        return try Schema(columns.shuffled(using: &random))
    }

    /// The best so far follows from its source, as predictors expect it.
    private static func derive(_ schema: Schema, _ run: inout Run, _ lengths: [Int: Int]) {
        for group in ["a", "b"] {
            guard let source = schema.place("\(group).err", .series), let best = schema.place("\(group).best", .series),
                case .series(let series) = run.cells[source], case .float64(var values) = series.elements,
                series.states == nil
            else { continue }
            for step in values.indices.dropFirst() where values[step - 1] < values[step] {
                values[step] = values[step - 1]
            }
            run.cells[best] = .series(Series(.float64(values)))
        }
    }

    private static func axis(_ type: ValueType, _ length: Int) -> Cell {
        let steps = (0..<length).map { $0 + 1 + $0 / 7 }
        return .series(Series(type == .int64 ? .int64(steps.map(Int64.init)) : .float64(steps.map { Double($0) / 2 })))
    }

    private static func series(
        _ type: ValueType, _ course: Course, _ length: Int, hasHoles: Bool, _ random: inout SeededGenerator
    ) -> Series {
        let whole = integers(course, length, &random)
        let elements: Elements =
            switch type {
            case .float64: .float64(floats(course, whole, &random))
            case .int64: .int64(whole)
            case .bool: .bool(whole.map { $0 & 1 == 1 })
            case .string: .string(whole.map { text($0, course, &random) })
            case .json: .json(whole.map { ByteString(Array("[\($0)]".utf8)) })
            }
        guard hasHoles, Bool.random(using: &random) else { return Series(elements) }
        let states: [ElementState] = [.value, .value, .value, .null, .hole]
        return Series(elements, states: (0..<length).map { _ in states.randomElement(using: &random) ?? .value })
    }

    private static func scalar(_ column: Column, _ course: Course, _ random: inout SeededGenerator) -> Cell {
        let whole = integers(course, 1, &random)
        return switch column.type {
        case .float64: .float64(column.role == .key ? Double(whole[0]) / 8 : floats(course, whole, &random)[0])
        case .int64: .int64(whole[0])
        case .bool: .bool(whole[0] & 1 == 1)
        case .string: .string(text(whole[0], column.role == .key ? .few : course, &random))
        case .json: .json(ByteString(Array("[\(whole[0])]".utf8)))
        }
    }

    private static func integers(_ course: Course, _ count: Int, _ random: inout SeededGenerator) -> [Int64] {
        let start = Int64.random(in: -3...1000, using: &random)
        return switch course {
        case .constant: Array(repeating: 7, count: count)
        case .counting: (0..<count).map { start + 3 * Int64($0) }
        case .decimals, .quotients: (0..<count).map { _ in Int64.random(in: 0...100_000, using: &random) }
        case .falling: (0..<count).map { 100_000 / (1 + Int64($0)) + Int64.random(in: 0...50, using: &random) }
        case .scaled: (0..<count).map { _ in 1024 * Int64.random(in: -50...50, using: &random) }
        case .few: (0..<count).map { _ in [1, 8, 64].randomElement(using: &random) ?? 0 }
        case .flags: (0..<count).map { Int64($0 % 2) }
        case .noise: (0..<count).map { _ in Int64(bitPattern: random.next()) }
        }
    }

    private static func floats(_ course: Course, _ whole: [Int64], _ random: inout SeededGenerator) -> [Double] {
        switch course {
        case .decimals: whole.map { Double($0) / 10_000 }
        case .quotients: whole.map { 100 * Double($0) / 97 }
        case .falling: whole.map { Double($0) / 1000 }
        case .noise: whole.map { Double(bitPattern: UInt64(bitPattern: $0)) }
        case .flags: whole.map { $0 == 0 ? -0.0 : .nan }
        default: whole.map(Double.init)
        }
    }

    private static func text(_ number: Int64, _ course: Course, _ random: inout SeededGenerator) -> ByteString {
        course == .noise
            ? ByteString(
                (0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            : ByteString(Array(String(number).utf8))
    }
}
