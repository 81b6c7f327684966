import BenchSchema
import Testing

@testable import BenchImport

@Suite struct EnergyTests {
    @Test func blocksBelongToTheRecordBefore() async throws {
        let table = try await Sweep.single(
            [Log.train(1)] + Log.block("1\t2\t3.5\t4\t5\t6") + [Log.test(1, type: "val_epoch"), Log.test(1)]
                + Log.block("7\t8\t9\t10\t11\t12") + [Log.test(1, type: "test_ema_epoch")] + Log.block() + [
                    Log.train(2)
                ]
                + ["No tracing info collected, increasing sampling rate if needed.", Log.test(2)] + Log.block())
        #expect(table.integers("energy.train.epoch") == [1])
        #expect(table.doubles("energy.train.energy") == [3.5] && table.doubles("energy.train.time") == [6])
        #expect(table.integers("energy.test.epoch") == [1, 2])
        #expect(table.doubles("energy.test_ema.power") == [6.053])
        #expect(table.findings() == [] && table.findings(.note) == [])
        let units = [
            "gpu_util": "%", "mem_util": "%", "energy": "W.h", "power": "W", "temperature": "Cel", "time": "s",
        ]
        for (field, unit) in units {
            #expect(
                table.column("energy.test.\(field)")?.unit == unit
                    && table.column("energy.test.\(field)")?.type == .float64)
        }
    }

    @Test func pairingRestartsWithTheTrainer() async throws {
        let table = try await Sweep.single(
            [Log.train(1)] + Log.block("1\t1\t1\t1\t1\t1") + [Log.test(1), Log.start] + Log.block() + [
                Log.cfg(), Log.train(1),
            ]
                + Log.block("2\t2\t2\t2\t2\t2"))
        #expect(table.doubles("energy.train.energy") == [2])
        #expect(table.column("energy.test.energy") == nil)
        #expect(table.findings(.note).contains { $0.contains("1 energy blocks belong to no epoch record") })
    }

    @Test func blocksAfterAllRecordsAreNotStored() async throws {
        let table = try await Sweep.single(
            [Log.train(1), Log.test(1), Log.train(2), Log.test(2)] + Log.block() + Log.block() + Log.block()
                + Log.block())
        #expect(!table.schema.columns.contains { $0.name.hasPrefix("energy") })
        #expect(table.findings(.note).first?.contains("4 energy blocks") == true)
    }

    @Test func blocksAfterADamagedRecordOrIterationsAreNotAssigned() async throws {
        let iteration = Log.record(#"{"_type": "train_iter", "epoch": "2/2", "iter": "1/1"}"#)
        let table = try await Sweep.single(
            [Log.train(1), Log.test(1, type: "test_ema_epoch")] + Log.block() + [iteration]
                + [#"[meters.py: 1]: json_stats: {"_type": "train_epoch", "ep"#] + Log.block() + [iteration]
                + Log.block())
        #expect(table.integers("energy.test_ema.epoch") == [1])
        #expect(table.column("energy.train.energy") == nil)
        #expect(table.findings(.note).first?.contains("2 energy blocks") == true)
    }

    @Test func tornBlocksAreReported() async throws {
        let sweep = try Sweep()
        let lines = [Log.start, Log.cfg(), Log.train(1), "excel compatible output:", "1\t2\t3\t4", Log.train(2)]
        try sweep.write(
            "logs/000000/stdout.log", lines.joined(separator: "\n") + "\nexcel compatible output:\n1\t2\t3\t4\t5\t6.1")
        let table = try await sweep.table()
        #expect(table.findings().map { $0.prefix(13) } == ["stdout.log:5 ", "stdout.log:8 "])
        #expect(table.column("energy.train.energy") == nil)
    }

    @Test func colouredRowsAreRead() async throws {
        let table = try await Sweep.single([Log.train(1)] + Log.block("\u{1B}[32m1\u{1B}[0m\t2\t3\t4\t5\t6\u{1B}[0m"))
        #expect(table.doubles("energy.train.gpu_util") == [1])
    }
}
