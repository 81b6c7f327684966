import BenchSchema
import Testing

@testable import BenchImport

@Suite struct EnvironmentDumpTests {
    private static let secrets = [
        "AWS_KEY: SECRET1", "", "PEM: -----BEGIN", "SECRET2", "-----END",
        #"X: json_stats: {"_type": "leak_epoch", "epoch": "1/2", "x": "SECRET3"}"#,
        #"[fake.py: 1]: json_stats: {"_type": "leak_epoch", "epoch": "1/2", "x": "SECRET4"}"#,
        #"[fake.py: 1]: json_stats: {"_type": "cfg", "TOKEN": "SECRET5"}"#, "[fake.py: 2]: hello",
        #"[fake.py: 3]: json_stats: {"_type": "test_epoch", "epoch": "1/2", "key": "SECRET6"}"#,
        #"[fake.py: 3]: json_stats: {"_type": "complexity", "token": "SECRET7"}"#,
        #"[fake.py: 3]: json_stats: {"token": "SECRET8"}"#, #"[fake.py: 3]: json_stats: {"token": "SECRET9"#,
        "excel compatible output:", "1\t2\t3\t4\t5\t6", #"[fake.py: 1]: json_stats: {"_type": "x", "y": "SECRET0"}"#,
    ]

    @Test(arguments: ["os.environ:", "[trainer.py:  50]: os.environ:", "[trainer.py:  50]: os.environ: \r"])
    func nothingOfADumpIsKept(_ head: String) async throws {
        let sweep = try Sweep()
        let dump = [Log.start, head] + Self.secrets
        try sweep.add(
            "000000",
            dump + [Log.cfg(), Log.train(1), Log.test(1)] + dump + [Log.cfg(), Log.test(1), Log.train(2), Log.test(2)])
        let table = try await sweep.table()
        #expect(!table.mentions("SECRET"))
        #expect(table.findings() == [])
        #expect(table.findings(.note).count == 1 && table.findings(.note)[0].contains("12 lines in the dump"))
        #expect(table.integers("test_epoch.epoch") == [1, 2])
        #expect(!table.schema.columns.contains { $0.name.hasPrefix("leak") || $0.name.hasPrefix("energy") })
        #expect(table.cell("state", .state) == .string("resumed"))
    }

    @Test func knownRecordsEndTheDump() async throws {
        let sweep = try Sweep()
        try sweep.add(
            "000000",
            [Log.start, Log.cfg(), "[trainer.py:  50]: os.environ:", "A: SECRET", Log.train(1)] + Log.block()
                + [Log.record(#"{"_type": "fork_epoch", "epoch": "1/2", "x": 1}"#), Log.train(2)])
        let table = try await sweep.table()
        #expect(table.integers("train_epoch.epoch") == [1, 2])
        #expect(table.integers("fork_epoch.epoch") == [1])
        #expect(table.integers("energy.train.epoch") == [1])
    }

    @Test func aDumpBehindATornLineIsSeen() async throws {
        let sweep = try Sweep()
        try sweep.add(
            "000000",
            [Log.start, Log.cfg(), Log.test(1), "GPU Uti[trainer.py:  50]: os.environ:"] + Self.secrets + [
                Log.cfg(), Log.test(2),
            ]
        )
        let table = try await sweep.table()
        #expect(!table.mentions("SECRET"))
        #expect(table.integers("test_epoch.epoch") == [1, 2])
    }
}
