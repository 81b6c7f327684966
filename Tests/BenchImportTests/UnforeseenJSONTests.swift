import BenchSchema
import TestSupport
import Testing

@testable import BenchImport

/// A form that the language wasn't made for: what a tuner dumps of a study, in which trials hold lists of named things.
@Suite struct UnforeseenJSONTests {
    /// Parameters as a list, curves as pairs, as a list of records, and by step; nested values.
    private static func trial(_ number: Int, rate: Double, pairs: String) -> String {
        """
        {"trial_id": \(number), "state": "COMPLETE", "user_attrs": {"seed": \(40 + number)},
         "params": [{"name": "lr", "value": \(rate), "log": true}, {"value": "adam", "name": "opt", "log": false},
                    {"name": "layers", "value": \(number + 1), "log": false}],
         "intermediate": \(pairs),
         "history": [{"step": 10, "train": {"loss": 1.5}, "secs": 3}, {"step": 20, "train": {"loss": 0.75}, "secs": 6}],
         "checkpoints": {"1": {"bytes": 100}, "3": {"bytes": 300}},
         "outcome": [{"metric": "accuracy", "best": {"value": 0.93, "at": 3}}, {"metric": "f1", "best": {"value": 0.5, "at": 1}}]}
        """
    }

    private static let recipe = """
        {"recipe": 1,
         "records": "trials.{number}",
         "configuration": {"{leaf}": "params.{leaf=name}.value"},
         "seed": "user_attrs.seed",
         "scalars": {"best.{metric}": "outcome.{metric=metric}.best.value", "state_said": "state"},
         "series": {
           "valid": {"axis": {"name": "epoch"}, "fields": {"accuracy": "intermediate.{axis=0}.1"}},
           "train": {"axis": {"name": "step"}, "fields": {"loss": "history.{axis=step}.train.loss", "time": "history.{axis=step}.secs"}},
           "disk": {"axis": {"name": "epoch"}, "fields": {"bytes": "checkpoints.{axis}.bytes"}}
         },
         "skip": ["trial_id", "params.{leaf=name}.log", "outcome.{metric=metric}.best.at"],
         "units": {"train.time": "s"},
         "metrics": {"accuracy": {"reduction": "last", "of": ["valid.accuracy"], "unit": "1", "direction": "max"}}}
        """

    private func table(_ recipe: String, _ document: String) async throws -> Table {
        let sweep = try Sweep()
        try sweep.write("study.json", document)
        let recipe = try RecipeTests.recipe(recipe)
        return try await sweep.table {
            ($0.sources, $0.keys, $0.recipe) = ([sweep.folder.file("study.json")], [], recipe)
        }
    }

    @Test func aStudyOfTrials() async throws {
        let trials = [
            Self.trial(0, rate: 0.1, pairs: "[[1, 0.5], [3, 0.7]]"),
            Self.trial(1, rate: 0.01, pairs: "[[3, 0.9], [1, 0.25], [2, NaN]]"),
        ]
        let table = try await table(
            Self.recipe, #"{"study": {"name": "s"}, "trials": [\#(trials.joined(separator: ",\n"))]}"#)
        #expect(table.runs.count == 2 && table.report.notes == [])
        #expect(table.report.plan.choice.keys.map(\.path) == ["layers", "lr"])
        #expect(table.cell("opt", .setting) == .string("adam") && table.cell("lr", .key, run: 1) == .float64(0.01))
        #expect(table.cell("seed", .seed, run: 1) == .int64(41))
        #expect(table.integers("valid.epoch") == [1, 3] && table.doubles("valid.accuracy") == [0.5, 0.7])
        #expect(table.integers("valid.epoch", run: 1) == [1, 2, 3])
        #expect(table.doubles("valid.accuracy", run: 1)?.map(\.isNaN) == [false, true, false])
        #expect(table.integers("train.step") == [10, 20] && table.doubles("train.loss") == [1.5, 0.75])
        #expect(table.integers("train.time") == [3, 6] && table.column("train.time")?.unit == "s")
        #expect(table.integers("disk.bytes", run: 1) == [100, 300])
        #expect(
            table.cell("best.f1", .scalar) == .float64(0.5) && table.cell("state_said", .scalar) == .string("COMPLETE"))
        #expect(table.cell("accuracy", .metric, run: 1) == .float64(0.9))
        #expect(table.summaries.allSatisfy { $0.findings.isEmpty })
    }

    @Test func anElementWithoutTheMemberIsLeftOutAndNoted() async throws {
        let trial = Self.trial(0, rate: 0.1, pairs: "[[1, 0.5], []]")
            .replacing(#"{"name": "layers", "#, with: #"{"title": "layers", "#)
        let table = try await table(Self.recipe, #"{"trials": [\#(trial), \#(Self.trial(1, rate: 0.2, pairs: "[]"))]}"#)
        #expect(table.cell("layers", .setting) == .absent || table.cell("layers", .key) == .absent)
        #expect(table.report.notes.contains { $0.contains("params.2.title") })
    }

    @Test(arguments: ["a.{x=}.b", "a.{=y}.b", "a.{x=y}", "a.p{x=y}.b", "a.{x=y}q.b", "{x=y}."])
    func aStepThatNamesElementsIsAWholeOne(path: String) throws {
        #expect(throws: BenchError.self) { try RecipePath(path) }
    }

    @Test func recordsAreNotCalledByWhatTheyHold() throws {
        let text = #"{"recipe": 1, "records": "a.{x=y}.b", "configuration": {"c": "c"}}"#
        #expect(throws: BenchError.self) { try RecipeTests.recipe(text) }
    }
}
