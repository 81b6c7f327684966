import ArgumentParser
import BenchSchema
import HASBench

/// `hasbench query`: the runs of one configuration, or what the surrogate predicts of it.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Print the runs of one configuration, or predict it if it was never trained.",
        discussion: """
            The table comes first, always; the answer says which of the two it is ("source"). A configuration outside of the \
            search space is an error. Exit code 1 if it is neither in the table nor can be predicted.
            """)

    @Argument(help: ArgumentHelp("The .hasb file.", valueName: "FILE"))
    var file: String

    @OptionGroup var wanted: ConfigurationArguments

    @OptionGroup var shown: RunArguments

    @Option(help: ArgumentHelp("Cut series, and compute metrics and costs, at this epoch.", valueName: "E"))
    var epoch: Int?

    @Option(help: ArgumentHelp("Draw one run around the prediction, by this seed.", valueName: "SEED"))
    var noise: UInt64?

    @Flag(help: "Print what each member of the ensemble predicts, too.")
    var members = false

    @Flag(help: "Print JSON: one object a run, or one for the prediction.")
    var json = false

    func validate() throws {
        if members, noise != nil { throw ValidationError("--members are of the expected run; --noise draws another.") }
        if members, !json { throw ValidationError("--members are printed as JSON; add --json.") }
    }

    func run() throws {
        let benchmark = try Benchmark(opening: file)
        let selection = try shown.selection(in: benchmark, upTo: epoch.map(Double.init))
        guard let configuration = try wanted.configuration() else {
            // A hash names what is in the table, and nothing else: it can't be turned back.
            return try shown.write(
                try wanted.lookup(in: benchmark), of: benchmark, selection, asJSON: json,
                hint: "; to predict it, give its keys, not its hash")
        }
        switch try benchmark.query(configuration, upTo: epoch, noise: noise, members: members) {
        case .table(let runs): try shown.write(runs, of: benchmark, selection, asJSON: json)
        case .unknown(_, let reason):
            throw NegativeAnswer(
                message: "\(file): the configuration is not in the table, and \(reason); run: hasbench fit \(file)")
        case .surrogate(let prediction):
            let shown = try ShownPrediction(benchmark, configuration, prediction, selection, noise: noise)
            try StandardOutput.write(json ? shown.json : shown.text)
        }
    }
}
