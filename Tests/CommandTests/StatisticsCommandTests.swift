import BenchFile
import BenchSchema
import Foundation
import TestSupport
import Testing

/// `stats` and `pareto`: repeats, units, values that are no numbers, CSV.
@Suite struct StatisticsCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A small table: configurations k with repeats, on tasks.
    private func write(
        _ name: String, unit: String? = "%", direction: MetricDefinition.Direction = .minimize,
        _ runs: [(k: Int64, task: String, state: RunState, error: Double?, cost: Double)]
    ) throws {
        let schema = try Schema([
            Column("k", role: .key, type: .int64), Column("task", role: .task, type: .string),
            Column("seed", role: .seed, type: .int64), Column("state", role: .state, type: .string),
            Column("cost", role: .scalar, type: .float64, unit: "s"),
            Column("raw", role: .scalar, type: .float64, unit: unit),
            Column(
                "error", role: .metric, type: .float64, unit: unit,
                definition: MetricDefinition(.value, of: ["raw"], direction)),
        ])
        var writer = try BenchWriter(
            path: folder.file(name), schema: schema, provenance: "{}", options: WriterOptions(segmentRuns: 3))
        for (number, run) in runs.enumerated() {
            let error = run.error.map { Cell.float64(Float64Bits($0)) } ?? .absent
            try writer.append(
                Run(cells: [
                    .int64(run.k), .string(ByteString(run.task)), .int64(Int64(number)),
                    .string(ByteString(run.state.rawValue)), .float64(Float64Bits(run.cost)), error, error,
                ]))
        }
        _ = try writer.finish()
    }

    /// Configuration 1 has three runs on task a and one on b; of 2 one diverged; of 3 all did; 4 has no error.
    private func writeRepeats(_ name: String = "r.hasb") throws {
        try write(
            name,
            [
                (1, "a", .complete, 1, 5), (2, "a", .complete, 10, 4), (1, "a", .complete, 2, 6),
                (1, "b", .complete, 7, 1), (2, "a", .diverged, .nan, 8), (3, "a", .diverged, .nan, 1),
                (4, "a", .incomplete, nil, 1), (1, "a", .complete, 6, 7), (5, "a", .complete, .infinity, 9),
            ])
    }

    private func run(_ arguments: String..., status: Int32 = 0) throws -> HasbenchProcess {
        let process = try HasbenchProcess(arguments, folder: folder.path)
        #expect(process.status == status, "\(process.errors)")
        return process
    }

    private func object(_ text: some StringProtocol) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func repeatsAreJoinedByTheRule() throws {
        try writeRepeats()
        try expectSnapshot(try run("stats", "r.hasb").output, "stats-repeats")
        for (rule, expected) in [
            ("mean", [3.0, 7, 10, .infinity]), ("median", [2.0, 7, 10, .infinity]),
            ("each", [1.0, 2, 6, 7, 10, .infinity]),
        ] {
            let stats = try object(try run("stats", "r.hasb", "--distribution", "--repeats", rule).output)
            let steps = try #require(stats["distribution"] as? [[Any]])
            #expect(steps.map { $0[0] as? Double ?? .infinity } == expected)
            #expect(stats["repeats"] as? String == rule && stats["runs"] as? Int == 9)
            #expect(stats["configurations"] as? Int == (rule == "each" ? nil : 6))
            #expect(stats["count"] as? Int == expected.count)
            #expect(stats["nan"] as? Int == (rule == "each" ? 2 : 1))
            #expect(stats["absent"] as? Int == 1 && stats["infinite"] as? Int == 1 && stats["diverged"] as? Int == 2)
            let flagged = try #require(stats["flagged"] as? [[String: Any]])
            #expect(flagged.map { $0["seed"] as? Int } == [4, 5, 8])
            #expect(flagged.map { $0["value"] as? String } == ["NaN", "NaN", "Infinity"])
            #expect(flagged.map { $0["diverged"] as? Bool } == [true, true, false])
        }
        #expect(try run("stats", "r.hasb", "--repeats", "most", status: 64).errors.contains("mean"))
    }

    @Test func aFrontierIsOfConfigurations() throws {
        try writeRepeats()
        let ask = ["pareto", "r.hasb", "--objective", "error", "--objective", "cost"]
        try expectSnapshot(try HasbenchProcess(ask, folder: folder.path).output, "pareto-repeats")
        let joined = try object(try HasbenchProcess(ask + ["--json"], folder: folder.path).output)
        let frontier = try #require(joined["frontier"] as? [String: Any])
        #expect(frontier["count"] as? Int == 6 && frontier["left_out"] as? Int == 2)
        let runs = try #require(frontier["runs"] as? [[String: Any]])
        #expect(runs.map { $0["runs"] as? Int } == [3, nil])
        #expect(runs.map { $0["seed"] as? Int } == [nil, 3])
        #expect(runs.map { $0["task"] as? String } == ["a", "b"])
        #expect(runs.map { ($0["metrics"] as? [String: Double])?["cost"] } == [6, 1])

        let each = try object(try HasbenchProcess(ask + ["--json", "--repeats", "each"], folder: folder.path).output)
        #expect((each["frontier"] as? [String: Any])?["count"] as? Int == 9)
        let csv = try HasbenchProcess(ask + ["--csv", "--versus", "error:max"], folder: folder.path).output
        try expectSnapshot(csv, "pareto-csv")
    }

    @Test func tablesForPrograms() throws {
        try writeRepeats("r,1.hasb")
        try expectSnapshot(
            try run("stats", "r,1.hasb", "--csv", "--by", "k", "--metric", "error", "--metric", "cost").output,
            "stats-csv")
        #expect(try run("stats", "r,1.hasb", "--csv", "--json", status: 64).errors.contains("not both"))
        #expect(try run("stats", "r,1.hasb", "--csv", "--distribution", status: 64).errors.contains("prints JSON"))
        #expect(
            try run("pareto", "r,1.hasb", "--objective", "error", "--objective", "cost", "--csv", "--json", status: 64)
                .errors.contains("not both"))
        #expect(try run("stats", "r,1.hasb", "--where", "k=77").output == "no runs are selected\n")
    }

    @Test func quantilesAreNumpys() throws {
        try write("q.hasb", (1...4).map { ($0, "a", .complete, Double($0), 1) })
        func quartiles(_ method: String) throws -> [Double?] {
            let stats = try object(try run("stats", "q.hasb", "--json", "--quantile-method", method).output)
            return ["q1", "median", "q3"].map { stats[$0] as? Double }
        }
        #expect(try quartiles("linear") == [1.75, 2.5, 3.25])
        #expect(try quartiles("weibull") == [1.25, 2.5, 3.75])
        #expect(try quartiles("inverted_cdf") == [1, 2, 3])
    }

    @Test func severalFilesAreToldInOneUnit() throws {
        let runs: [(Int64, String, RunState, Double?, Double)] = [(1, "", .complete, 25, 1), (2, "", .complete, 50, 2)]
        try write("percent.hasb", unit: "%", runs)
        try write("share.hasb", unit: "1", runs.map { ($0.0, $0.1, $0.2, $0.3.map { $0 / 100 }, $0.4) })
        try write("time.hasb", unit: "s", runs)
        try write("none.hasb", unit: nil, runs)
        try write("best.hasb", unit: "%", direction: .maximize, runs)
        try expectSnapshot(try run("stats", "percent.hasb", "share.hasb").output, "stats-units")
        let lines = try run("stats", "share.hasb", "percent.hasb", "--json").output.split(separator: "\n")
        let objects = try lines.map(object)
        #expect(objects.map { $0["unit"] as? String } == ["1", "1"])
        #expect(objects.map { $0["converted_from"] as? String } == [nil, "%"])
        #expect(objects.map { $0["max"] as? Double } == [0.5, 0.5])

        let refused = try run("stats", "percent.hasb", "time.hasb", status: 65)
        #expect(refused.errors.contains("time.hasb: error is in s here and in % in percent.hasb"))
        let undeclared = try run("stats", "percent.hasb", "none.hasb", status: 65)
        #expect(undeclared.errors.contains("none.hasb: error has no unit here and is in % in percent.hasb"))
        let opposed = try run("stats", "percent.hasb", "best.hasb", status: 65)
        #expect(opposed.errors.contains("best.hasb: error is maximized here and minimized in percent.hasb"))
        #expect(refused.output.isEmpty && undeclared.output.isEmpty && opposed.output.isEmpty)
    }

    @Test func aMetricThatAFileLacks() throws {
        try writeRepeats()
        let schema = try Schema([
            Column("k", role: .key, type: .int64), Column("x", role: .scalar, type: .float64),
            Column(
                "other", role: .metric, type: .float64, definition: MetricDefinition(.value, of: ["x"], .minimize)),
        ])
        var writer = try BenchWriter(path: folder.file("o.hasb"), schema: schema, provenance: "{}")
        let one = Cell.float64(Float64Bits(1))
        try writer.append(Run(cells: [.int64(1), one, one]))
        _ = try writer.finish()
        let named = try run("stats", "r.hasb", "o.hasb", "--metric", "error", status: 64)
        #expect(named.output.isEmpty)
        #expect(named.errors.contains("o.hasb: there is no metric or scalar error; the metrics are other"))
        let all = try run("stats", "r.hasb", "o.hasb", "--json").output.split(separator: "\n").map(object)
        #expect(all.map { $0["metric"] as? String } == ["error", "other"])
    }
}
