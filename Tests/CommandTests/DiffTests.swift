import BenchFile
import BenchSchema
import Foundation
import TestSupport
import Testing

/// `hasbench diff`: tables and JSON as snapshots, then one thing at a time.
@Suite struct DiffTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ schema: Schema, _ runs: [Run], segmentRuns: Int = 4) throws {
        var writer = try BenchWriter(
            path: folder.file(name), schema: schema, provenance: "{}", options: WriterOptions(segmentRuns: segmentRuns),
            replacing: true)
        for run in runs { try writer.append(run) }
        _ = try writer.finish()
    }

    private func write(_ name: String, _ columns: [Column], _ runs: [[Cell]]) throws {
        try write(name, try Schema(columns), runs.map { Run(cells: $0) })
    }

    private func diff(_ options: String...) throws -> HasbenchProcess {
        try HasbenchProcess(["diff", "a.hasb", "b.hasb"] + options, folder: folder.path)
    }

    /// The JSON document of a comparison whose answer is no.
    private func document(_ options: String...) throws -> [String: Any] {
        let process = try HasbenchProcess(["diff", "a.hasb", "b.hasb", "--json"] + options, folder: folder.path)
        #expect(process.status == 1, "\(process.errors)")
        #expect(process.errors == "" && process.output.split(separator: "\n").count == 1)
        return try #require(try JSONSerialization.jsonObject(with: Data(process.output.utf8)) as? [String: Any])
    }

    private func text(_ value: Any?) throws -> String {
        String(
            decoding: try JSONSerialization.data(
                withJSONObject: try #require(value), options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
    }

    private let key = Column("k", role: .key, type: .int64)
    private let seed = Column("seed", role: .seed, type: .int64)
    private let value = Column("x", role: .scalar, type: .float64)
    private let curve = [
        Column("k", role: .key, type: .int64), Column("t.epoch", role: .axis, type: .int64),
        Column("t.x", role: .series, type: .float64),
    ]

    @Test func differencesOfEveryKind() throws {
        let schema = try SampleTable.schema()
        let runs = try SampleTable.runs(12, seed: 5)
        try write("a.hasb", schema, runs)
        var columns = schema.columns
        let changed = try #require(schema.place("times.forward", .scalar))
        columns[changed].unit = "ms"
        columns.append(Column("times.backward", role: .scalar, type: .float64, unit: "s"))
        var others = runs.dropFirst().map { Run(cells: $0.cells + [.absent]) }
        let error = try #require(schema.place("test.error", .series))
        let axis = try #require(schema.place("test.epoch", .axis))
        let place = try #require(
            others.firstIndex { if case .series(let s) = $0.cells[error] { s.count > 3 } else { false } })
        if case .series(let series) = others[place].cells[error], case .float64(var values) = series.elements,
            case .series(let steps) = others[place].cells[axis], steps.count == values.count
        {
            values[2] += 1
            others[place].cells[error] = .series(Series(.float64(values), states: series.states))
            let metric = try #require(schema.place("test_error", .metric))
            others[place].cells[metric] = try schema.metric(metric) { others[place].cells[$0] }
        }
        let notes = try #require(schema.place("NOTES", .setting))
        others[0].cells[notes] = .string("another note,\nof two lines")
        others[1].cells[notes] = .null
        others[2].cells[notes] = .absent
        var added = others[3]
        added.cells[try #require(schema.seed)] = .int64(77)
        try write("b.hasb", try Schema(columns), others.reversed() + [added], segmentRuns: 3)
        let process = try diff()
        #expect(process.status == 1 && process.errors == "")
        try expectSnapshot(process.output, "diff")
        try expectSnapshot(try diff("--limit", "2").output, "diff-limit")
        try expectSnapshot(try diff("--json").output, "diff-json")
    }

    @Test func theOrderOfRunsAndSegmentsDoesNotCount() throws {
        let schema = try SampleTable.schema()
        let runs = try SampleTable.runs(20, seed: 9)
        try write("a.hasb", schema, runs)
        try write("b.hasb", schema, runs.reversed(), segmentRuns: 7)
        let process = try diff()
        #expect(process.status == 0 && process.output.hasPrefix("a.hasb and b.hasb hold the same: 20 runs, content "))
        let json = try diff("--json")
        #expect(json.status == 0 && json.output.contains(#""equal":true"#) && !json.output.contains("columns"))
    }

    @Test(arguments: [
        (Cell.absent, Cell.null, #"{"is":"absent"}"#, #"{"is":"null"}"#),
        (.null, .float64(.nan), #"{"is":"null"}"#, #"{"bits":"7ff8000000000000","is":"value","value":"NaN"}"#),
        (.float64(0.0), .float64(-0.0), #"{"is":"value","value":0}"#, #"{"is":"value","value":-0}"#),
        (
            .float64(.nan), .float64(Double(bitPattern: 0x7FF8_0000_0000_0001)),
            #"{"bits":"7ff8000000000000","is":"value","value":"NaN"}"#,
            #"{"bits":"7ff8000000000001","is":"value","value":"NaN"}"#
        ),
    ]) func scalarsDiffer(a: Cell, b: Cell, textA: String, textB: String) throws {
        try write("a.hasb", [key, value], [[.int64(1), a], [.int64(2), .float64(1)]])
        try write("b.hasb", [key, value], [[.int64(2), .float64(1)], [.int64(1), b]])
        let values = try #require(try document()["values"] as? [String: Any])
        #expect(values["differ"] as? Int == 1)
        let first = try #require((values["first"] as? [[String: Any]])?.first)
        #expect(first["column"] as? String == "x" && first["role"] as? String == "scalar")
        #expect(try text(first["a"]) == textA && text(first["b"]) == textB)
    }

    @Test func equalBitsOfNaNAreEqual() throws {
        let nan = Double(bitPattern: 0xFFF8_0000_0000_0123)
        try write("a.hasb", [key, value], [[.int64(1), .float64(nan)], [.int64(2), .float64(1)]])
        try write("b.hasb", [key, value], [[.int64(1), .float64(nan)], [.int64(2), .float64(2)]])
        let values = try #require(try document()["values"] as? [String: Any])
        #expect(try text(values["by_column"]) == #"[{"column":"x","role":"scalar","runs":1}]"#)
    }

    @Test func aStringOfOtherBytesDiffersThoughItPrintsAlike() throws {
        let columns = [key, Column("note", role: .scalar, type: .string)]
        try write("a.hasb", columns, [[.int64(1), .string(ByteString([0xFF]))]])
        try write("b.hasb", columns, [[.int64(1), .string(ByteString([0xFE]))]])
        let first = try #require((try document()["values"] as? [String: Any])?["first"] as? [[String: Any]])
        #expect(try text(first[0]["a"]) == #"{"bytes":"ff","is":"value","value":"\#u{FFFD}"}"#)
        #expect(try text(first[0]["b"]) == #"{"bytes":"fe","is":"value","value":"\#u{FFFD}"}"#)
    }

    @Test(arguments: [
        // The second of three is a hole, a null, another number; the series ends, isn't there, is empty.
        (
            Series(.float64([1, 0, 3]), states: [.value, .hole, .value]), 1, "hole"
        ),
        (
            Series(.float64([1, 0, 3]), states: [.value, .null, .value]), 1, "null"
        ),
        (Series(.float64([1, 9, 8])), 2, "value"),
    ]) func elementsDiffer(series: Series, elements: Int, kind: String) throws {
        let steps = Cell.series(Series(.int64([4, 5, 6])))
        try write("a.hasb", curve, [[.int64(1), steps, .series(Series(.float64([1, 2, 3])))]])
        try write("b.hasb", curve, [[.int64(1), steps, .series(series)]])
        let first = try #require((try document()["values"] as? [String: Any])?["first"] as? [[String: Any]])
        #expect(first.count == 1)
        #expect(first[0]["elements"] as? Int == elements)
        #expect(first[0]["position"] as? Int == 1 && first[0]["step"] as? Int == 5)
        #expect((first[0]["b"] as? [String: Any])?["is"] as? String == kind)
        #expect(try text(first[0]["a"]) == #"{"is":"value","value":2}"#)
    }

    @Test func aSeriesMayEndEarlierOrNotBeThere() throws {
        func run(_ key: Int64, _ steps: [Int64], _ values: [Double]?) -> [Cell] {
            [.int64(key), .series(Series(.int64(steps))), values.map { .series(Series(.float64($0))) } ?? .absent]
        }
        try write("a.hasb", curve, [run(1, [1, 2, 3], [1, 2, 3]), run(2, [1], [1]), run(3, [], [])])
        try write("b.hasb", curve, [run(1, [1, 2], [1, 2]), run(2, [1], nil), run(3, [], nil)])
        let values = try #require(try document()["values"] as? [String: Any])
        #expect(values["differ"] as? Int == 4)
        let all = try text(values["first"])
        #expect(all.contains(#""a":{"is":"value","value":3},"b":{"is":"end"}"#))
        #expect(all.contains(#""a":{"count":1,"is":"series"},"b":{"is":"absent"}"#))
        #expect(all.contains(#""a":{"count":0,"is":"series"},"b":{"is":"absent"}"#))
    }

    @Test func aColumnOfAnotherTypeIsNotCompared() throws {
        try write("a.hasb", [key, value], [[.int64(1), .float64(1)]])
        try write("b.hasb", [key, Column("x", role: .scalar, type: .int64)], [[.int64(1), .int64(2)]])
        let document = try document()
        #expect(
            try text((document["columns"] as? [String: Any])?["differ"])
                == #"[{"a":{"name":"x","role":"scalar","type":"float64"},"b":{"name":"x","role":"scalar","type":"int64"}}]"#
        )
        #expect((document["values"] as? [String: Any])?["differ"] as? Int == 0)
    }

    @Test func otherKeysMeanThatRunsAreNotCompared() throws {
        try write("a.hasb", [key, value], [[.int64(1), .float64(1)]])
        try write("b.hasb", [Column("k", role: .key, type: .float64), value], [[.float64(1), .float64(1)]])
        let process = try diff()
        #expect(process.status == 1)
        #expect(process.output.hasSuffix("\nThe keys differ, so that no run of one can be found in the other.\n"))
        let document = try document()
        #expect(document["same_keys"] as? Bool == false && document["runs"] == nil && document["values"] == nil)
    }

    @Test func repeatsAreMultisets() throws {
        let columns = [key, seed, value]
        let same: [[Cell]] = [1.0, 2.0, 2.0, 3.0].map { [.int64(1), .int64(7), .float64($0)] }
        try write("a.hasb", columns, same)
        try write("b.hasb", columns, [same[3], same[2], same[0], same[1]])
        #expect(try diff().status == 0)
        // One of four changed, and one more.
        let changed: [Cell] = [.int64(1), .int64(7), .float64(9)]
        try write("b.hasb", columns, [same[3], changed, same[2], same[1], same[3]])
        var runs = try #require(try document()["runs"] as? [String: Any])
        #expect(runs["in_both"] as? Int == 4 && runs["differ"] as? Int == 1 && runs["only_in_b"] as? Int == 1)
        // A column that the other lacks doesn't hide which repeat is which.
        let wide = columns + [Column("y", role: .scalar, type: .int64)]
        try write("b.hasb", wide, same.enumerated().reversed().map { $1 + [.int64(Int64($0))] })
        runs = try #require(try document()["runs"] as? [String: Any])
        #expect(runs["in_both"] as? Int == 4 && runs["differ"] as? Int == 0)
    }

    @Test func anotherSeedOrTaskIsAnotherRun() throws {
        let columns = [key, seed, Column("task", role: .task, type: .string), value]
        func run(_ seed: Cell, _ task: Cell) -> [Cell] { [.int64(1), seed, task, .float64(1)] }
        try write(
            "a.hasb", columns, [run(.int64(1), .absent), run(.int64(2), .string("t")), run(.absent, .string("t"))])
        try write("b.hasb", columns, [run(.int64(2), .string("u")), run(.absent, .string("t")), run(.null, .absent)])
        let runs = try #require(try document()["runs"] as? [String: Any])
        #expect(runs["in_both"] as? Int == 1 && runs["only_in_a"] as? Int == 2 && runs["only_in_b"] as? Int == 2)
        #expect(
            try text(runs["first_only_in_a"]).contains(#""seed":1}"#)
                && text(runs["first_only_in_b"]).contains(#""seed":2,"task":"u"}"#))
    }

    @Test func theLimitBoundsListsAndNotCounts() throws {
        func runs(_ keys: ClosedRange<Int64>, _ value: Double) -> [[Cell]] {
            keys.map { [.int64($0), .float64(value)] }
        }
        try write("a.hasb", [key, value], runs(1...50, 1))
        try write("b.hasb", [key, value], runs(11...70, 2))
        for limit in [0, 3, 1000] {
            let document = try document("--limit", "\(limit)")
            let runs = try #require(document["runs"] as? [String: Any])
            let values = try #require(document["values"] as? [String: Any])
            #expect(
                runs["only_in_a"] as? Int == 10 && runs["only_in_b"] as? Int == 20 && values["differ"] as? Int == 40)
            #expect((runs["first_only_in_a"] as? [Any])?.count == min(limit, 10))
            #expect((runs["first_only_in_b"] as? [Any])?.count == min(limit, 20))
            #expect((values["first"] as? [Any])?.count == min(limit, 40))
        }
    }

    @Test func aTableWithoutRuns() throws {
        try write("a.hasb", [key, value], [])
        try write("b.hasb", [key, value], [[.int64(1), .float64(1)]])
        let runs = try #require(try document()["runs"] as? [String: Any])
        #expect(runs["in_both"] as? Int == 0 && runs["only_in_b"] as? Int == 1)
        try write("b.hasb", [key, value], [])
        #expect(try diff().status == 0)
    }

    @Test func errors() throws {
        try write("a.hasb", [key, value], [[.int64(1), .float64(1)]])
        let missing = try diff()
        #expect(missing.status == 66 && missing.output == "" && missing.errors.contains("b.hasb"))
        try TemporaryFolder.write(
            try TemporaryFolder.bytes(folder.file("a.hasb")).dropLast(10), to: folder.file("b.hasb"))
        let damaged = try diff()
        #expect(damaged.status == 65 && damaged.output == "" && damaged.errors.hasPrefix("hasbench: b.hasb: "))
        #expect(try diff("--limit=-1").status == 64)
        #expect(try HasbenchProcess(["diff", folder.file("a.hasb")]).status == 64)
    }
}
