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
    ]) func refused(columns: [Column]) {
        #expect(throws: BenchError.self) { try Schema(columns) }
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

    @Test func theFirstSourceWithAValueCounts() throws {
        let schema = try Schema([
            Column("h.epoch", role: .axis, type: .int64), Column("h.x", role: .series, type: .float64),
            Column("p.epoch", role: .axis, type: .int64), Column("p.x", role: .series, type: .float64),
            Column("m", role: .metric, type: .float64, definition: MetricDefinition(.sum, of: ["h.x", "p.x"], .minimize)),
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
