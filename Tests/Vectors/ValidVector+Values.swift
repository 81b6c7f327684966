import BenchSchema
import TestSupport

/// Values of every type in every role, and everything that a cell may be.
extension ValidVector {
    static func values() throws -> [ValidVector] { try roles() + numbers() + texts() + presence() }

    /// A cell of each type, of a number.
    private static func cell(_ type: ValueType, _ number: Int) -> Cell {
        switch type {
        case .float64: .float64(Double(number) / 8)
        case .int64: .int64(Int64(number) - 1)
        case .bool: .bool(number % 2 == 0)
        case .string: .string(ByteString("text \(number)"))
        case .json: .json(ByteString("[\(number), {\"a\": null}]"))
        }
    }

    private static func roles() throws -> [ValidVector] {
        var vectors: [ValidVector] = []
        for role in [Role.key, .setting, .scalar] {
            let types = ValueType.allCases.filter { role != .key || $0 != .json }
            let columns = types.map { Column("group.\($0.name)", role: role, type: $0) }
            vectors += [
                try Make.written(
                    "role-\(role.name)", "a \(role.name) of each type, in blocks", columns,
                    (0..<3).map { run in types.map { cell($0, run) } }),
                try Make.written(
                    "role-\(role.name)-constant", "a \(role.name) of each type, the same in all runs", columns,
                    (0..<2).map { _ in types.map { cell($0, 2) } }),
            ]
        }
        let types = ValueType.allCases
        let single =
            [Column("seed", role: .seed, type: .int64), Column("task", role: .task, type: .string)]
            + [Column("state", role: .state, type: .string)]
        vectors += [
            try Make.written(
                "role-metric", "a metric of each type: the scalar that it names, as it is",
                types.map { Column($0.name, role: .scalar, type: $0) }
                    + types.map {
                        Column(
                            "m_\($0.name)", role: .metric, type: $0, unit: $0 == .float64 ? "s" : nil,
                            definition: MetricDefinition(.value, of: ["none", $0.name], .maximize))
                    },
                (0..<2).map { run in types.map { cell($0, run) } + types.map { cell($0, run) } }),
            try Make.written(
                "role-axis", "an axis of each type, of steps that neither rise nor are finite",
                [
                    Make.number, Column("a.step", role: .axis, type: .int64),
                    Column("b.step", role: .axis, type: .float64),
                ],
                [
                    [
                        .int64(1), .series(Series(.int64([3, 3, -1]))),
                        .series(Series(.float64([0.5, .infinity, .nan, -0.0]))),
                    ],
                    [.int64(2), .series(Series(.int64([9]))), .series(Series(.float64([])))],
                ]),
            try Make.written(
                "role-series", "a series of each type",
                [Make.number, Column("group.of.step", role: .axis, type: .int64)]
                    + types.map { Column("group.of.\($0.name)", role: .series, type: $0) },
                [
                    [
                        .int64(1), Make.steps(3), .series(Series(.float64([1.5, 2.25, 1 / 3]))),
                        .series(Series(.int64([5, -6, 7]))), .series(Series(.bool([true, false, true]))),
                        .series(Series(.string(["a", "", "a"]))), .series(Series(.json(["[1]", "{}", "null"]))),
                    ]
                ]),
            try Make.written(
                "role-seed-task-state", "seeds, tasks and states", [Make.number] + single,
                [
                    [.int64(1), .int64(.min), .string("cifar10"), .string("complete")],
                    [.int64(2), .int64(7), .string("cifar100"), .string("diverged")],
                    [.int64(3), .absent, .null, .absent],
                ]),
        ]
        return vectors
    }

    private static func numbers() throws -> [ValidVector] {
        func floats(_ name: String, _ about: String, _ values: [Double]) throws -> [ValidVector] {
            [
                try Make.scalars("float64-\(name)", about, .float64, values.map { .float64($0) }),
                try Make.series("float64-\(name)-in-series", about + ", in a series", .float64(values)),
            ]
        }
        return try floats(
            "nan-payloads", "NaNs of both signs, quiet and signalling, with their payloads",
            [
                0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000, 0x7FF0_0000_0000_0001, 0xFFF7_FFFF_FFFF_FFFF,
                0x7FFF_FFFF_FFFF_FFFF,
            ]
            .map { Double(bitPattern: $0) })
            + floats("zeros", "-0.0 is not 0.0", [0, -0.0, 0, -0.0])
            + floats("infinities", "both infinities", [.infinity, -.infinity, 1])
            + floats(
                "subnormals", "numbers below 2^-1022",
                [
                    .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude.nextDown,
                    .leastNormalMagnitude,
                ])
            + floats(
                "extremes", "the largest numbers, and some that few digits don't give",
                [
                    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0.1 + 0.2, 0x1p53 + 2, 1e22,
                    .leastNonzeroMagnitude, 123456.789,
                ])
            + [
                try Make.scalars(
                    "int64-extremes", "the least and the largest integers", .int64,
                    [.int64(.min), .int64(.max), .int64(0), .int64(-1)]),
                try Make.series(
                    "int64-extremes-in-series", "integers whose differences wrap",
                    .int64([.min, .max, .min, 0, .max, -1])),
            ]
    }

    private static func texts() throws -> [ValidVector] {
        let bytes = ByteString((0...255).map { UInt8($0) })
        return [
            try Make.scalars(
                "string-any-bytes", "strings that are no UTF-8, and one with every byte", .string,
                [.string(ByteString([0xFF])), .string(bytes), .string(ByteString([0xC3])), .string("\u{E9}")]),
            try Make.series(
                "string-any-bytes-in-series", "strings of any bytes, and empty ones, in a series",
                .string([ByteString([0, 0xFE]), "", "e\u{301}", "\u{E9}", ByteString([0xED, 0xA0, 0x80])])),
            try Make.scalars(
                "string-empty", "an empty string is not null", .string, [.string(""), .null, .string("null"), .absent]),
            try Make.scalars(
                "json-lists", "texts of JSON values, kept byte by byte", .json,
                [.json("[1, 2,3 ]"), .json("[1,2,3]"), .json("{\"a\":[]}"), .json("\"x\"")]),
            try Make.scalars(
                "json-any-bytes", "a json cell may hold what is no JSON", .json,
                [.json(ByteString([0xFF, 0x7B])), .json("")]),
            try Make.scalars("bool", "truth values", .bool, [.bool(true), .bool(false), .null, .bool(true)]),
        ]
    }

    private static func presence() throws -> [ValidVector] {
        let scalar = Column("x", role: .scalar, type: .float64)
        let series = [
            Column("g.step", role: .axis, type: .int64), Column("g.x", role: .series, type: .float64),
            Column("g.y", role: .series, type: .string),
        ]
        func curve(_ values: [Double], _ states: [ElementState]? = nil) -> Cell {
            .series(Series(.float64(values), states: states))
        }
        func texts(_ values: [ByteString], _ states: [ElementState]? = nil) -> Cell {
            .series(Series(.string(values), states: states))
        }
        return [
            try Make.written(
                "presence-scalars", "absent, null, NaN and 0 are four things", [Make.number, scalar],
                [
                    [.int64(1), .absent], [.int64(2), .null], [.int64(3), .float64(.nan)], [.int64(4), .float64(0)],
                ]),
            try Make.written(
                "presence-all-absent", "a column that no run has", [Make.number, scalar],
                [[.int64(1), .absent], [.int64(2), .absent]]),
            try Make.written(
                "presence-all-null", "a column that is null in all runs: a constant", [Make.number, scalar],
                [[.int64(1), .null], [.int64(2), .null]]),
            try Make.written(
                "presence-null-or-absent", "a block without a value", [Make.number, scalar],
                [[.int64(1), .absent], [.int64(2), .null]]),
            try Make.written(
                "presence-keys", "a key that is absent, and one that is null: two configurations",
                [Make.number, Column("k", role: .key, type: .string)],
                [[.int64(1), .absent], [.int64(1), .null], [.int64(1), .string("")], [.null, .absent]]),
            try Make.written(
                "presence-series", "absent, null, empty and one element", [Make.number] + series,
                [
                    [.int64(1), .absent, .absent, .absent], [.int64(2), .null, .null, .absent],
                    [.int64(3), Make.steps(0), curve([]), .null], [.int64(4), Make.steps(1), curve([5]), texts(["a"])],
                    [.int64(5), Make.steps(2), .absent, texts(["b", "a"])],
                ]),
            try Make.written(
                "presence-elements", "nulls, NaNs and holes among elements", [Make.number] + series,
                [
                    [
                        .int64(1), Make.steps(4), curve([1, 0, .nan, 0], [.value, .null, .value, .hole]),
                        texts(["", "null", "", ""], [.value, .value, .hole, .null]),
                    ],
                    [
                        .int64(2), Make.steps(2), curve([0, 0], [.hole, .hole]), texts(["", ""], [.null, .null]),
                    ],
                    [.int64(3), Make.steps(1), curve([2.5]), texts(["x"])],
                ]),
            try Make.written(
                "presence-series-all-empty", "series of no element in all runs", [Make.number] + series,
                [
                    [.int64(1), Make.steps(0), curve([]), texts([])], [.int64(2), Make.steps(0), curve([]), texts([])],
                ]),
        ]
    }
}
