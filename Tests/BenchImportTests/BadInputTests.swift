import BenchSchema
import Testing

@testable import BenchImport

@Suite struct BadInputTests {
    @Test func tornAndMalformedRecordsAreReported() async throws {
        let table = try await Sweep.single([
            Log.test(1), #"[meters.py: 260]: json_stats: {"_type": "test_epoch", "epoch": "2/2", "top1_e"#,
            Log.record(#"{"_type": "test_epoch", "epoch": "2/2", "top1_err": 01}"#), "[meters.py: 260]: json_stats: ",
        ])
        #expect(table.integers("test_epoch.epoch") == [1])
        #expect(table.findings().map { $0.prefix(13) } == ["stdout.log:4 ", "stdout.log:5 ", "stdout.log:6 "])
        #expect(table.cell("state", .state) == .string("incomplete"))
    }

    @Test func aRestartBehindATornLineIsSeen() async throws {
        let torn = #"[meters.py: 260]: json_stats: {"_type": "test_epoch", "epoch": "2/2", "top1_e"#
        let table = try await Sweep.single([
            Log.test(1), torn + Log.start, Log.cfg(), Log.test(2),
            #"[m.py: 1]: json_stats: {"_type": "train_iter", "#
                + Log.test(2, error: "7.0"),
        ])
        #expect(table.doubles("test_epoch.top1_err") == [90.5, 7])
        #expect(table.cell("state", .state) == .string("resumed"))
        #expect(table.findings().count == 2)
    }

    @Test func carriageReturnsNULsAndColoursSurvive() async throws {
        let table = try await Sweep.single([
            Log.test(1) + "\r", "\u{0}\u{0}\u{1B}[32m" + Log.test(2) + " \r", "\u{0}", "\u{1B}[", "\u{1B}",
            "[\u{1B}[0m", "progress 1 %\r",
        ])
        #expect(table.integers("test_epoch.epoch") == [1, 2])
        #expect(table.findings() == [])
    }

    @Test func invalidUTF8Survives() async throws {
        let sweep = try Sweep()
        var bytes = Array(
            (Log.start + "\n" + Log.cfg(epochs: 1, #", "DESC": "caf"#).replacing("\", \"_type\"", with: "")).utf8)
        bytes = Array((Log.start + "\n").utf8)
        bytes += Array(#"[t.py: 1]: json_stats: {"REGNET": {"DEPTH": 6}, "DESC": "caf"#.utf8) + [0xE9]
        bytes += Array((#"", "_type": "cfg"}"# + "\n" + Log.test(1, of: 1) + "\n").utf8) + [0xFF, 0xFE, 0x0A]
        try sweep.write("logs/000000/stdout.log", bytes)
        let table = try await sweep.table()
        #expect(table.cell("DESC", .setting) == .string("caf\u{FFFD}"))
        #expect(table.findings() == [] && table.findings(.note).count == 1)
        #expect(table.integers("test_epoch.epoch") == [1])
    }

    @Test func linesThatOnlyResembleRecordsAreNone() async throws {
        let table = try await Sweep.single([
            #" [meters.py: 260]: json_stats: {"_type": "test_epoch", "epoch": "9/9"}"#,
            #"[meters.txt: 260]: json_stats: {"_type": "test_epoch", "epoch": "9/9"}"#,
            #"[meters.py: ]: json_stats: {"_type": "test_epoch", "epoch": "9/9"}"#,
            #"json_stats: {"_type": "test_epoch", "epoch": "9/9"}"#, "[", "[]", "[.py: 1]:", "[a.py: 1]: ",
            #"[a.py: 1]: note json_stats: {"_type": "test_epoch", "epoch": "9/9"}"#, Log.test(1), Log.test(2),
        ])
        #expect(table.integers("test_epoch.epoch") == [1, 2])
        #expect(table.findings() == [])
    }

    @Test func everyPrefixOfALogIsSurvived() async throws {
        let text = Array(
            ([Log.start, Log.cfg(), Log.train(1)] + Log.block() + [Log.test(1)]).joined(separator: "\n").utf8)
        for end in 0...text.count {
            var scanner = try LogScanner()
            scanner.begin(sharing: nil)
            let window = text + [UInt8](repeating: 0, count: JSONReader.padding)
            var start = 0
            var number = 1
            while start <= end {
                let newline = ByteScan.first(0x0A, in: window.span, start..<end) ?? end
                scanner.take(window.span, start..<newline, number: number, isWhole: newline < end)
                (start, number) = (newline + 1, number + 1)
            }
            let groups = scanner.finish().flatMap(\.groups)
            #expect(groups.allSatisfy { group in group.columns.allSatisfy { $0.kinds.count == group.epochs.count } })
        }
    }

    @Test func manyGluedPrefixesAreBounded() async throws {
        let line = String(repeating: "[a.py: 1]: json_stats: {", count: 20_000)
        let table = try await Sweep.single([line, Log.test(1), Log.test(2)])
        #expect(table.findings().count == 8)
    }

    @Test func damagedPackedLogsKeepWhatCanBeRead() async throws {
        let sweep = try Sweep()
        let frame = LineReaderTests.frame(Array((Log.whole().joined(separator: "\n") + "\n").utf8))
        try sweep.write("logs/000000/stdout.log.zst", frame + Array(frame.prefix(8)))
        let table = try await sweep.table()
        #expect(table.integers("test_epoch.epoch") == [1, 2])
        #expect(table.findings() == ["stdout.log:8 the compressed data ends early"])
    }

    @Test func foldersWithoutLogOrConfigurationAreReported() async throws {
        let sweep = try Sweep()
        try sweep.add("000000", Log.whole())
        try sweep.add("000001", [Log.start, Log.test(1)])
        try sweep.write("logs/000002/history.jsonl", "")
        try sweep.write("logs/sbatch/stdout.log", "")
        let table = try await sweep.table()
        #expect(table.runs.count == 1 && table.summaries.count == 3)
        #expect(table.findings(run: 1).count == 1 && table.findings(run: 2).first == "stdout.log:0 there is no log")
    }
}
