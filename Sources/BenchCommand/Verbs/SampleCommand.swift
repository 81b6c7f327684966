import ArgumentParser
import BenchSchema
import BenchSpace
import HASBench

/// `hasbench sample`: draws configurations to train.
struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Draw configurations from a search space, in a sweep's own form.",
        discussion: """
            The space is that of FILE, whose common settings go into each configuration, or that of --space, or both. \
            FOLDER gets cfgs/NNNNNN.yaml, cfgs_summary.yaml and space.json; - prints JSON lines. The same space and seed \
            give the same configurations on every machine.
            """)

    @Argument(help: ArgumentHelp("A .hasb file.", valueName: "FILE"))
    var file: String?

    @Option(
        help: ArgumentHelp("The search space (Specs/search-space.md), in place of FILE's.", valueName: "SPACE.json"))
    var space: String?

    @Option(name: .customShort("n"), help: ArgumentHelp("How many configurations.", valueName: "N"))
    var count: Int

    @Option(help: ArgumentHelp("Where the draws start.", valueName: "S"))
    var seed: UInt64 = 1

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder to write; - is standard output.", valueName: "FOLDER"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "Only networks with params, flops, acts or stages in this bound, such as 'params<=60000'; again for each.",
            valueName: "LIMIT"))
    var limit: [String] = []

    @Flag(help: "Write into a folder that isn't empty, in place of the configurations there.")
    var force = false

    @Flag(help: "Say what was drawn as JSON; on standard error if the configurations are on standard output.")
    var json = false

    func validate() throws {
        guard (1...10_000_000).contains(count) else { throw ValidationError("-n is a number from 1 to 10000000.") }
        guard file != nil || space != nil else { throw ValidationError("Name a FILE, or a space with --space.") }
    }

    func run() throws {
        let (space, settings) = try source()
        var draws = ConfigurationDraws(space, settings, seed: seed, limits: try limit.map(ComplexityLimit.init))
        if output == "-" {
            for _ in 0..<count {
                var out = JSONWriter()
                try draws.next().append(to: &out)
                try StandardOutput.write(out.bytes + [UInt8(ascii: "\n")])
            }
        } else {
            var sweep = try SweepFolderWriter(output, replacing: force)
            for _ in 0..<count { try sweep.add(try draws.next()) }
            try sweep.finish(space)
        }
        try report(draws)
    }

    /// The space, and the leaves that all runs of the file share.
    private func source() throws(BenchError) -> (SearchSpace, [String: LooseValue]) {
        let benchmark = try file.map { path throws(BenchError) in try Benchmark(opening: path) }
        let settings = try benchmark?.sharedSettings() ?? [:]
        if let space {
            return (
                try SearchSpace(json: try InputText.read(space, limit: SearchSpace.maximumBytes), source: space),
                settings
            )
        }
        guard let known = try benchmark?.searchSpace() else {
            throw BenchError(
                .usage, "it holds no search space; give one with --space, or convert again with --space",
                at: file ?? "")
        }
        return (known, settings)
    }

    private func report(_ draws: ConfigurationDraws) throws(BenchError) {
        let text: String
        if json {
            var out = JSONWriter()
            out.object { out in
                for (name, value) in [
                    ("configurations", count), ("not_buildable", draws.unbuildable),
                    ("beyond_limits", draws.beyondLimits),
                ] {
                    out.name(name)
                    out.number(value)
                }
                out.name("seed")
                out.number(seed)
            }
            text = String(decoding: out.bytes, as: UTF8.self) + "\n"
        } else {
            text = draws.summary(count, output)
        }
        if output == "-" { StandardError.write(text) } else { try StandardOutput.write(text) }
    }
}
