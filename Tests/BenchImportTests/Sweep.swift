import BenchSchema
import TestSupport
import Testing

@testable import BenchImport

/// A logs folder in the making, and what the converter makes of it.
final class Sweep {
    let folder: TemporaryFolder
    var path: String { folder.path }
    var output: String { folder.file("out.hasb") }

    init() throws { folder = try TemporaryFolder() }

    /// Writes a run's files; lines are joined by newlines.
    func add(_ name: String, _ lines: [String], history: [String]? = nil, stderr: String? = nil) throws {
        try write("logs/\(name)/stdout.log", lines.map { $0 + "\n" }.joined())
        if let history { try write("logs/\(name)/history.jsonl", history.map { $0 + "\n" }.joined()) }
        if let stderr { try write("logs/\(name)/stderr.log", stderr) }
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws { try TemporaryFolder.write(bytes, to: folder.file(name)) }

    func options(_ change: (inout ConvertOptions) -> Void = { _ in }) -> ConvertOptions {
        var options = ConvertOptions(sources: [path], output: output)
        options.keys = ["REGNET.DEPTH"]
        change(&options)
        return options
    }

    /// The runs that the logs make, without writing a file.
    func table(_ change: (inout ConvertOptions) -> Void = { _ in }) async throws -> Table {
        let prepared = try await Converter(options: options(change)).prepare(ProgressBar(isShown: false))
        let builder = prepared.encoding?.builder ?? RunBuilder(plan: prepared.plan)
        var runs: [Run] = []
        var summaries: [RunSummary] = []
        let input = prepared.input
        for number in input.places.indices {
            try input.forEachRun(number, input.places[number].units) { unit, _, read in
                guard input.part.contains(unit) else { return }
                let judgement = RunJudgement(read.run, input.options.recipe)
                summaries.append(
                    RunSummary(
                        unit: unit, place: 0, name: read.run.name, isStored: read.run.configuration != nil,
                        judgement: judgement, findings: read.run.findings))
                guard read.run.configuration != nil else { return }
                do throws(BenchError) {
                    runs.append(try builder.build(read.run, judgement.state))
                    try prepared.plan.schema.check(runs[runs.count - 1])
                } catch { Issue.record("\(error)") }
            }
        }
        return Table(schema: prepared.plan.schema, runs: runs, summaries: summaries, report: prepared.report)
    }

    /// The table of one run with these lines between a cfg record and the end.
    static func single(_ lines: [String], history: [String]? = nil) async throws -> Table {
        let sweep = try Sweep()
        try sweep.add("000000", [Log.start, Log.cfg()] + lines, history: history)
        return try await sweep.table()
    }
}

extension RunFolder {
    /// Reads the folder alone.
    func parse() throws(BenchError) -> [ReadRun] {
        var scanner = try LogScanner()
        return try parse(sharing: nil, keepErrors: false, &scanner)
    }
}

/// Runs and their schema.
struct Table {
    var schema: Schema
    var runs: [Run]
    /// All runs, the unremarkable ones too.
    var summaries: [RunSummary]
    var report: ConversionReport

    /// The cell of a column of the first run, or another; nil if there is no such column.
    func cell(_ name: String, _ role: Role = .series, run: Int = 0) -> Cell? {
        schema.place(name, role).map { runs[run].cells[$0] }
    }

    func column(_ name: String, _ role: Role = .series) -> Column? {
        schema.place(name, role).map { schema.columns[$0] }
    }

    func doubles(_ name: String, run: Int = 0) -> [Double]? {
        guard case .series(let series) = cell(name, run: run), case .float64(let values) = series.elements else {
            return nil
        }
        return values
    }

    func integers(_ name: String, run: Int = 0) -> [Int64]? {
        guard case .series(let series) = cell(name, run: run), case .int64(let values) = series.elements else {
            return nil
        }
        return values
    }

    func states(_ name: String) -> [ElementState]? {
        guard case .series(let series) = cell(name) else { return nil }
        return series.states
    }

    /// The findings of a run, as "file:line reason".
    func findings(run: Int = 0, _ weight: Finding.Weight = .damage) -> [String] {
        summary(run).findings.list.filter { $0.weight == weight }
            .map { "\($0.file):\($0.line ?? 0) \($0.reason)" }
    }

    /// What the report says of a run, or would say.
    func summary(_ run: Int) -> RunSummary {
        report.tally.problems.first { $0.name == summaries[run].name } ?? summaries[run]
    }

    /// Whether any name, text or JSON in the table or its report holds this.
    func mentions(_ text: String) -> Bool {
        "\(schema.columns) \(runs)".contains(text) || "\(runs.flatMap(\.cells).map(Self.text))".contains(text)
            || String(decoding: report.full, as: UTF8.self).contains(text) || report.warnings.contains(text)
    }

    private static func text(_ cell: Cell) -> String {
        switch cell {
        case .string(let text), .json(let text): return text.description
        case .series(let series):
            switch series.elements {
            case .string(let texts), .json(let texts): return texts.map(\.description).joined(separator: " ")
            default: return ""
            }
        default: return ""
        }
    }
}

/// Lines of a pycls log.
enum Log {
    static let start = "[trainer.py:  48]: PyTorch Version: torch=1.8.1"

    static func record(_ json: String) -> String { "[meters.py: 153]: json_stats: \(json)" }

    static func cfg(depth: Int = 6, seed: String = "1", epochs: Int = 2, _ more: String = "") -> String {
        record(
            #"{"OPTIM": {"BASE_LR": 0.1, "MAX_EPOCH": \#(epochs)}, "REGNET": {"DEPTH": \#(depth)}, "#
                + #""RNG_SEED": \#(seed)\#(more), "_type": "cfg"}"#)
    }

    static func train(_ epoch: Int, of: Int = 2, _ fields: String = #""loss": 2.5000, "time_epoch": 3.2500"#) -> String
    {
        record(#"{"_type": "train_epoch", "epoch": "\#(epoch)/\#(of)", \#(fields)}"#)
    }

    static func test(_ epoch: Int, of: Int = 2, type: String = "test_epoch", error: String = "90.5000") -> String {
        record(#"{"_type": "\#(type)", "epoch": "\#(epoch)/\#(of)", "mem": 12, "top1_err": \#(error)}"#)
    }

    static func block(_ numbers: String = "3.6910\t0.0000\t0.0003\t6.0530\t0.0000\t0.1948") -> [String] {
        let stars = String(repeating: "*", count: 50)
        return [stars, "Time Elapse: \u{1B}[32m0.19\u{1B}[0m (in S)", "excel compatible output:", numbers, stars]
    }

    /// A whole run of two epochs.
    static func whole(depth: Int = 6, seed: Int = 1) -> [String] {
        [start, cfg(depth: depth, seed: "\(seed)")]
            + (1...2).flatMap { [train($0), test($0), test($0, type: "test_ema_epoch")] }
    }
}
