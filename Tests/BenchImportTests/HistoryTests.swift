import BenchSchema
import Testing

@testable import BenchImport

@Suite struct HistoryTests {
    @Test func rowsBecomeSeries() async throws {
        let table = try await Sweep.single(
            [Log.train(1), Log.train(2)],
            history: [
                #"{"train_consumption": 0.5, "test_consumption": 0.25, "test_error": 89.5, "cur_epoch": 0}"#,
                #"{"loss": 1.0, "_step": 3}"#, #"{"cur_epoch": 1}"#, "",
                #"{"train_consumption": 0.7, "test_consumption": 0.3, "cur_epoch": 1, "_step": 1, "_runtime": 2.5, "_timestamp": 1e9}"#,
                #"{"train_consumption": 0.75, "test_consumption": 0.35, "test_error": NaN, "cur_epoch": 1.0}"#,
            ])
        #expect(table.integers("history.epoch") == [1, 2])
        #expect(table.doubles("history.train_consumption") == [0.5, 0.75])
        #expect(table.doubles("history.test_error")?.last?.isNaN == true)
        #expect(
            table.column("history.train_consumption")?.unit == "W.h" && table.column("history.test_error")?.unit == "%")
        #expect(!table.schema.columns.contains { $0.name.hasPrefix("history._") || $0.name == "history.cur_epoch" })
        #expect(table.findings() == [] && table.findings(.note) == [])
        #expect(table.cell("state", .state) == .string("diverged"))
    }

    @Test func damagedRowsAreReported() async throws {
        let table = try await Sweep.single(
            [Log.train(1), Log.train(2)],
            history: [
                #"{"train_consumption": 0.5, "cur_epoch": 0}"#, #"{"train_consumption": 0.7, "cur_e"#,
                #"{"train_consumption": 1, "cur_epoch": "x"}"#,
                #"{"train_consumption": 1, "cur_epoch": 9223372036854775807}"#,
                #"{"train_consumption": 1, "cur_epoch": 0.5}"#, #"{"train_consumption": 1, "cur_epoch": -1}"#,
            ])
        #expect(table.integers("history.epoch") == [1])
        #expect(table.findings() == ["history.jsonl:2 a row is torn or malformed"])
        #expect(table.findings(.note) == ["history.jsonl:0 it has 1 epochs, the log 2 (train_epoch)"])
    }
}
