import ArgumentParser
import BenchSchema
import HASBench

/// `hasbench lookup`: the exact runs of one configuration.
struct LookupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "Print the runs of one configuration, exactly as they were recorded.",
        discussion: "Exit code 1 if the configuration is not in the table.")

    @Argument(help: ArgumentHelp("The .hasb file.", valueName: "FILE"))
    var file: String

    @OptionGroup var wanted: ConfigurationArguments

    @Option(name: .long, help: ArgumentHelp("A metric to print; all if none is given.", valueName: "M"))
    var metric: [String] = []

    @Option(name: .long, help: ArgumentHelp("A series to print.", valueName: "COLUMN"))
    var curve: [String] = []

    @Option(help: ArgumentHelp("Cut series, and compute metrics, at this step of the axis.", valueName: "E"))
    var epoch: Double?

    @Option(help: ArgumentHelp("Only runs of this task.", valueName: "T"))
    var task: String?

    @Option(help: ArgumentHelp("Only runs with this seed.", valueName: "S"))
    var seed: Int64?

    @Flag(help: "Print one JSON object a run.")
    var json = false

    func run() throws {
        let benchmark = try Benchmark(opening: file)
        var selection = RunJSON.Selection(metrics: nil, series: [], isComplete: false, limit: epoch)
        if !metric.isEmpty { selection.metrics = try metric.map(benchmark.metric(named:)) }
        selection.series = try curve.map(benchmark.series(named:))
        let runs = try wanted.lookup(in: benchmark).filter { run in
            if let task, try run.task != ByteString(task) { return false }
            if let seed, try run.seed != seed { return false }
            return true
        }
        guard !runs.isEmpty else { throw NegativeAnswer(message: notFound) }
        try StandardOutput.write(runs: runs, of: benchmark, selection, asJSON: json)
    }

    private var notFound: String {
        var what = "the configuration is not in the table"
        if let task { what += ", task \(task)" }
        if let seed { what += ", seed \(seed)" }
        return "\(file): \(what)"
    }
}
