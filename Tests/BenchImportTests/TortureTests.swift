import BenchFile
import BenchSchema
import Foundation
import TestSupport
import Testing

@testable import BenchImport

/// A folder of damaged logs: each is accounted for in the report, with file and line, and what is whole comes through.
@Suite struct TortureTests {
    /// A damaged log, and what the report must say of it.
    struct Case {
        var name: String
        var bytes: [UInt8]
        var state = RunState.complete
        /// The line of the finding, 0 for one without a line, nil where nothing is wrong, and a part of its text.
        var line: Int?
        var reason = ""
        var weight = Finding.Weight.damage
        /// The epochs of test_epoch that come through; nil if the run isn't stored.
        var epochs: [Int64]? = [1, 2]
    }

    private static func text(_ lines: [String]) -> [UInt8] { lines.flatMap { Array(($0 + "\n").utf8) } }

    private static let head = [Log.start, Log.cfg()]
    private static func body(_ middle: String...) -> [UInt8] {
        text(head + [Log.test(1)] + middle + [Log.test(2)])
    }

    /// The damaged logs; the middle of most stands on line 4.
    static let cases: [Case] = {
        let test = #"{"_type": "test_epoch", "epoch": "2/2", "top1_err": 1.0}"#
        func record(_ json: String) -> String { Log.record(json) }
        var cases: [Case] = [
            Case(name: "empty", bytes: [], state: .failed, line: 0, reason: "no configuration", epochs: nil),
            Case(
                name: "only newlines", bytes: [10, 10, 10], state: .failed, line: 0, reason: "no configuration",
                epochs: nil),
            Case(
                name: "only NULs", bytes: [UInt8](repeating: 0, count: 5000), state: .failed, line: 0,
                reason: "no configuration", epochs: nil),
            Case(
                name: "only noise", bytes: (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) },
                state: .failed, line: 0, reason: "no configuration", epochs: nil),
            Case(
                name: "no configuration", bytes: text([Log.start, Log.test(1), Log.test(2)]), line: 0,
                reason: "no configuration", epochs: nil),
            Case(
                name: "torn configuration",
                bytes: text([Log.start, String(Log.cfg().dropLast(9)), Log.test(1), Log.test(2)]), line: 2,
                reason: "torn", epochs: nil),
            Case(name: "no epoch", bytes: text(head), state: .failed, line: nil, epochs: []),
            Case(
                name: "only the start", bytes: text([Log.start]), state: .failed, line: 0, reason: "no configuration",
                epochs: nil),
            Case(name: "torn record", bytes: body(String(record(test).dropLast(12))), line: 4, reason: "torn"),
            Case(name: "torn at a name", bytes: body(#"[m.py: 1]: json_stats: {"_ty"#), line: 4, reason: "torn"),
            Case(name: "torn at the tag", bytes: body("[m.py: 1]: json_st"), line: nil),
            Case(name: "torn prefix", bytes: body("[m.py: "), line: nil),
            Case(name: "nothing after the tag", bytes: body("[m.py: 1]: json_stats: "), line: 4, reason: "torn"),
            Case(
                name: "last line torn", bytes: Array(body().dropLast(9)), state: .incomplete, line: 4, reason: "torn",
                epochs: [1]),
            Case(name: "last line without end", bytes: Array(body().dropLast(1)), line: nil),
            Case(
                name: "malformed number", bytes: body(record(test.replacing("1.0", with: "1.0.0"))), line: 4,
                reason: "malformed"),
            Case(
                name: "leading zero", bytes: body(record(test.replacing("1.0", with: "01"))), line: 4,
                reason: "malformed"),
            Case(
                name: "single quotes", bytes: body(record(test.replacing("\"", with: "'"))), line: 4,
                reason: "malformed"),
            Case(name: "a list", bytes: body(record("[1, 2]")), line: 4, reason: "torn"),
            Case(name: "text after the record", bytes: body(record(test + " {}")), line: 4, reason: "malformed"),
            Case(name: "no type", bytes: body(record(#"{"epoch": "1/2", "x": 1}"#)), line: 4, reason: "_type"),
            Case(name: "type is a number", bytes: body(record(#"{"_type": 3, "x": 1}"#)), line: 4, reason: "_type"),
            Case(
                name: "no epoch number", bytes: body(record(#"{"_type": "test_epoch", "top1_err": 1}"#)), line: 4,
                reason: "without its epoch"),
            Case(
                name: "epoch zero", bytes: body(record(#"{"_type": "test_epoch", "epoch": "0/2"}"#)), line: 4,
                reason: "e/E"),
            Case(
                name: "epoch is words", bytes: body(record(#"{"_type": "test_epoch", "epoch": "two of two"}"#)),
                line: 4, reason: "e/E"),
            Case(
                name: "epoch is huge",
                bytes: body(record(#"{"_type": "test_epoch", "epoch": "99999999999999999999/2"}"#)), line: 4,
                reason: "e/E"),
            Case(
                name: "text for a number", bytes: body(Log.train(1, #""loss": "high""#), Log.train(2)), line: 4,
                reason: "train_epoch.loss isn't of its type"),
            Case(
                name: "list for a number", bytes: body(Log.train(1, #""loss": [1]"#), Log.train(2)), line: 4,
                reason: "train_epoch.loss isn't of its type"),
            Case(
                name: "eta is words", bytes: body(Log.train(1, #""eta": "soon""#), Log.train(2)), line: 4,
                reason: "train_epoch.eta isn't of its type"),
            Case(
                name: "reserved type", bytes: body(record(#"{"_type": "history", "epoch": "1/2", "x": 1}"#)), line: 4,
                reason: "name that other columns have"),
            Case(
                name: "carriage returns", bytes: body("\r\rprogress 50 %\r").flatMap { $0 == 10 ? [13, 10] : [$0] },
                line: nil),
            Case(name: "NULs within lines", bytes: [0, 0] + body("\u{0}\u{0}"), line: nil),
            Case(
                name: "NUL in a record", bytes: body(record(test.replacing("2/2", with: "2\u{0}/2"))), line: 4,
                reason: "malformed"),
            Case(name: "colours", bytes: body("\u{1B}[31m\u{1B}[0m"), line: nil),
            Case(
                name: "unknown type", bytes: body(record(#"{"_type": "torture_epoch", "epoch": "1/2", "x": 1}"#)),
                line: nil),
            Case(
                name: "infinite loss", bytes: body(Log.train(1, #""loss": Infinity"#), Log.train(2, #""loss": NaN"#)),
                state: .diverged, line: nil),
            Case(name: "an epoch twice", bytes: text(head + [Log.test(1), Log.test(2), Log.test(1)]), line: nil),
            Case(
                name: "a hole", bytes: text(head + [Log.test(1, of: 3), Log.test(3, of: 3)]), state: .incomplete,
                line: nil, epochs: [1, 3]),
            Case(name: "killed", bytes: text(head + [Log.test(1)]), state: .incomplete, line: nil, epochs: [1]),
            Case(
                name: "resumed", bytes: text(head + [Log.test(1)] + head + [Log.test(1), Log.test(2)]), state: .resumed,
                line: nil),
            Case(
                name: "restart behind a torn line",
                bytes: text(
                    head + [Log.test(1), #"[m.py: 1]: json_stats: {"_type": "te"# + Log.start, Log.cfg(), Log.test(2)]),
                state: .resumed, line: 4, reason: "torn"),
            Case(
                name: "energy torn", bytes: text(head + [Log.test(1)] + Log.block("1\t2\t3") + [Log.test(2)]), line: 7,
                reason: "energy block's six numbers"),
            Case(
                name: "energy at the end", bytes: text(head + [Log.test(1), Log.test(2), "excel compatible output:"]),
                line: 5, reason: "energy block's six numbers"),
            Case(
                name: "energy apart", bytes: text(head + [Log.test(1), Log.test(2)] + Log.block() + Log.block()),
                line: 8, reason: "2 energy blocks belong to no epoch record", weight: .note),
            Case(
                name: "seed is words", bytes: text([Log.start, Log.cfg(seed: #""x""#), Log.test(1), Log.test(2)]),
                line: 0, reason: "RNG_SEED is no integer", weight: .note),
            Case(
                name: "packed and cut", bytes: LineReaderTests.frame(body()) + [0x28, 0xB5, 0x2F, 0xFD, 0x00], line: 4,
                reason: "the compressed data ends early"),
            Case(
                name: "packed and damaged", bytes: LineReaderTests.frame(body()) + [1, 2, 3, 4, 5, 6, 7, 8], line: 4,
                reason: "the compressed data is damaged"),
            Case(
                name: "too many types",
                bytes: text(
                    head + [Log.test(1), Log.test(2)]
                        + (0..<300).map {
                            record(
                                #"{"_type": "torture_epoch", "epoch": "1/2", "x": 1}"#.replacing(
                                    "torture", with: "t\($0)"))
                        }), line: 260, reason: "more than 256 types"),
            Case(
                name: "nested too deeply",
                bytes: body(
                    record(
                        #"{"_type": "x", "y": "# + String(repeating: "[", count: 100)
                            + String(repeating: "]", count: 100) + "}")), line: 4, reason: "malformed"),
        ]
        let torn = body(#"[m.py: 1]: json_stats: {"_type": "test_epoch", "epoch": "2/2", "note": "@"#)
        cases.append(
            Case(
                name: "torn UTF-8", bytes: torn.map { $0 == UInt8(ascii: "@") ? 0xC3 : $0 }, line: 4,
                reason: "torn"))
        let notUTF8 = body(record(test.replacing("test_epoch", with: "t@"))).map { $0 == UInt8(ascii: "@") ? 0xE9 : $0 }
        cases.append(Case(name: "not UTF-8", bytes: notUTF8, line: 4, reason: "isn't UTF-8", weight: .note))
        let long = String(repeating: "x", count: LineReader.longestLine + 100)
        cases.append(Case(name: "a long line", bytes: body("[m.py: 1]: " + long), line: 4, reason: "longer than"))
        return cases
    }()

    @Test func everyDamagedLogIsAccountedFor() async throws {
        let sweep = try Sweep()
        #expect(Self.cases.count >= 50)
        for (place, item) in Self.cases.enumerated() {
            try sweep.write("logs/\(100_000 + place)/stdout.log", item.bytes)
        }
        let table = try await sweep.table()
        #expect(table.summaries.count == Self.cases.count)
        var stored = 0
        for (place, item) in Self.cases.enumerated() {
            let name = "\(100_000 + place)"
            let summary = table.report.tally.problems.first { $0.name == name }
            #expect(table.summaries[place].judgement.state == item.state, "\(item.name)")
            let findings = summary?.findings.list ?? []
            if let line = item.line {
                let found = findings.contains {
                    $0.weight == item.weight && $0.file == "stdout.log" && ($0.line ?? 0) == line
                        && $0.reason.contains(item.reason)
                }
                #expect(found, "\(item.name): \(findings)")
            } else {
                #expect(findings == [], "\(item.name): \(findings)")
            }
            #expect(summary?.isStored ?? true == (item.epochs != nil), "\(item.name)")
            guard let epochs = item.epochs else { continue }
            let cell = table.cell("test_epoch.epoch", run: stored)
            #expect(epochs == [] ? cell == .absent : cell == .series(Series(.int64(epochs))), "\(item.name)")
            stored += 1
        }
    }

    @Test func aHundredMegabytesOfOneLine() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("stdout.log")
        let megabyte = [UInt8](repeating: UInt8(ascii: "{"), count: 1 << 20)
        try TemporaryFolder.write(Array((Log.start + "\n" + Log.cfg() + "\n").utf8), to: path)
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        for _ in 0..<100 { try file.write(contentsOf: megabyte) }
        try file.write(contentsOf: Array(("\n" + Log.test(1) + "\n").utf8))
        try file.close()
        let run = try #require(RunFolder(log: path, name: "x").parse().first).run
        #expect(run.findings.list.map(\.line) == [3] && run.group("test_epoch")?.epochs == [1])
    }

    @Test func moreRecordsThanTheSkimmerHolds() throws {
        let folder = try TemporaryFolder()
        let epochs = 70_000
        let lines = Self.head + (1...epochs).map { Log.test($0 % 60_000 + 1, of: 60_000, error: "\($0 % 100).5000") }
        try TemporaryFolder.write(Self.text(lines), to: folder.file("x"))
        let run = try #require(RunFolder(log: folder.file("x"), name: "x").parse().first).run
        let group = try #require(run.group("test_epoch"))
        #expect(group.epochs == Array(1...60_000) && run.findings.isEmpty)
        let last = try #require(group.column("top1_err"))
        #expect(last[9].number == Double((60_009) % 100) + 0.5 && last[20_000].number == Double(20_000 % 100) + 0.5)
    }

    @Test func aLogThatGrowsIsReadAsItWas() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("stdout.log")
        try TemporaryFolder.write(Self.text(Self.head + [Log.test(1)]), to: path)
        let listed = RunFolder(log: path, name: "x")
        try TemporaryFolder.write(Self.text(Self.head + [Log.test(1), Log.test(2)]), to: path)
        let run = try #require(listed.parse().first).run
        #expect(run.group("test_epoch")?.epochs == [1])
        #expect(run.findings.list.map(\.reason) == ["the log grew while it was read; what came later is left out"])
    }

    @Test func twoRunsInOneLogAreTwo() async throws {
        let table = try await Sweep.single(
            [Log.train(1), Log.test(1), Log.train(2), Log.test(2), Log.start, Log.cfg(depth: 9, seed: "4")] + [
                Log.record(#"{"_type": "complexity", "acts": 1, "flops": 2, "params": 3}"#), Log.train(1),
                Log.test(1, error: "7.0"),
            ])
        #expect(table.summaries.map(\.name) == ["000000", "000000#2"])
        #expect(table.cell("REGNET.DEPTH", .key) == .int64(6) && table.cell("REGNET.DEPTH", .key, run: 1) == .int64(9))
        #expect(table.integers("test_epoch.epoch") == [1, 2] && table.doubles("test_epoch.top1_err", run: 1) == [7])
        #expect(table.cell("complexity.params", .scalar) == .absent)
        #expect(table.cell("complexity.params", .scalar, run: 1) == .int64(3))
        #expect(table.summaries.map(\.judgement.state) == [.complete, .incomplete])
        #expect(table.findings(.note)[0].hasPrefix("stdout.log:10 another run begins before this line"))
    }

    // MARK: Secrets

    @Test func whatImitatesAConfigurationInADumpIsNotKept() async throws {
        let fake = Log.record(
            #"{"_type": "cfg", "OPTIM": {"TOKEN": "SECRET1"}, "MODEL": {"SECRET2": 1}, "REGNET": {"DEPTH": 6}}"#)
        let numbers = Log.record(#"{"_type": "complexity", "acts": 1, "flops": 2, "params": 3}"#)
        let dump = [Log.start, "[trainer.py:  50]: os.environ:", "A: SECRET3", fake]
        for lines in [
            dump + [Log.cfg(), Log.test(1), Log.test(2)], dump + [numbers, Log.cfg(), Log.test(1), Log.test(2)],
            dump + ["B: x", "", fake, Log.cfg()] + dump.dropLast() + [Log.cfg(), Log.test(1), Log.test(2)],
        ] {
            let sweep = try Sweep()
            try sweep.add("000000", lines)
            let table = try await sweep.table()
            #expect(!table.mentions("SECRET") && table.cell("REGNET.DEPTH", .key) == .int64(6))
            #expect(table.integers("test_epoch.epoch") == [1, 2])
        }
    }

    @Test func plantedTokensAreInNeitherFileNorReport() async throws {
        let sweep = try Sweep()
        let token = "ghp_PLANTEDTOKEN"
        let dump = [
            Log.start, "[trainer.py:  50]: os.environ:", "GITHUB_TOKEN: \(token)", "KEY: -----BEGIN", "", "\(token)",
            #"X: json_stats: {"_type": "test_epoch", "epoch": "1/2", "top1_err": "\#(token)"}"#,
            #"[a.py: 1]: json_stats: {"_type": "\#(token)", "epoch": "1/2", "\#(token)": 1}"#,
            #"[a.py: 1]: json_stats: {"_type": "cfg", "OPTIM": {"T": "\#(token)"}, "MODEL": {"\#(token)": 1}}"#,
            "[a.py: 1]: \(token)", "excel compatible output:", token,
        ]
        for run in 0..<4 {
            try sweep.add(
                "00000\(run)", dump + [Log.cfg(depth: run)] + dump + Log.whole(depth: run).dropFirst(), stderr: token)
        }
        // A log that ends within its dump.
        try sweep.add("000004", dump)
        let report = try await Converter(options: sweep.options()).convert()
        #expect(report.written?.runs == 4)
        let file = try TemporaryFolder.bytes(sweep.output)
        #expect(!String(decoding: file, as: UTF8.self).contains("PLANTED"))
        // What is compressed in the file shows when it is read.
        let reader = try BenchReader(sweep.output)
        try reader.forEachRun { location throws(BenchError) in
            let run = try reader.run(at: location)
            #expect(!"\(run)".contains("PLANTED") && !"\(reader.schema.columns)".contains("PLANTED"))
        }
        for text in [report.summary, report.warnings, String(decoding: report.full, as: UTF8.self)] {
            #expect(!text.contains("PLANTED"))
        }
    }
}
