import BenchSchema
import Testing

@Suite struct SchemaTests {
    private static let axis = Column("a.epoch", role: .axis, type: .int64)

    @Test(arguments: [
        [Column("a", role: .key, type: .int64), Column("a", role: .setting, type: .int64)],
        [Column("", role: .key, type: .int64)],
        [Column("a", role: .key, type: .json)],
        [Column("a.x", role: .series, type: .float64)],
        [Self.axis, Column("a.step", role: .axis, type: .int64)],
        [Column("a.epoch", role: .axis, type: .string)],
        [Column("seed", role: .seed, type: .string)],
        [Column("s", role: .seed, type: .int64), Column("t", role: .seed, type: .int64)],
        [Column("m", role: .metric, type: .float64)],
        [Column("k", role: .key, type: .int64, definition: MetricDefinition(.sum, of: [], .minimize))],
        [Self.metric(dividedBy: 0)], [Self.metric(dividedBy: .nan)], [Self.metric(dividedBy: .infinity)],
        [Self.metric(dividedBy: -1)],
    ]) func refused(columns: [Column]) {
        #expect(throws: BenchError.self) { try Schema(columns) }
    }

    private static func metric(dividedBy divisor: Double = 1, of sources: [String] = ["x"]) -> Column {
        Column(
            "m", role: .metric, type: .float64,
            definition: MetricDefinition(.sum, of: sources, dividedBy: divisor, .minimize))
    }

    @Test(arguments: [
        [Column(String(repeating: "é", count: 2049), role: .key, type: .int64)],
        [Column("a", role: .key, type: .int64, unit: String(repeating: "a", count: 1 << 20 + 1))],
        [Self.metric(of: [String(repeating: "a", count: 1 << 20 + 1)])],
        [Self.metric(of: Array(repeating: "a", count: 1 << 16 + 1))],
        (0...(1 << 16)).map { Column("\($0)", role: .scalar, type: .int64) },
    ]) func whatNoFileCouldHold(columns: [Column]) {
        let error = #expect(throws: BenchError.self) { try Schema(columns) }
        #expect(error?.code == .limit)
    }

    @Test func namesAreComparedByTheirBytes() throws {
        let (composed, apart) = ("\u{E9}", "e\u{301}")
        #expect(composed == apart)
        let columns = [composed, apart].map { Column($0, role: .key, type: .int64) }
        #expect(columns[0] != columns[1])
        let schema = try Schema(columns)
        #expect(schema.place(composed, .key) == 0)
        #expect(schema.place(apart, .key) == 1)
        #expect(schema != (try Schema(columns.reversed())))
        let units = [composed, apart].map { Column("a", role: .key, type: .int64, unit: $0) }
        #expect(units[0] != units[1])
        #expect(Self.metric(of: [composed]) != Self.metric(of: [apart]))
        // Each group has its own axis, though a string's == takes the two for one.
        let groups = try Schema(
            [composed, apart].flatMap {
                [Column("\($0).epoch", role: .axis, type: .int64), Column("\($0).x", role: .series, type: .float64)]
            })
        #expect((0..<4).map { groups.axis(of: $0) } == [0, 0, 2, 2])
    }

    @Test func oneNameInDifferentKinds() throws {
        let schema = try Schema([
            Column("params", role: .key, type: .int64), Column("params", role: .scalar, type: .int64),
            Column(
                "params", role: .metric, type: .int64, definition: MetricDefinition(.value, of: ["params"], .minimize)),
        ])
        #expect(schema.place("params", .key) == 0)
        #expect(schema.place("params", .scalar) == 1)
        #expect(schema.place("params", .metric) == 2)
        #expect(schema.place("params", .seed) == nil)
    }

    @Test func runsThatDoNotFit() throws {
        let schema = try Schema([Self.axis, Column("a.x", role: .series, type: .float64)])
        let steps = Cell.series(Series(.int64([1, 2])))
        try schema.check(Run(cells: [steps, .series(Series(.float64([1, .nan])))]))
        try schema.check(Run(cells: [steps, .null]))
        let wrong: [[Cell]] = [
            [steps], [steps, .float64(1)], [steps, .series(Series(.float64([1])))],
            [.absent, .series(Series(.float64([])))], [steps, .series(Series(.int64([1, 2])))],
            [.series(Series(.int64([1, 2]), states: [.value, .hole])), .absent],
        ]
        for cells in wrong { #expect(throws: BenchError.self) { try schema.check(Run(cells: cells)) } }
    }
}

@Suite struct MetricTests {
    private func value(
        _ reduction: MetricDefinition.Reduction, _ elements: [Double?], dividedBy divisor: Double = 1
    ) -> Double? {
        MetricDefinition(reduction, of: ["x"], dividedBy: divisor, .minimize).reduce(elements)
    }

    @Test func reductions() {
        #expect(value(.last, [3, 2, nil]) == 2)
        #expect(value(.sum, [0.1, 0.2, 0.3, nil]) == 0.6)
        #expect(value(.sum, [1500, 500], dividedBy: 1000) == 2)
        #expect(value(.mean, [1, nil, 2]) == 1.5)
        #expect(value(.meanAfterFirst, [100, 1, 2]) == 1.5)
        #expect(value(.meanAfterFirst, [100]) == 100)
        #expect(value(.meanAfterFirst, [nil, 4]) == 4)
        #expect(value(.sum, [1, .nan])?.isNaN == true)
        for reduction in MetricDefinition.Reduction.allCases {
            #expect(value(reduction, []) == nil)
            #expect(value(reduction, [nil, nil]) == nil)
        }
    }

    @Test func everyNaNIsTheSame() {
        let odd = Double(bitPattern: 0xFFF8_0000_0000_1234)
        let cases: [[Double?]] = [[1, odd], [odd], [1, .infinity, -.infinity], [odd, odd, nil], [1, .signalingNaN]]
        for elements in cases {
            for reduction in MetricDefinition.Reduction.allCases {
                let result = value(reduction, elements, dividedBy: -0.5)
                #expect(result.map { !$0.isNaN || $0.bitPattern == 0x7FF8_0000_0000_0000 } == true, "\(reduction)")
            }
        }
        #expect(value(.last, [odd])?.bitPattern == 0x7FF8_0000_0000_0000)
        #expect(value(.sum, [.infinity, -.infinity])?.bitPattern == 0x7FF8_0000_0000_0000)
    }

    @Test func theFirstSourceWithAValueCounts() throws {
        let schema = try Schema([
            Column("h.epoch", role: .axis, type: .int64), Column("h.x", role: .series, type: .float64),
            Column("p.epoch", role: .axis, type: .int64), Column("p.x", role: .series, type: .float64),
            Column(
                "m", role: .metric, type: .float64, definition: MetricDefinition(.sum, of: ["h.x", "p.x"], .minimize)),
        ])
        let steps = Cell.series(Series(.int64([1, 2])))
        let values = Cell.series(Series(.float64([1, 2])))
        let empty = Cell.series(Series(.int64([])))
        func metric(_ cells: [Cell], upTo limit: Double? = nil) throws -> Cell {
            try schema.metric(4, upTo: limit) { cells[$0] }
        }
        #expect(try metric([steps, values, steps, .series(Series(.float64([5, 5])))]) == .float64(3))
        #expect(try metric([.absent, .absent, steps, values]) == .float64(3))
        #expect(try metric([empty, .series(Series(.float64([]))), steps, values]) == .float64(3))
        #expect(try metric([steps, values, .absent, .absent], upTo: 1) == .float64(1))
        #expect(try metric([.absent, .null, .absent, .absent]) == .absent)
    }
}

@Suite struct SeriesTests {
    @Test func statesOfValuesAloneAreNone() throws {
        let plain = Series(.float64([1, 2]))
        let stated = Series(.float64([1, 2]), states: [.value, .value])
        #expect(stated.states == nil)
        let schema = try Schema([
            Column("a.epoch", role: .axis, type: .int64), Column("a.x", role: .series, type: .float64),
        ])
        let digests = try [plain, stated].map { series in
            let run = Run(cells: [.series(Series(.int64([1, 2]))), .series(series)])
            return try schema.identity(of: run, order: schema.digestOrder).digest
        }
        #expect(digests[0] == digests[1])
    }

    @Test func statesThatAreTooShortAreNoTrap() {
        let short = Series(.float64([1, 2, 3]), states: [.hole])
        #expect(short.numbers() == [nil, 2, 3])
        #expect(short == short)
    }
}

@Suite struct JSONWriterTests {
    @Test func textOfAValueStaysOnItsLine() {
        var json = JSONWriter()
        json.cell(.json("[1,\n  {\"a\\n\": 2}\r\n]"))
        #expect(String(decoding: json.bytes, as: UTF8.self) == "[1,   {\"a\\n\": 2}  ]")
        json = JSONWriter()
        json.series(Series(.json(["[\n]"])))
        #expect(String(decoding: json.bytes, as: UTF8.self) == "[[ ]]")
    }
}
