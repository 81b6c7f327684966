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
            only are named. Runs without a number in an objective are left out and counted.
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

    @Option(name: .long, help: ArgumentHelp("Only runs with this value of a key.", valueName: "KEY=VALUE"))
    var `where`: [String] = []

    @OptionGroup var candidates: CandidateArguments

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard objective.count >= 2 else { throw ValidationError("A frontier needs two --objective or more.") }
    }

    func run() throws {
        let benchmark = try Benchmark(opening: file)
        let selection = try Selection(self.where, in: benchmark, candidates: candidates)
        let runs = try selection.rows()
        let objectives = try objective.map { text throws(BenchError) in try Objective(text, in: benchmark) }
        let first = try Frontier(objectives, selection)
        let second = try versus.map { text throws(BenchError) in
            try Frontier(objectives.dropLast() + [Objective(text, in: benchmark)], selection)
        }
        try StandardOutput.write(
            json ? try document(first, second, runs, benchmark) : try text(first, second, runs, benchmark))
    }

    private func text(
        _ first: Frontier, _ second: Frontier?, _ runs: [SelectedRow], _ benchmark: Benchmark
    ) throws(BenchError) -> String {
        var text = "\(first.title): \(first.members.count) of \(first.count) runs"
        let predicted = runs.count { $0.isPredicted }
        if predicted > 0 { text += ", \(predicted) of them predicted" }
        text += first.missing > 0 ? ", \(first.missing) left out for want of a number\n" : "\n"
        text += try table(first, first.members, runs, benchmark)
        guard let second else { return text }
        let comparison = FrontierComparison(first.frontier, second.frontier)
        text += "\n\(second.title): \(second.members.count) runs, \(comparison.both.count) of them on both frontiers\n"
        for (title, frontier, only) in [
            (first.title, first, comparison.onlyInFirst), (second.title, second, comparison.onlyInSecond),
        ] {
            text += "\nonly on \(title): \(only.count)\n"
            if !only.isEmpty { text += try table(frontier, only, runs, benchmark) }
        }
        return text
    }

    private func table(
        _ frontier: Frontier, _ members: [Int], _ runs: [SelectedRow], _ benchmark: Benchmark
    ) throws(BenchError) -> String {
        let schema = benchmark.schema
        let names = frontier.objectives.map { $0.name + ($0.unit.map { " (\($0))" } ?? "") }
        var table = TextTable(
            names + schema.keys.map { schema.columns[$0].name } + ["hash", "source"], rightAligned: names.indices)
        for member in members {
            var keys: [String] = []
            for key in schema.keys { keys.append(try runs[member].key(key).text ?? "-") }
            table.append(
                frontier.values(of: member).map { $0.rounded(toDigits: 6) } + keys
                    + [try runs[member].hash.description, runs[member].isPredicted ? "surrogate" : "table"])
        }
        return table.text
    }

    private func document(
        _ first: Frontier, _ second: Frontier?, _ runs: [SelectedRow], _ benchmark: Benchmark
    ) throws(BenchError) -> String {
        var json = JSONWriter()
        try json.object { json throws(BenchError) in
            json.name("file")
            json.string(file)
            json.name("frontier")
            try append(first, first.members, runs, benchmark, to: &json)
            guard let second else { return }
            let comparison = FrontierComparison(first.frontier, second.frontier)
            json.name("versus")
            try append(second, second.members, runs, benchmark, to: &json)
            json.name("both")
            json.number(comparison.both.count)
            json.name("only_in_frontier")
            try append(first, comparison.onlyInFirst, runs, benchmark, to: &json)
            json.name("only_in_versus")
            try append(second, comparison.onlyInSecond, runs, benchmark, to: &json)
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    private func append(
        _ frontier: Frontier, _ members: [Int], _ runs: [SelectedRow], _ benchmark: Benchmark,
        to json: inout JSONWriter
    ) throws(BenchError) {
        let schema = benchmark.schema
        try json.object { json throws(BenchError) in
            json.name("objectives")
            json.array { json in
                for objective in frontier.objectives { json.string(objective.title) }
            }
            json.name("count")
            json.number(frontier.count)
            json.name("predicted")
            json.number(runs.count { $0.isPredicted })
            json.name("left_out")
            json.number(frontier.missing)
            json.name("runs")
            try json.array { json throws(BenchError) in
                for member in members {
                    try json.object { json throws(BenchError) in
                        json.name("hash")
                        json.string(try runs[member].hash.description)
                        json.name("source")
                        json.string(runs[member].isPredicted ? "surrogate" : "table")
                        if let seed = try runs[member].seed {
                            json.name("seed")
                            json.number(seed)
                        }
                        json.name("config")
                        try json.object { json throws(BenchError) in
                            for key in schema.keys {
                                json.name(schema.columns[key].name)
                                json.cell(try runs[member].key(key))
                            }
                        }
                        json.name("metrics")
                        json.object { json in
                            for (objective, value) in zip(frontier.objectives, frontier.values(of: member)) {
                                json.name(objective.name)
                                json.number(value)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A metric or scalar to be made small or large.
private struct Objective {
    let name: String
    let place: Int
    let unit: String?
    let direction: Direction

    init(_ text: String, in benchmark: Benchmark) throws(BenchError) {
        var name = text[...]
        var direction: Direction?
        for (suffix, meaning) in [(":min", Direction.minimize), (":max", .maximize)] where text.hasSuffix(suffix) {
            name = text.dropLast(suffix.count)
            direction = meaning
        }
        place = try benchmark.place(named: String(name))
        let column = benchmark.schema.columns[place]
        guard column.type == .float64 || column.type == .int64 else {
            throw BenchError(.usage, "\(name) is a \(column.type.name), no number")
        }
        self.name = String(name)
        unit = column.unit
        self.direction = direction ?? (column.definition?.direction == .maximize ? .maximize : .minimize)
    }

    var title: String { "\(name):\(direction == .minimize ? "min" : "max")" }
}

/// The frontier of some objectives over runs.
private struct Frontier {
    let objectives: [Objective]
    let frontier: ParetoFrontier
    /// One column an objective, one after another.
    private let columns: [Double]
    /// All runs, those left out too.
    let count: Int

    init(_ objectives: [Objective], _ selection: Selection) throws(BenchError) {
        var columns: [Double] = []
        for objective in objectives { columns += try selection.numbers(objective.place).map { $0 ?? .nan } }
        guard let frontier = ParetoFrontier(columns: columns.span, directions: objectives.map(\.direction)) else {
            throw BenchError(.usage, "there is no frontier of these objectives")
        }
        self.objectives = objectives
        self.frontier = frontier
        self.columns = columns
        count = columns.count / max(objectives.count, 1)
    }

    var members: [Int] { frontier.indices }
    var missing: Int { frontier.missing }
    var title: String { objectives.map(\.title).joined(separator: ", ") }

    func values(of run: Int) -> [Double] { objectives.indices.map { columns[$0 * count + run] } }
}
