import ArgumentParser
import BenchFile
import BenchReport
import BenchSchema
import HASBench

/// `hasbench report`: one page with figures on what is in files.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write one page with figures: box plots, frontiers, learning curves, coverage.",
        discussion: """
            The folder gets index.html, which needs nothing else, and each figure as SVG and its numbers as CSV. Figures \
            are drawn by gnuplot (Debian's package gnuplot-nox). Metrics of several files are converted to the first \
            file's units.
            """)

    @Argument(help: ArgumentHelp("The .hasb files.", valueName: "FILE"))
    var files: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "FOLDER"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "What is to be good; test_error, or the first metric, if not given.", valueName: "M[:min|:max]"))
    var metric: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What it costs, twice at most; train_time and train_energy if not given.", valueName: "M[:min|:max]"))
    var cost: [String] = []

    @OptionGroup var selection: StatisticsArguments

    @Option(name: .long, help: ArgumentHelp("Draw figures in this form too: png or pdf.", valueName: "FORM"))
    var figures: [ReportFormat] = []

    @Flag(help: "Replace the report in a folder that isn't empty.")
    var force = false

    @Flag(help: "Print all numbers of the report as one JSON object.")
    var json = false

    func validate() throws {
        guard cost.count <= 2 else { throw ValidationError("--cost is given twice at most.") }
    }

    func run() throws {
        Drafts.removeWhenInterrupted()
        let subjects = try files.map { file throws(BenchError) in
            let benchmark = try Benchmark(opening: file)
            let rows = try Selection(selection.where, in: benchmark, candidates: selection.candidates)
            return try ReportSubject(benchmark, rows, repeats: selection.repeats)
        }
        let report = try Report(
            subjects, metric: metric.map { ReportObjective($0) }, costs: cost.map { ReportObjective($0) })
        let formats = ReportFormat.allCases.filter { $0 == .svg || figures.contains($0) }
        let names = try report.write(to: output, formats: formats, replacing: force)
        if json {
            try StandardOutput.write(String(decoding: report.json, as: UTF8.self) + "\n")
        } else {
            try StandardOutput.write("\(output)/index.html and \(names.count - 1) files beside it\n")
        }
    }
}

extension ReportFormat: ExpressibleByArgument {}

extension ReportObjective {
    /// Reads `M`, `M:min` or `M:max`.
    init(_ text: String) {
        if text.hasSuffix(":min") {
            self.init(name: String(text.dropLast(4)), isMaximised: false)
        } else if text.hasSuffix(":max") {
            self.init(name: String(text.dropLast(4)), isMaximised: true)
        } else {
            self.init(name: text)
        }
    }
}
