import ArgumentParser
import BenchSchema
import BenchStatistics
import HASBench

/// `hasbench pareto`: the runs that no other run beats in every objective.
struct ParetoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pareto", abstract: "Print the Pareto frontier of two or more objectives.",
        discussion: """
            With --versus M the last objective is exchanged for M, and the runs that are on one of the two frontiers \
            only are named. Repeats of a configuration are joined to one point. Those without a number in an objective \
            are left out and counted.
            """)

    @Argument(help: ArgumentHelp("The .hasb file.", valueName: "FILE"))
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "An objective; min or max is the metric's own direction unless given.", valueName: "M[:min|:max]"))
    var objective: [String]

    @Option(help: ArgumentHelp("Compare with the frontier that has M instead of the last objective.", valueName: "M"))
    var versus: String?

    @OptionGroup var selection: StatisticsArguments

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print CSV, numbers in full.")
    var csv = false

    func validate() throws {
        guard objective.count >= 2 else { throw ValidationError("A frontier needs two --objective or more.") }
        if csv, json { throw ValidationError("Give --csv or --json, not both.") }
    }

    func run() throws {
        let benchmark = try Benchmark(opening: file)
        let objectives = try objective.map { text throws(BenchError) in try Objective(text, in: benchmark) }
        let exchanged = try versus.map { text throws(BenchError) in try Objective(text, in: benchmark) }
        let points = try FrontierPoints(
            try Selection(selection.where, in: benchmark, candidates: selection.candidates),
            repeats: selection.repeats, in: benchmark)
        let first = try ObjectiveFrontier(objectives, points)
        let second = try exchanged.map { last throws(BenchError) in
            try ObjectiveFrontier(objectives.dropLast() + [last], points)
        }
        if csv {
            try StandardOutput.write(try ParetoCSV(points: points).text(first, versus: second))
        } else if json {
            try StandardOutput.write(
                try ParetoJSON(points: points, repeats: selection.repeats).text(of: file, first, versus: second))
        } else {
            try StandardOutput.write(try ParetoText(points: points).text(first, versus: second))
        }
    }
}
