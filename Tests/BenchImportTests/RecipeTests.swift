import BenchSchema
import TestSupport
import Testing

@testable import BenchImport

/// What recipes make of JSON.
@Suite struct RecipeTests {
    /// The folder of the published recipes.
    static let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/Specs/recipes"

    static func recipe(_ text: String) throws -> Recipe { try Recipe(Array(text.utf8), file: "r.json") }

    /// The table that a recipe makes of a document.
    private func table(
        _ recipe: String, _ document: String, name: String = "data.json",
        _ change: (inout ConvertOptions) -> Void = { _ in }
    ) async throws -> Table {
        let sweep = try Sweep()
        try sweep.write(name, document)
        let recipe = try Self.recipe(recipe)
        return try await sweep.table {
            ($0.sources, $0.keys, $0.recipe) = ([sweep.folder.file(name)], [], recipe)
            change(&$0)
        }
    }

    private func shipped(_ name: String, sample: String) async throws -> Table {
        let sweep = try Sweep()
        let recipe = try Recipe(TemporaryFolder.bytes("\(Self.folder)/\(name).json"), file: name)
        return try await sweep.table {
            ($0.sources, $0.keys, $0.recipe) = (["\(Self.folder)/samples/\(sample)"], [], recipe)
        }
    }

    @Test func lcbenchReadsItsSample() async throws {
        let table = try await shipped("lcbench", sample: "lcbench.json")
        #expect(table.runs.count == 6 && table.summaries[2].name == "adult/2")
        #expect(
            table.report.plan.choice.keys.map(\.path) == [
                "batch_size", "learning_rate", "max_dropout", "max_units", "momentum", "num_layers", "weight_decay",
            ])
        #expect(
            table.cell("task", .task) == .string("adult")
                && table.cell("task", .task, run: 3) == .string("Fashion-MNIST"))
        #expect(table.integers("log.epoch") == [0, 1, 2, 3, 4, 5])
        #expect(table.doubles("log.Train/val_accuracy")?.last == table.cell("val_accuracy", .metric)?.number)
        #expect(table.cell("results.instances", .scalar, run: 4) == .int64(70_000))
        #expect(table.cell("optimizer", .setting) == .string("sgd"))
        #expect(table.cell("state", .state, run: 2) == .string("diverged"))
        #expect(table.report.notes == [])
    }

    @Test func nasBench201ReadsItsSample() async throws {
        let table = try await shipped("nas-bench-201", sample: "nas-bench-201.jsonl")
        // Ragged: one seed or three of cifar10-valid, one to three of cifar10, one of cifar100.
        #expect(table.runs.count == 3 + 6 + 7)
        #expect(table.report.plan.choice.keys.map(\.path) == ["arch_str"])
        #expect(table.cell("task", .task) == .string("cifar10-valid") && table.cell("seed", .seed) == .int64(777))
        #expect(table.integers("train.epoch") == [0, 1, 2, 3])
        #expect(
            table.integers("eval.x-test.epoch", run: 2) == [1, 3] && table.cell("eval.x-valid.acc1", run: 2) == .absent)
        #expect(table.cell("arch_index", .scalar, run: 15) == .int64(2))
        #expect(table.doubles("eval.x-test.acc1", run: 2)?.last == table.cell("test_accuracy", .metric, run: 2)?.number)
        #expect(table.report.notes == [])
    }

    @Test func hpobenchReadsItsSample() async throws {
        let table = try await shipped("hpobench", sample: "hpobench.jsonl")
        #expect(table.runs.count == 6)
        #expect(table.integers("fidelity.iter") == [3, 9, 27] && table.integers("fidelity.iter", run: 5) == [3, 27])
        #expect(table.cell("alpha", .key) == .float64(1e-8) && table.cell("seed", .seed, run: 1) == .int64(1319))
        #expect(table.column("fidelity.val_bal_acc") != nil && table.report.notes == [])
        #expect(table.summaries.allSatisfy { $0.judgement.state == .complete && $0.findings.isEmpty })
    }

    @Test func theBuiltInRecipeIsThePublishedOne() throws {
        let text = try String(decoding: TemporaryFolder.bytes("\(Self.folder)/pycls-sweep.json"), as: UTF8.self)
        #expect(text == Recipe.pyclsSweepText)
        #expect(Recipe.pyclsSweep.metrics.count == 10 && Recipe.pyclsSweep.rules.count > 5)
    }

    @Test func logsKnowTheTypesThatTheRecipeDeclares() {
        for field in ["mem", "eta", "epoch_max", "loss", "lr", "time_avg", "top1_err", "min_top5_err"] {
            #expect(Recipe.pyclsSweep.type(of: "train_epoch.\(field)")?.type == KnownFields.type(of: field))
        }
        for field in ["acts", "flops", "params"] {
            #expect(Recipe.pyclsSweep.type(of: "complexity.\(field)")?.type == KnownFields.type(of: field))
        }
        for field in KnownFields.energy {
            #expect(Recipe.pyclsSweep.type(of: "energy.test_ema.\(field)")?.type == .float64)
        }
    }

    @Test func theSchemaNamesEveryMember() throws {
        let schema = try JSONTree(TemporaryFolder.bytes("\(Self.folder)/recipe.schema.json"), file: "schema")
        guard case .object(let members)? = schema["properties"]?.value else { throw BenchError(.damaged, "no schema") }
        let error = #expect(throws: BenchError.self) {
            try Self.recipe(#"{"recipe": 1, "configuration": {"a": "a"}, "none": 1}"#)
        }
        let named = error?.message.split(separator: "there are ").last?.split(separator: ", ").map(String.init) ?? []
        #expect(Set(members.compactMap(\.name.string)) == Set(named + ["$schema"]))
    }

    // MARK: Forms that no one foresaw

    @Test func repeatsInListsBecomeRuns() async throws {
        let table = try await table(
            """
            {"recipe": 1, "configuration": {"{hp}": "hp.{hp}"}, "task": "set", "seed": "{n}",
             "scalars": {"final": "final.{n}", "size": "size"},
             "series": {"valid": {"axis": {"name": "step", "from": 10}, "fields": {"loss": "valid.{n}"}}}}
            """,
            """
            [{"hp": {"units": 16, "act": "relu"}, "set": "a", "size": 7, "final": [0.5, 0.25], "valid": [[3, 2.5], [4, 3.5, 1]]},
             {"hp": {"units": 32, "act": "relu"}, "set": "a", "size": 9, "final": [0.75], "valid": [[1]]}]
            """)
        #expect(table.runs.count == 3)
        #expect(
            (0..<3).map { table.cell("final", .scalar, run: $0) } == [.float64(0.5), .float64(0.25), .float64(0.75)])
        #expect((0..<3).map { table.cell("size", .scalar, run: $0) } == [.int64(7), .int64(7), .int64(9)])
        #expect((0..<3).map { table.cell("seed", .seed, run: $0) } == [.int64(0), .int64(1), .int64(0)])
        #expect(
            table.integers("valid.step", run: 1) == [10, 11, 12] && table.doubles("valid.loss", run: 1) == [4, 3.5, 1])
        #expect(table.report.plan.choice.keys.map(\.path) == ["units"])
    }

    @Test func deepRecordsAndFractionalAxes() async throws {
        let table = try await table(
            """
            {"recipe": 1, "records": "studies.{study}.trials", "configuration": {"{x*}": "params.{x*}"}, "keys": ["net.width"],
             "task": "{study}", "series": {"size.{part}": {"axis": {"name": "share", "path": "{part}.at"}, "fields": {"{f}": "{part}.{f}"}}},
             "units": {"size.*.acc": "%"}, "planned": {"value": 3}}
            """,
            #"""
            {"meta": [1, {"studies": 2}], "studies": {"s\u0041": {"note": "}]", "trials": {"params": {"net": {"width": 4, "l": [1]}}, "dev": {"at": [0.125, 1], "acc": [50, null]}}},
             "sB": {"trials": {"params": {"net": {"width": 8, "l": [1]}}, "dev": {"at": [1, 2], "acc": [60, "x"]}, "test": {"at": [1], "acc": [1, 2]}}}}}
            """#)
        #expect(table.runs.count == 2 && table.summaries[0].name == "sA")
        #expect(table.doubles("size.dev.share") == [0.125, 1] && table.doubles("size.dev.share", run: 1) == [1, 2])
        #expect(table.column("size.dev.acc")?.type == .json && table.column("size.dev.acc")?.unit == "%")
        #expect(table.states("size.dev.acc") == [.value, .null])
        #expect(table.findings(run: 1) == ["data.json:2 size.test.acc has 2 values, its axis 1; it is left out"])
        #expect(table.cell("net.l", .setting) == .json("[1]") && table.cell("state", .state) == .string("incomplete"))
    }

    @Test func stepsInNamesMakeHoles() async throws {
        let table = try await table(
            """
            {"recipe": 1, "configuration": {"c": "c"},
             "series": {"s": {"axis": {"name": "t"}, "fields": {"a": "a.{axis}", "b": "b.e{axis}"}}}}
            """,
            #"{"c": 1, "a": {"3": 1.5, "1": 2.5}, "b": {"e2": 1, "e1": 4, "ex": 1}}"# + "\n"
                + #"{"c": 2, "a": [7, 8], "b": {}}"# + "\n", name: "d.ndjson")
        #expect(table.integers("s.t") == [1, 2, 3] && table.states("s.a") == [.value, .hole, .value])
        #expect(table.states("s.b") == [.value, .value, .hole])
        #expect(table.findings() == ["d.ndjson:1 s.b has a step that is no number (recipe line 2)"])
        #expect(table.integers("s.t", run: 1) == [0, 1] && table.doubles("s.a", run: 1) == [7, 8])
    }

    @Test func namesMayHaveDotsAndBraces() async throws {
        let table = try await table(
            #"{"recipe": 1, "configuration": {"a.b": "a\\.b", "c": "\\{c\\}"}, "scalars": {"m_{x}": "m.v.{x}.w"}, "#
                + #""series": {"g.h": {"axis": {"name": "t", "from": 0}, "fields": {"f.{x}": "l.{x}"}}}}"#,
            #"[{"a.b": 1, "{c}": "x", "m": {"v": {"p.q": {"w": 2}}}, "l": {"y.z": [1]}}, {"a.b": 2, "{c}": "y"}]"#)
        #expect(table.integers("g.h.f_y_z") == [1] && table.integers("g.h.t") == [0])
        #expect(table.report.plan.choice.keys.map(\.path) == ["a.b", "c"])
        #expect(table.cell("m_p.q", .scalar) == .int64(2))
    }

    @Test func rowsAreGatheredAndSorted() async throws {
        let rows = [(1, 3), (1, 1), (1, 3), (2, 1), (1, 2)].enumerated().map {
            #"{"c": \#($1.0), "t": \#($1.1), "v": \#($0), "tag": "x"}"#
        }
        let table = try await table(
            """
            {"recipe": 1, "rows": true, "configuration": {"c": "c"}, "scalars": {"tag": "tag"},
             "series": {"s": {"axis": {"name": "t", "path": "t"}, "fields": {"v": "v"}}}}
            """, rows.joined(separator: "\n"), name: "d.jsonl")
        #expect(table.runs.count == 3)
        #expect(table.integers("s.t") == [1, 3] && table.integers("s.v") == [1, 2])
        #expect(table.integers("s.t", run: 2) == [2] && table.cell("tag", .scalar) == .string("x"))
        #expect(table.findings(.note) == ["d.jsonl:0 1 steps stand twice; the later of each counts"])
    }

    // MARK: Errors

    @Test(arguments: [
        ("{\n\"recipe\": 2}", 2), ("{\"recipe\": 1}", 1), ("{\"recipe\": 1,\n\n\"configuration\": 3}", 3),
        ("{\"recipe\": 1, \"configuration\": {\n\"a\": \"b..c\"}}", 2),
        ("{\"recipe\": 1, \"configuration\": {\n\n\"a\": \"b.{c\"}}", 3),
        ("{\"recipe\": 1, \"configuration\": {\"a\": \"b\"},\n\"types\": {\n\"x\": \"double\"}}", 3),
        (
            "{\"recipe\": 1, \"configuration\": {\"a\": \"b\"},\n\"series\": {\"s\": {\"axis\": {\"epoch\": 1},\n \"fields\": {}}}}",
            2
        ),
        ("{\"recipe\": 1, \"configuration\": {\"a\": \"b\"},\n\"task\": \"{x}\"}", 2),
        (
            "{\"recipe\": 1, \"configuration\": {\"a\": \"b\"},\n\"series\": {\"s\": {\"axis\": {\"name\": \"t\"},\n\"fields\": {\"v\": \"v\"}}}}",
            3
        ),
        ("{\"recipe\": 1, \"configuration\": {\"a\": \"b\"},\n\"metrics\": {\"m\": {\"reduction\": \"max\"}}}", 2),
        ("{\"recipe\": 1,\n\"recipe\": 1}", 2), ("{\"recipe\": 1,\n\"x\": 01}", 2),
        ("{\"recipe\": 1, \"configuration\": {\n\"{a}\": \"b\"}}", 2),
    ])
    func errorsNameTheLine(_ text: String, _ line: Int) {
        let error = #expect(throws: BenchError.self) { try Self.recipe(text) }
        #expect(error?.code == .usage && error?.place == ["r.json", "line \(line)"], "\(error?.description ?? "")")
    }

    @Test func recordsThatDontFitAreReported() async throws {
        let table = try await table(
            """
            {"recipe": 1, "configuration": {"c": "c"}, "scalars": {"acc": "acc", "none": "nowhere"},
             "types": {"acc": "float64"}}
            """,
            "{\"c\": 1, \"acc\": 0.5, \"more\": 1}\n{\"c\": 2, \"acc\": \"high\"}\n{\"c\": 3,\n[4]\n{\"c\": 5, \"acc\": 2}\n",
            name: "d.ndjson")
        #expect(table.runs.count == 3 && table.report.tally.notStored == 2)
        #expect(
            table.findings(run: 1) == [
                "d.ndjson:2 acc holds a value that is no float64 (r.json line 2); it is left out"
            ])
        #expect(table.findings(run: 2)[0].hasPrefix("d.ndjson:3 the record is malformed"))
        #expect(table.findings(run: 3)[0].hasPrefix("d.ndjson:4 the record is malformed"))
        #expect(
            table.report.notes == [
                "r.json line 1: no record has what this path says",
                "the recipe names none of these, which are left out: more",
            ])
    }

    @Test func globsMatch() {
        for (glob, name, fits) in [
            ("a", "a", true), ("a", "ab", false), ("*", "", true), ("a*", "abc", true), ("*c", "abc", true),
            ("a*c", "ac", true), ("a*c", "abcd", false), ("*b*", "abc", true), ("a*b*c", "a.b.b.c", true),
            ("ab*ba", "aba", false), ("*.time_*", "x.time_y", true),
        ] { #expect(Glob(glob).matches(name) == fits, "\(glob) \(name)") }
    }
}
