import BenchFile
import BenchSchema
import BenchSpace
import TestSupport
import Testing

@testable import BenchImport

@Suite struct ConverterTests {
    private func sweep(runs: Int = 20) throws -> Sweep {
        let sweep = try Sweep()
        for run in 0..<runs {
            try sweep.add(
                "\(100_000 + run)", Log.whole(depth: run / 2, seed: run % 2), stderr: run == 3 ? "warning\n" : "")
        }
        return sweep
    }

    private func bytes(_ sweep: Sweep, _ change: (inout ConvertOptions) -> Void) async throws -> [UInt8] {
        let options = sweep.options {
            $0.force = true
            $0.keys = []
            change(&$0)
        }
        let report = try await Converter(options: options).convert()
        #expect(report.written?.runs == report.tally.stored)
        return try TemporaryFolder.bytes(options.output)
    }

    @Test func bytesDependOnNeitherJobsNorBudget() async throws {
        let sweep = try sweep()
        let one = try await bytes(sweep) { $0.jobs = 1 }
        #expect(try await bytes(sweep) { $0.jobs = 2 } == one)
        #expect(try await bytes(sweep) { ($0.jobs, $0.budget) = (3, 0) } == one)
        #expect(try await bytes(sweep) { $0.budget = 20_000 } == one)
    }

    /// The runs are of the depths 0 to 9, of which the space has some.
    @Test func runsOutsideOfTheSpaceAreReported() async throws {
        let sweep = try sweep()
        let text = #"{"hyperparameters": [{"type": "uniform_int", "name": "REGNET.DEPTH", "lower": 1, "upper": 9}]}"#
        let space = try SearchSpace(json: Array(text.utf8), source: "space.json")
        let options = sweep.options {
            $0.keys = []
            $0.space = space
        }
        let report = try await Converter(options: options).convert()
        #expect(report.hasDamage && report.written?.runs == 20)
        #expect(
            report.problems.contains {
                $0.contains(
                    "REGNET.DEPTH is 0, which is outside of the search space: it is an integer from 1 to 9 (and in 1")
            }, "\(report.problems)")
        let stored = try BenchReader(options.output).attachment(AttachmentName.searchSpace)
        #expect(try SearchSpace(json: try #require(stored), source: "stored") == space)
        var strict = options
        (strict.strict, strict.force) = (true, true)
        #expect(try await Converter(options: strict).convert().written == nil)
        // A bench file brings its own.
        var again = options
        (again.sources, again.space, again.output) = ([options.output], nil, sweep.output + "2")
        #expect(try await Converter(options: again).convert().hasDamage)
        #expect(try BenchReader(again.output).attachment(AttachmentName.searchSpace) == stored)
    }

    @Test func theFileHoldsTheRuns() async throws {
        let sweep = try sweep()
        _ = try await bytes(sweep) { $0.keepErrors = true }
        let reader = try BenchReader(sweep.output)
        #expect(reader.runCount == 20)
        #expect(reader.schema.keys.map { reader.schema.columns[$0].name } == ["REGNET.DEPTH"])
        #expect(reader.schema.place("stderr", .scalar) != nil)
    }

    @Test func shardsShareColumnsAndPartTheRuns() async throws {
        let sweep = try sweep(runs: 7)
        try sweep.add("200000", Log.whole(depth: 9) + [Log.record(#"{"_type": "rare", "x": 1.5}"#)])
        let whole = try await sweep.table { $0.keys = [] }
        var runs: [Run] = []
        for index in 1...3 {
            let part = try await sweep.table { ($0.keys, $0.shard) = ([], Shard(index: index, count: 3)) }
            #expect(part.schema == whole.schema)
            runs += part.runs
        }
        #expect(runs == whole.runs && runs.count == 8)
    }

    @Test func shardsEndWherePortionsDoIfThatIsNear() {
        let bounds = [0, 128, 256, 384]
        let thirds = (1...3).map { Shard(index: $0, count: 3).range(of: 500, near: bounds) }
        #expect(thirds == [0..<128, 128..<384, 384..<500])
        let many = (1...20).map { Shard(index: $0, count: 20).range(of: 500, near: bounds) }
        #expect(many.first?.lowerBound == 0 && many.last?.upperBound == 500)
        #expect(zip(many, many.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound && !$0.isEmpty })
        #expect((1...3).map { Shard(index: $0, count: 3).range(of: 2, near: [0]) } == [0..<0, 0..<1, 1..<2])
    }

    @Test func strictWritesNothing() async throws {
        let sweep = try sweep(runs: 4)
        try sweep.add("200000", [Log.start, Log.cfg(), Log.train(1)])
        let report = try await Converter(options: sweep.options { $0.strict = true }).convert()
        #expect(report.written == nil && report.hasDamage)
        #expect(try sweep.folder.names() == ["logs"])
    }

    @Test func aFileIsReplacedOnlyByForce() async throws {
        let sweep = try sweep(runs: 4)
        try sweep.write("out.hasb", "mine")
        let error = await #expect(throws: BenchError.self) { try await Converter(options: sweep.options()).convert() }
        #expect(error?.code == .cannotWrite)
        #expect(try TemporaryFolder.bytes(sweep.output) == Array("mine".utf8))
        _ = try await Converter(options: sweep.options { $0.force = true }).convert()
        #expect(try TemporaryFolder.bytes(sweep.output) != Array("mine".utf8))
    }

    @Test func repeatsThatCantBeToldApartAreReported() async throws {
        let sweep = try sweep(runs: 2)
        try sweep.add("200000", Log.whole(depth: 0, seed: 1))
        let report = try await Converter(options: sweep.options()).convert()
        #expect(report.written?.runs == 3)
        #expect(
            report.problems == [
                "run 200000: it has the configuration and seed of run 100001; both are kept"
            ])
    }

    @Test func keysThatCantBeHashedAreReported() async throws {
        let sweep = try sweep(runs: 2)
        try sweep.add("200000", [Log.start, Log.cfg().replacing("0.1", with: "NaN"), Log.train(1)])
        let report = try await Converter(options: sweep.options { $0.keys = ["OPTIM.BASE_LR"] }).convert()
        #expect(report.tally.stored == 2 && report.written?.runs == 2)
        #expect(report.tally.problems.map(\.name) == ["200000"] && report.tally.problems[0].findings.hasDamage)
    }

    /// The names of the runs in a source.
    private func folders(_ source: String) throws -> [String] {
        let found = try SourceFinder(options: ConvertOptions(sources: [source], output: "/out")).find()
        return try #require(found.first as? LogSource).folders.map(\.name)
    }

    @Test func sourcesAreFound() async throws {
        let sweep = try sweep(runs: 2)
        for source in [sweep.path, sweep.path + "/", sweep.path + "/logs"] {
            #expect(try folders(source) == ["100000", "100001"])
        }
        #expect(try folders(sweep.path + "/logs/100001") == ["100001"])
        #expect(try folders(sweep.path + "/logs/100001/stdout.log") == ["stdout.log"])
        for source in [sweep.path + "/none", sweep.path + "/logs/100000/none"] {
            let error = #expect(throws: BenchError.self) { try folders(source) }
            #expect(error?.code == .noInput)
        }
    }

    @Test func provenanceTakesTheFilesBeside() throws {
        let sweep = try sweep(runs: 2)
        let survey = Survey()
        let choice = KeyChoice(discovering: survey, seedKey: "RNG_SEED")
        let logs = [LogSource(log: "x", name: "x", keeping: nil)]
        try sweep.write("machine.json", #"{"idle_w": 1.5}"# + "\n")
        try sweep.write("provenance.json", #"{"licence": "MIT", "tool": "other", "n": 1, "list": [1, NaN]}"#)
        let expected =
            #"{"keys": [], "left_out": [], "licence": "MIT", "list": [1, "NaN"], "machine": {"idle_w": 1.5}, "#
            + #""n": 1, "seed_key": "RNG_SEED", "source": "pycls logs", "tool": "hasbench 1.0"}"#
        for source in [sweep.path, sweep.path + "/logs"] {
            let options = ConvertOptions(sources: [source], output: "")
            let text = try Provenance.text(options: options, sources: logs, choice: choice, seedKey: "RNG_SEED")
            #expect(text.description == expected)
        }
        try sweep.write("other.json", #"{"source": "elsewhere"}"#)
        var options = ConvertOptions(sources: [sweep.path], output: "")
        options.provenance = sweep.path + "/other.json"
        let other = try Provenance.text(options: options, sources: logs, choice: choice, seedKey: "RNG_SEED")
        #expect(other.description.contains(#""source": "elsewhere""#) && !other.description.contains("licence"))
        try sweep.write("machine.json", "{")
        #expect(throws: BenchError.self) {
            try Provenance.text(options: options, sources: logs, choice: choice, seedKey: "RNG_SEED")
        }
    }

    @Test func logsThatChangedMeanwhileAreAnError() async throws {
        let sweep = try sweep(runs: 2)
        let prepared = try await Converter(options: sweep.options()).prepare(ProgressBar(isShown: false))
        try sweep.add("100000", Log.whole() + [Log.record(#"{"_type": "late", "x": 1}"#)])
        let folder = RunFolder(name: "100000", folder: sweep.path + "/logs/100000", plan: nil)
        let parsed = try #require(try folder.parse().first)
        let error = #expect(throws: BenchError.self) {
            try RunBuilder(plan: prepared.plan).build(parsed.run, .complete)
        }
        #expect(error?.code == .io)
    }

    @Test func theReportCountsAndIsShort() async throws {
        let sweep = try sweep(runs: 2)
        for run in 0..<20 {
            try sweep.add("2000\(10 + run)", [Log.start, Log.cfg(), Log.train(1, of: run + 2)])
        }
        let report = try await Converter(options: sweep.options()).convert()
        let json = String(decoding: report.json, as: UTF8.self)
        #expect(
            json.contains(#""runs":22,"not_stored":0,"states":{"incomplete":20,"complete":2},"keys":["REGNET.DEPTH"]"#))
        #expect(report.summary.hasPrefix("22 runs: 20 incomplete, 2 complete\nkeys: REGNET.DEPTH\n"))
        let warnings = report.warnings.split(separator: "\n")
        #expect(warnings.count == 11 && warnings[10] == "warning: and 11 more, see --report FILE.json")
        #expect(
            String(decoding: report.full, as: UTF8.self).contains(#""run":"200029","stored":true,"state":"incomplete""#)
        )
    }
}
