import ArgumentParser
import BenchFile
import BenchSchema

/// `hasbench diff`: what differs between two tables, in values.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare two files by their columns, runs and values.",
        discussion: """
            Runs are the same by configuration, task and seed; the order of runs, compression, provenance and \
            attachments don't count. Numbers are equal if their bits are. Exit code 0 if nothing differs, 1 otherwise.
            """)

    @Argument(help: ArgumentHelp("The first .hasb file.", valueName: "A"))
    var first: String

    @Argument(help: ArgumentHelp("The second .hasb file.", valueName: "B"))
    var second: String

    @Option(help: ArgumentHelp("How many runs and values are listed, of each kind; all are counted.", valueName: "N"))
    var limit = 20

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit needs 0 or more.") }
    }

    func run() throws {
        let comparison = try TableComparison(BenchReader(first), BenchReader(second), limit: limit)
        try StandardOutput.write(json ? try comparison.document : try comparison.text)
        if !comparison.isEqual { throw NegativeAnswer() }
    }
}
