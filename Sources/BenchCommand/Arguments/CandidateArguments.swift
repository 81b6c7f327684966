import ArgumentParser
import BenchFile
import BenchSchema
import BenchSpace
import HASBench

/// Which configurations to look at instead of the table's runs: table values where they exist, predictions elsewhere.
struct CandidateArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "These configurations instead of the table's runs, a JSON object a line; what isn't in the table is predicted.",
            valueName: "FILE|-"))
    var configs: String?

    @Option(
        help: ArgumentHelp(
            "So many configurations of the search space instead of the table's runs, drawn at random.", valueName: "N"))
    var sample: Int?

    @Option(help: ArgumentHelp("Where the draws of --sample start.", valueName: "S"))
    var seed: UInt64 = 1

    func validate() throws {
        if configs != nil, sample != nil { throw ValidationError("Give --configs or --sample, not both.") }
        if let sample, !(1...1_000_000).contains(sample) {
            throw ValidationError("--sample is a number from 1 to 1000000.")
        }
    }

    /// Whether it isn't the table's own runs that are meant.
    var isGiven: Bool { configs != nil || sample != nil }

    /// The configurations; nil where the table's own runs are meant.
    func configurations(for benchmark: Benchmark) throws(BenchError) -> [Configuration]? {
        let space = try benchmark.searchSpace()
        if let configs {
            return try Self.read(configs).map { Self.withoutConstants($0, of: space, keys: benchmark.keys) }
        }
        guard let sample else { return nil }
        guard let space else {
            throw BenchError(
                .usage, "it holds no search space to draw from; convert again with --space", at: benchmark.reader.path)
        }
        var draws = ConfigurationDraws(space, try benchmark.sharedSettings(), seed: seed, limits: [])
        var drawn: [Configuration] = []
        for _ in 0..<sample { drawn.append(try draws.next().configuration(keys: benchmark.keys)) }
        return drawn
    }

    /// Leaves out what a space sets to one value and a table has no key for: it says nothing.
    private static func withoutConstants(
        _ configuration: Configuration, of space: SearchSpace?, keys: [String]
    ) -> Configuration {
        let keys = Set(keys)
        return configuration.filter { name, value in
            guard !keys.contains(name), let parameter = space?[name], case .constant(let cell) = parameter.domain else {
                return true
            }
            return parameter.cell(of: value) != cell
        }
    }

    private static func read(_ path: String) throws(BenchError) -> [Configuration] {
        let bytes = path == "-" ? StandardInput.readAll() : try InputText.read(path, limit: 1 << 28)
        var configurations: [Configuration] = []
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            do throws(BenchError) {
                configurations.append(try Configuration(json: Array(line), of: path))
            } catch { throw BenchError(error.code, error.message, at: "\(path): line \(number + 1)") }
        }
        guard !configurations.isEmpty else { throw BenchError(.usage, "there are no configurations in it", at: path) }
        return configurations
    }
}
