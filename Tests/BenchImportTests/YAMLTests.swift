import BenchSchema
import Testing

@testable import BenchImport

/// YAML as PyYAML reads it, and the configurations of a sweep's folder.
@Suite struct YAMLTests {
    private func leaves(_ text: String) throws -> [String: LooseValue] {
        let configuration = try YAMLConfiguration.read(Array(text.utf8))
        return Dictionary(uniqueKeysWithValues: zip(configuration.shape.paths, configuration.values))
    }

    // What yaml.safe_load of PyYAML 6 gives.
    @Test(arguments: [
        ("1", LooseValue.int64(1)), ("-12", -12), ("+3", 3), ("1_000", 1000), ("010", 8), ("0x1F", 31), ("0b101", 5),
        ("0", 0), ("08", "08"), ("1:30", 90), ("190:20:30", 685_230), ("0o7", "0o7"), ("1.5", 1.5), ("1.", 1.0),
        (".5", 0.5), ("-.5", "-.5"), ("1e-06", "1e-06"), ("1.0e-06", 1e-06), ("1.0e6", "1.0e6"), ("1.0e+6", 1e6),
        ("6.8523015e+5", 685_230.15), ("190:20:30.15", 685_230.15), (".inf", .float64(Float64Bits(.infinity))),
        ("-.INF", .float64(Float64Bits(-.infinity))), ("yes", true), ("Off", false), ("TRUE", true), ("y", "y"),
        ("~", .null), ("", .null), ("null", .null), ("'1'", "1"), ("\"no\"", "no"), ("!!str 1", "1"), ("!!int '7'", 7),
        ("1.2.3", "1.2.3"), ("-", "-"), ("2020-01-01", "2020-01-01"), ("a b", "a b"), ("99999999999999999999", 1e20),
    ])
    func scalars(_ text: String, _ expected: LooseValue) throws {
        // A lone dash would begin a list.
        let value = try leaves("a: \(text == "-" ? "'-'" : text)\n")["a"]
        #expect(value == expected, "\(text)")
    }

    @Test func nestedMapsListsAnchorsAndMerges() throws {
        let found = try leaves(
            """
            BASE: &base {LR: 0.1, N: [1, 2.5, "x", null, {k: yes}]}
            OPTIM:
              <<: *base
              LR: 0.2
            EMPTY: {}
            NONE: []
            1: one
            """)
        #expect(found["BASE.LR"] == 0.1 && found["OPTIM.LR"] == 0.2 && found["1"] == "one")
        #expect(found["OPTIM.N"] == .json(#"[1, 2.5, "x", null, {"k": true}]"#))
        #expect(found["EMPTY"] == .json("{}") && found["NONE"] == .json("[]"))
    }

    @Test func badYAMLNamesTheLine() {
        let error = #expect(throws: BenchError.self) { try leaves("a: 1\nb: [1, 2\nc: }\n") }
        #expect(error?.place == ["line 3"])
        #expect(throws: BenchError.self) { try leaves("just text") }
        #expect(throws: BenchError.self) { try leaves("a: *nowhere") }
    }

    @Test func repeatedAliasesAreBounded() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<10 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        #expect(throws: BenchError.self) { try leaves(text) }
    }

    @Test func theSweepsFileGivesWhatTheLogLacks() async throws {
        let sweep = try Sweep()
        try sweep.add("000000", Log.whole(depth: 6))
        try sweep.add("000001", Log.whole(depth: 7))
        try sweep.add("000002", [Log.start])
        for run in 0..<4 { try sweep.write("cfgs/00000\(run).yaml", "REGNET: {DEPTH: \(run + 6)}\nRNG_SEED: 1\n") }
        try sweep.write("sweep_cfg.yaml", "SETUP: {NUM_CONFIGS: 4}\nLAUNCH: {DIR: /secret/place}\n")
        let table = try await sweep.table { $0.keys = [] }
        // A plan needn't hold every leaf; those it lacks are no keys for that.
        #expect(table.report.plan.choice.keys.map(\.path) == ["REGNET.DEPTH"])
        #expect(
            table.cell("REGNET.DEPTH", .key, run: 2) == .int64(8)
                && table.cell("state", .state, run: 2) == .string("failed"))
        #expect(
            table.findings(run: 2, .note) == [
                "stdout.log:0 the log says no configuration; that of 000002.yaml is taken"
            ])
        #expect(
            table.report.sources.map { $0.findings.list.map(\.reason) } == [
                ["1 configurations have no folder in logs; the first is 000003"]
            ])
        let text = try Provenance.text(
            options: sweep.options(), choice: table.report.plan.choice, seedKey: "RNG_SEED")
        #expect(text.description.contains(#""sampling": {"NUM_CONFIGS": 4}"#) && !text.description.contains("secret"))
    }

    @Test func aSummaryStandsForConfigurations() async throws {
        let sweep = try Sweep()
        try sweep.add("000000", Log.whole(depth: 6))
        try sweep.add("000001", [Log.start])
        let names = (0..<4).map { "00000\($0).yaml: REGNET.DEPTH \($0 + 6) OPTIM.BASE_LR 1e-06 OPTIM.STEPS [1, 2]\n" }
        try sweep.write("cfgs_summary.yaml", names.joined())
        let table = try await sweep.table()
        #expect(table.runs.count == 2 && table.cell("REGNET.DEPTH", .key, run: 1) == .int64(7))
        #expect(table.cell("OPTIM.STEPS", .setting, run: 1) == .json("[1, 2]"))
        #expect(table.findings(run: 1, .note).contains { $0.contains("sampled leaves in cfgs_summary.yaml") })
        let found = table.report.sources.flatMap { $0.findings.list.map(\.reason) }
        #expect(found == ["2 configurations have no folder in logs; the first is 000002"])
    }

    @Test(arguments: ["", "6", "a.b 1", "REGNET 1", "A.B 1 A.B 2"])
    func aSummaryWithoutLeavesIsNone(text: String) {
        #expect(SweepSummary.configuration(text) == nil)
    }
}
