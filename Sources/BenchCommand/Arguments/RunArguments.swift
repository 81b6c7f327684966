import ArgumentParser
import BenchFile
import BenchSchema
import HASBench

/// What to print of a configuration, and of which of its runs.
struct RunArguments: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("A metric to print; all if none is given.", valueName: "M"))
    var metric: [String] = []

    @Option(name: .long, help: ArgumentHelp("A series to print.", valueName: "COLUMN"))
    var curve: [String] = []

    @Option(help: ArgumentHelp("Only runs of this task.", valueName: "T"))
    var task: String?

    @Option(help: ArgumentHelp("Only runs with this seed.", valueName: "S"))
    var seed: Int64?

    /// The metrics and series; throws `.usage` for a name that is none.
    func selection(in benchmark: Benchmark, upTo limit: Double?) throws(BenchError) -> RunJSON.Selection {
        var selection = RunJSON.Selection(metrics: nil, series: [], isComplete: false, limit: limit)
        if !metric.isEmpty {
            selection.metrics = try metric.map { name throws(BenchError) in try benchmark.metric(named: name) }
        }
        selection.series = try curve.map { name throws(BenchError) in try benchmark.series(named: name) }
        return selection
    }

    /// Prints those of a configuration's runs that are wanted; the answer is no if there are none.
    func write(
        _ runs: [TableRun], of benchmark: Benchmark, _ selection: RunJSON.Selection, asJSON: Bool, hint: String = ""
    ) throws {
        let wanted = try runs.filter { run in
            if let task, try run.task != ByteString(task) { return false }
            if let seed, try run.seed != seed { return false }
            return true
        }
        guard !wanted.isEmpty else {
            var what = "the configuration is not in the table"
            if let task { what += ", task \(task)" }
            if let seed { what += ", seed \(seed)" }
            throw NegativeAnswer(message: "\(benchmark.reader.path): \(what)\(runs.isEmpty ? hint : "")")
        }
        let (json, text) = (RunJSON(benchmark.schema, selection), RunText(benchmark.schema, selection))
        for run in wanted {
            guard asJSON else {
                try StandardOutput.write(try text.text(of: run))
                continue
            }
            var out = JSONWriter()
            try json.append(run, to: &out)
            try StandardOutput.write(out.bytes + [UInt8(ascii: "\n")])
        }
    }
}
