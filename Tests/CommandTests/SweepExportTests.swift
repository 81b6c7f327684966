import BenchFile
import BenchSchema
import Foundation
import TestSupport
import Testing

/// `hasbench export --format sweep-json` of tables that logs don't make; tables from logs are checked in Python.
@Suite struct SweepExportTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func export(
        _ columns: [Column], _ runs: [[Cell]], provenance: ByteString = "{}", _ options: String...
    ) throws -> HasbenchProcess {
        let file = folder.file("t.hasb")
        var writer = try BenchWriter(
            path: file, schema: try Schema(columns), provenance: provenance,
            options: WriterOptions(segmentRuns: 2), replacing: true)
        for cells in runs { try writer.append(Run(cells: cells)) }
        _ = try writer.finish()
        return try HasbenchProcess(["export", "t.hasb", "--format", "sweep-json"] + options, folder: folder.path)
    }

    private let epochs = [
        Column("k", role: .key, type: .int64), Column("test_epoch.epoch", role: .axis, type: .int64),
        Column("test_epoch.loss", role: .series, type: .float64),
    ]

    @Test func anythingElseIsLeftOutAndNamed() throws {
        var writer = try BenchWriter(path: folder.file("s.hasb"), schema: try SampleTable.schema(), provenance: "{}")
        for run in try SampleTable.runs(3, seed: 4) { try writer.append(run) }
        _ = try writer.finish()
        let process = try HasbenchProcess(["export", "s.hasb", "--format", "sweep-json"], folder: folder.path)
        #expect(process.status == 0)
        try expectSnapshot(process.output, "export-sweep-json")
        #expect(
            process.errors == """
                hasbench: s.hasb: left out, since a sweep.json has no place for it: energy, task, test
                hasbench: s.hasb: not in the file, so not in the output: err, err_file, log_file

                """)
    }

    @Test func aTableWithoutRunsIsAnEmptyArray() throws {
        #expect(try export(epochs, []).output == "[]")
    }

    @Test func epochsCountToWhatTheRunSays() throws {
        let maximum = Column("test_epoch.epoch_max", role: .scalar, type: .int64)
        let axis = Series(.int64([1, 3]))
        let gap = Series(.float64([.nan, 0]), states: [.value, .hole])
        let process = try export(
            epochs + [maximum],
            [
                [.int64(1), .series(axis), .series(gap), .int64(50)],
                [.int64(2), .series(Series(.int64([]))), .series(Series(.float64([]))), .int64(50)],
                [.int64(3), .series(axis), .null, .absent], [.int64(4), .absent, .absent, .absent],
            ])
        #expect(
            process.output
                == #"[{"cfg": {"k": 1}, "test_epoch": {"epoch": ["1/50", "3/50"], "epoch_ind": [1, 3], "epoch_max": [50, 50], "loss": [NaN, null]}}, "#
                + #"{"cfg": {"k": 2}, "test_epoch": {"epoch": [], "epoch_ind": [], "epoch_max": [], "loss": []}}, "#
                + #"{"cfg": {"k": 3}, "test_epoch": {"epoch_ind": [1, 3], "loss": null}}, {"cfg": {"k": 4}}]"#)
        #expect(process.errors.contains("holes printed as null: 1\n"))
    }

    @Test func aMaximumMayChangeWithinARun() throws {
        let maximum = Column("test_epoch.epoch_max", role: .series, type: .int64)
        let axis = Cell.series(Series(.int64([1, 1, 2])))
        let ends = Cell.series(Series(.int64([2, 9, 9]), states: [.value, .value, .hole]))
        let process = try export(epochs + [maximum], [[.int64(1), axis, .absent, ends]])
        #expect(
            process.output
                == #"[{"cfg": {"k": 1}, "test_epoch": {"epoch": ["1/2", "1/9", null], "epoch_ind": [1, 1, 2], "epoch_max": [2, 9, null]}}]"#
        )
    }

    @Test func iterationsAreFractionsToo() throws {
        let columns = [
            Column("test_ema_iter.epoch", role: .axis, type: .int64),
            Column("test_ema_iter.epoch_max", role: .scalar, type: .int64),
            Column("test_ema_iter.iter_ind", role: .series, type: .int64),
            Column("test_ema_iter.iter_max", role: .scalar, type: .int64),
        ]
        let process = try export(
            columns, [[.series(Series(.int64([1, 1]))), .int64(2), .series(Series(.int64([5, 10]))), .int64(10)]])
        #expect(
            process.output
                == #"[{"test_ema_iter": {"epoch": ["1/2", "1/2"], "epoch_ind": [1, 1], "epoch_max": [2, 2], "#
                + #""iter": ["5/10", "10/10"], "iter_ind": [5, 10], "iter_max": 10}}]"#)
    }

    @Test func theEnergySweepHasTwoLengthsAndNoEpochs() throws {
        let columns = [
            Column("cons.epoch", role: .axis, type: .int64), Column("cons.train_cons", role: .series, type: .float64),
            Column("cons.test_cons", role: .series, type: .float64),
        ]
        let process = try export(
            columns,
            [
                [
                    .series(Series(.int64([1, 2, 3]))), .series(Series(.float64([1, 2.5, 1e-7]))),
                    .series(Series(.float64([1, 0, 0]), states: [.value, .hole, .hole])),
                ]
            ])
        #expect(process.output == #"[{"cons": {"test_cons": [1.0], "train_cons": [1.0, 2.5, 1e-07]}}]"#)
        #expect(!process.errors.contains("holes"))
    }

    @Test func textsOfStandardErrorAndPathsStandAtTheTop() throws {
        let columns = [
            Column("k", role: .key, type: .int64), Column("stderr", role: .scalar, type: .string),
            Column("log_file", role: .scalar, type: .string), Column("err_file", role: .scalar, type: .string),
        ]
        let process = try export(
            columns,
            [
                [.int64(1), .string("a\n"), .string("logs/000000/stdout.log"), .absent],
                [.int64(2), .absent, .absent, .null],
            ])
        #expect(
            process.output
                == #"[{"cfg": {"k": 1}, "err": "a\n", "log_file": "logs/000000/stdout.log"}, {"cfg": {"k": 2}, "err_file": null}]"#
        )
    }

    @Test func theSeedStandsWhereTheProvenanceSays() throws {
        let columns = [Column("k", role: .key, type: .int64), Column("seed", role: .seed, type: .int64)]
        let runs: [[Cell]] = [[.int64(1), .int64(7)]]
        #expect(try export(columns, runs).output == #"[{"cfg": {"RNG_SEED": 7, "k": 1}}]"#)
        let said = try export(columns, runs, provenance: #"{"seed_key":"A.SEED"}"#)
        #expect(said.output == #"[{"cfg": {"A": {"SEED": 7}, "k": 1}}]"#)
        let ofObject = try export(columns, runs, provenance: #"{"seed_key":"cfg.A.SEED"}"#)
        #expect(ofObject.output == said.output)
        let merged = try export(columns, runs, provenance: #"{"merged":[{"x":1},{"seed_key":"S"}]}"#)
        #expect(merged.output == #"[{"cfg": {"S": 7, "k": 1}}]"#)
        let odd = try export(columns, runs, provenance: #"{"seed_key":5}"#)
        #expect(odd.output == #"[{"cfg": {"RNG_SEED": 7, "k": 1}}]"#)
    }

    @Test func aLeafThatIsASectionTooIsAnError() throws {
        let columns = [Column("a", role: .key, type: .int64), Column("a.b", role: .setting, type: .int64)]
        let apart = try export(columns, [[.int64(1), .absent], [.absent, .int64(2)]])
        #expect(apart.output == #"[{"cfg": {"a": 1}}, {"cfg": {"a": {"b": 2}}}]"#)
        let both = try export(columns, [[.int64(1), .int64(2)]])
        #expect(both.status == 65)
        #expect(
            both.errors
                == "hasbench: t.hasb: segment 0: run 0: \"a\": it is both a value and a section, which JSON can't say\n"
        )
    }

    @Test func aNameMayBeNestedAsDeepAsItIsLong() throws {
        let depth = 4095
        let columns = [Column(String(repeating: ".", count: depth), role: .key, type: .int64)]
        let process = try export(columns, [[.int64(1)]])
        let open = String(repeating: #"{"": "#, count: depth + 1)
        #expect(process.output == #"[{"cfg": "# + open + "1" + String(repeating: "}", count: depth + 2) + "]")
    }

    @Test func theSummaryNamesWhatIsLeftOut() throws {
        let process = try export(epochs, [[.int64(1), .absent, .absent]], "-o", "x.json", "--json")
        #expect(process.output == #"{"runs":1,"format":"sweep-json","left_out":["test_epoch"]}"# + "\n")
        #expect(try String(contentsOfFile: folder.file("x.json"), encoding: .utf8) == #"[{"cfg": {"k": 1}}]"#)
    }

    @Test func aGroupIsForCSVAlone() throws {
        let process = try export(epochs, [], "--group", "test_epoch")
        #expect(process.status == 64 && process.errors.contains("--group goes with --format csv"))
    }
}
