import BenchSchema
import Testing

@testable import BenchImport

@Suite struct StateTests {
    private func judgement(_ lines: [String]) async throws -> RunJudgement {
        try await Sweep.single(lines).summaries[0].judgement
    }

    @Test func statesAreJudgedInOrder() async throws {
        let both = [Log.train(1), Log.test(1), Log.train(2), Log.test(2)]
        #expect(try await judgement([]).state == .failed)
        #expect(try await judgement(both).state == .complete)
        #expect(try await judgement(Array(both.dropLast())).state == .incomplete)
        #expect(try await judgement([Log.train(2), Log.test(1), Log.test(2)]).state == .incomplete)
        #expect(try await judgement([Log.train(1), Log.start, Log.cfg(), Log.train(2)]).state == .resumed)
        #expect(try await judgement([Log.test(1, error: "NaN"), Log.test(2)]).state == .diverged)
        #expect(try await judgement([Log.train(1, #""lr": NaN"#), Log.train(2)]).state == .complete)
    }

    @Test func everyCauseIsNamed() async throws {
        let found = try await judgement([Log.train(1, #""loss": NaN"#), Log.start, Log.cfg()])
        #expect(found.state == .incomplete)
        #expect(found.causes.map(\.state) == [.incomplete, .diverged, .resumed])
        #expect(found.causes[0].reason == "train_epoch ends at epoch 1 of 2")
    }

    @Test func sparseEvaluationIsComplete() async throws {
        let sweep = try Sweep()
        let lines = (1...5).map { Log.train($0, of: 5) } + [2, 4, 5].map { Log.test($0, of: 5) }
        try sweep.add("000000", [Log.start, Log.cfg(#", "TRAIN": {"EVAL_PERIOD": 2}"#)] + lines)
        try sweep.add("000001", [Log.start, Log.cfg()] + lines)
        let table = try await sweep.table()
        #expect(table.summaries.map(\.judgement.state) == [.complete, .incomplete])
    }

    @Test func metricsTakeWhatIsThere() async throws {
        let table = try await Sweep.single(
            (1...3).flatMap { epoch in
                [Log.train(epoch, of: 3, #""time_epoch": \#(epoch).5"#)] + Log.block("0\t0\t\(epoch)\t0\t0\t0")
                    + [Log.test(epoch, of: 3, type: "test_ema_epoch", error: "\(9 - epoch).0")]
            })
        #expect(table.cell("test_error", .metric) == .float64(6))
        #expect(table.cell("train_time", .metric) == .float64(7.5))
        #expect(table.cell("epoch_time", .metric) == .float64(3))
        #expect(table.cell("train_energy", .metric) == .float64(0.006))
        #expect(table.cell("epoch_energy", .metric) == .float64(2.5))
        #expect(table.column("train_energy", .metric)?.definition?.sources == ["energy.train.energy"])
        #expect(
            table.column("train_energy", .metric)?.unit == "kW.h"
                && table.column("epoch_energy", .metric)?.unit == "W.h")
        #expect(table.column("val_error", .metric) == nil && table.column("params", .metric) == nil)
    }
}
