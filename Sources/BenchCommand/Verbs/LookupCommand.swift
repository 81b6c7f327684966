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

    @OptionGroup var shown: RunArguments

    @Option(help: ArgumentHelp("Cut series, and compute metrics, at this step of the axis.", valueName: "E"))
    var epoch: Double?

    @Flag(help: "Print one JSON object a run.")
    var json = false

    func run() throws {
        let benchmark = try Benchmark(opening: file)
        let selection = try shown.selection(in: benchmark, upTo: epoch)
        try shown.write(try wanted.lookup(in: benchmark), of: benchmark, selection, asJSON: json)
    }
}
