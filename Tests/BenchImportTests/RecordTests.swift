import BenchSchema
import Testing

@testable import BenchImport

@Suite struct RecordTests {
    @Test func epochRecordsBecomeSeries() async throws {
        let table = try await Sweep.single([
            Log.train(1, #""eta": "01,02:03:04", "loss": 2.5000, "lr": 0.1000, "mem": 12, "top1_err": 90.0000"#),
            Log.train(2, #""eta": "-1,23:59:59", "loss": 2, "lr": 0.0500, "mem": 13, "top1_err": 80.0000"#),
        ])
        #expect(table.integers("train_epoch.epoch") == [1, 2])
        #expect(table.cell("train_epoch.epoch_max", .scalar) == .int64(2))
        #expect(table.integers("train_epoch.eta") == [93_784, -1])
        #expect(table.doubles("train_epoch.loss") == [2.5, 2])
        #expect(table.integers("train_epoch.mem") == [12, 13])
        #expect(table.findings() == [])
        let units = ["eta": "s", "mem": "MiBy", "top1_err": "%"]
        for (field, unit) in units { #expect(table.column("train_epoch.\(field)")?.unit == unit) }
        #expect(table.column("train_epoch.loss")?.unit == nil && table.column("train_epoch.lr")?.type == .float64)
    }

    @Test func laterRecordsWinAndEpochsAreSorted() async throws {
        let table = try await Sweep.single([
            Log.test(2, error: "1.0"), Log.test(1, error: "2.0"), Log.test(2, error: "3.0"),
        ])
        #expect(table.integers("test_epoch.epoch") == [1, 2])
        #expect(table.doubles("test_epoch.top1_err") == [2, 3])
    }

    @Test func missingFieldsAreHolesAndNullIsNull() async throws {
        let table = try await Sweep.single([
            Log.train(1, #""loss": null"#), Log.train(2, #""loss": 1.0, "lr": 0.1"#),
            Log.train(3, of: 3, #""lr": 0.2"#),
        ])
        #expect(table.states("train_epoch.loss") == [.null, .value, .hole])
        #expect(table.states("train_epoch.lr") == [.hole, .value, .value])
    }

    @Test func nonFiniteNumbersComeThrough() async throws {
        let table = try await Sweep.single([
            Log.train(1, #""loss": NaN, "lr": Infinity"#), Log.train(2, #""loss": -Infinity, "lr": 1"#),
        ])
        let loss = try #require(table.doubles("train_epoch.loss"))
        #expect(loss[0].isNaN && loss[1] == -.infinity)
        #expect(table.doubles("train_epoch.lr") == [.infinity, 1])
        #expect(table.cell("state", .state) == .string("diverged"))
    }

    @Test func unknownFieldsTakeTheTypeOfTheWholeInput() async throws {
        let sweep = try Sweep()
        let fields = [#""a": 1, "b": 1, "c": true, "d": "x", "e": [1, NaN], "f": 1, "g.h": 1, "i": {"j": 1}"#]
        try sweep.add("000000", [Log.start, Log.cfg(), Log.train(1, of: 1, fields[0])])
        try sweep.add("000001", [Log.start, Log.cfg(), Log.train(1, of: 1, #""a": 2, "b": 0.5, "f": "x""#)])
        let table = try await sweep.table()
        func type(_ field: String) -> ValueType? { table.column("train_epoch.\(field)")?.type }
        #expect(type("a") == .int64 && type("b") == .float64 && type("c") == .bool && type("d") == .string)
        #expect(type("e") == .json && type("f") == .json && type("g_h") == .int64 && type("i") == .json)
        #expect(table.doubles("train_epoch.b") == [1])
        #expect(table.cell("train_epoch.e") == .series(Series(.json([#"[1, "NaN"]"#]))))
        #expect(table.cell("train_epoch.f") == .series(Series(.json(["1"]))))
        #expect(table.cell("train_epoch.f", run: 1) == .series(Series(.json([#""x""#]))))
        #expect(table.cell("train_epoch.c", run: 1) == .absent)
    }

    @Test func knownFieldsOfAnotherTypeAreReported() async throws {
        let table = try await Sweep.single([
            Log.train(1, #""loss": "high", "lr": 1.0"#), Log.train(2, #""eta": "soon""#),
        ])
        #expect(table.states("train_epoch.loss") == [.hole, .hole])
        #expect(table.findings().count == 2 && table.findings()[0].hasPrefix("stdout.log:3 train_epoch.loss"))
    }

    @Test func knownIntegersWithFractionsLoseNothing() async throws {
        let table = try await Sweep.single([Log.train(1, #""mem": 1.5"#), Log.train(2, #""mem": 2"#)])
        #expect(table.doubles("train_epoch.mem") == [1.5, 2])
        #expect(table.report.plan.notes.count == 1)
    }

    @Test func changingMaximaBecomeASeries() async throws {
        let table = try await Sweep.single([Log.test(1, of: 2), Log.test(2, of: 3), Log.test(3, of: 3)])
        #expect(table.integers("test_epoch.epoch_max") == [2, 3, 3])
    }

    @Test func recordsWithoutEpochBecomeScalars() async throws {
        let table = try await Sweep.single([
            Log.record(#"{"_type": "complexity", "acts": 1, "flops": 2, "params": 3}"#),
            Log.record(#"{"_type": "complexity", "acts": 1, "flops": 2, "params": 4}"#),
            Log.record(#"{"_type": "epoch_times", "train_fw_time": 1}"#),
            Log.record(#"{"note": "n", "_type": "fork", "ok": true}"#), Log.test(1), Log.test(2),
        ])
        #expect(table.cell("complexity.params", .scalar) == .int64(4))
        #expect(table.cell("epoch_times.train_fw_time", .scalar) == .float64(1))
        #expect(table.column("epoch_times.train_fw_time", .scalar)?.unit == "s")
        #expect(table.cell("fork.note", .scalar) == .string("n") && table.cell("fork.ok", .scalar) == .bool(true))
        #expect(table.cell("params", .metric) == .int64(4))
    }

    @Test func iterationsAreSkipped() async throws {
        let table = try await Sweep.single([
            Log.record(#"{"_type": "train_iter", "epoch": "1/2", "iter": "1/9", "loss": 1}"#),
            Log.record(#"{"epoch": "1/2", "_type": "test_ema_iter", "top1_err": 1}"#), Log.test(1), Log.test(2),
        ])
        #expect(!table.schema.columns.contains { $0.name.contains("_iter") })
        #expect(table.findings() == [])
    }

    @Test func reservedNamesAndMissingTypesAreReported() async throws {
        let table = try await Sweep.single([
            Log.record(#"{"_type": "history", "epoch": "1/2", "x": 1}"#), Log.record(#"{"x": 1}"#),
            Log.record(#"{"_type": "energy.train", "epoch": "1/2", "x": 1}"#),
            Log.record(#"{"_type": "test_epoch", "top1_err": 1}"#),
            Log.record(#"{"_type": "test_epoch", "epoch": "one", "top1_err": 1}"#), Log.test(1), Log.test(2),
        ])
        #expect(table.findings().count == 4)
        #expect(table.column("history.x") == nil && table.column("energy_train.x") != nil)
    }

    @Test func membersNamedTwiceGiveTheLater() async throws {
        let table = try await Sweep.single([
            Log.record(#"{"_type": "test_epoch", "epoch": "1/3", "epoch": "2/2", "epoch_max": 7, "mem": 1, "mem": 2}"#)
        ])
        #expect(table.integers("test_epoch.epoch") == [2] && table.integers("test_epoch.mem") == [2])
        #expect(table.cell("test_epoch.epoch_max", .scalar) == .int64(2))
    }
}
